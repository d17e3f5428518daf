using System.Text.Json.Serialization;
using SoilBeta.Numerics;

namespace SoilBeta.Forests.Validation;

/// <summary>Evaluates every model under every design on all cores, and scores β and derived quantities. The same table, plans and seed give the same scores for any number of threads.</summary>
public static class Validator
{
    /// <summary>Name of the constant that predicts a derived quantity by the mean of its training rows; it has no scores of the target.</summary>
    public const string MeanModel = "mean";

    /// <summary>Runs the validation.</summary>
    /// <param name="table">All rows.</param>
    /// <param name="plans">Designs.</param>
    /// <param name="learners">Models, the forest first.</param>
    /// <param name="derived">Quantities derived from a prediction, such as the subsoil density; may be empty.</param>
    /// <param name="settings">Seed, threads, progress.</param>
    /// <param name="cancellation">Cancellation token, checked between trainings.</param>
    /// <returns>A result for each plan in order, and after the in-sample plan (or first) the forest's out-of-bag result.</returns>
    public static IReadOnlyList<DesignScores> Run(
        TrainingTable table, IReadOnlyList<FoldPlan> plans, IReadOnlyList<ILearner> learners, IReadOnlyList<DerivedQuantity> derived, ValidationSettings settings,
        CancellationToken cancellation = default)
    {
        var outOfBag = new double[]?[learners.Count];
        var predictions = Predict(table, plans, learners, settings, outOfBag, cancellation);
        var clusters = Clusters(table, plans, predictions, derived);
        var results = new List<DesignScores>();
        for (int p = 0; p < plans.Count; p++)
        {
            results.Add(Scored(plans[p], table, learners, predictions[p], derived, clusters));
            if (p == 0)
            {
                var plan = new FoldPlan("out-of-bag", "How well does the forest predict profiles that a tree did not see? Profiles of the same site may have been seen.", [[]]);
                results.Add(Scored(plan, table, learners, [.. outOfBag.Select(o => new[] { o ?? Missing(table.Rows) })], derived, clusters));
            }
        }
        return results;
    }

    /// <summary>Held-out predictions alone, for scores that the caller computes.</summary>
    /// <param name="table">All rows.</param>
    /// <param name="plans">Designs.</param>
    /// <param name="learners">Models.</param>
    /// <param name="settings">Seed, threads, progress.</param>
    /// <param name="cancellation">Cancellation token, checked between trainings.</param>
    /// <returns>Predictions, [plan][learner][repeat][row]; NaN where a row is not held out.</returns>
    public static double[][][][] Predict(TrainingTable table, IReadOnlyList<FoldPlan> plans, IReadOnlyList<ILearner> learners, ValidationSettings settings, CancellationToken cancellation = default) =>
        Predict(table, plans, learners, settings, [], cancellation);

    private static double[][][][] Predict(TrainingTable table, IReadOnlyList<FoldPlan> plans, IReadOnlyList<ILearner> learners, ValidationSettings settings, double[]?[] outOfBag, CancellationToken cancellation)
    {
        var (seed, threads, trained) = settings;
        var jobs = new List<Job>();
        var predictions = new double[plans.Count][][][]; // [plan][learner][repeat][row]
        for (int p = 0; p < plans.Count; p++)
        {
            predictions[p] = [.. learners.Select(_ => plans[p].Repeats.Select(_ => Missing(table.Rows)).ToArray())];
            for (int r = 0; r < plans[p].Repeats.Count; r++)
            {
                for (int f = 0; f < plans[p].Repeats[r].Count; f++)
                {
                    for (int l = 0; l < learners.Count; l++)
                        jobs.Add(new Job(p, l, r, f));
                }
            }
        }
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads > 0 ? threads : Environment.ProcessorCount, CancellationToken = cancellation };
        Parallel.For(0, outOfBag.Length + jobs.Count, options, index =>
        {
            if (index < outOfBag.Length)
            {
                outOfBag[index] = learners[index].OutOfBag(table, seed);
            }
            else
            {
                var job = jobs[index - outOfBag.Length];
                var fold = plans[job.Plan].Repeats[job.Repeat][job.Fold];
                double[] predicted = learners[job.Learner].FitPredict(table, fold, SeedOf(seed, job));
                double[] into = predictions[job.Plan][job.Learner][job.Repeat];
                for (int i = 0; i < predicted.Length; i++)
                    into[fold.Test[i]] = predicted[i];
            }
            trained?.Invoke();
        });
        return predictions;
    }

    /// <summary>Number of trainings in a run, for the progress.</summary>
    public static int Trainings(IReadOnlyList<FoldPlan> plans, int learners) => learners * (1 + plans.Sum(plan => plan.Repeats.Sum(repeat => repeat.Count)));

    /// <summary>Clusters for each quantity, from the residuals of the first model under the folds that represent the map, otherwise under the last design with folds.</summary>
    private static Dictionary<string, ProfileClusters> Clusters(TrainingTable table, IReadOnlyList<FoldPlan> plans, double[][][][] predictions, IReadOnlyList<DerivedQuantity> derived)
    {
        var clusters = new Dictionary<string, ProfileClusters>(StringComparer.Ordinal);
        int plan = Enumerable.Range(0, plans.Count).Where(p => plans[p].Repeats.Count > 0).DefaultIfEmpty(-1).MaxBy(p => p < 0 ? -1 : plans[p].StandsForMap ? plans.Count : p);
        if (plan < 0 || predictions[plan].Length == 0)
            return clusters;
        double[] predicted = MeanOver(predictions[plan][0], table.Rows);
        foreach (var quantity in derived.Prepend(new DerivedQuantity(table.TargetName, table.Target, (_, value) => value)))
        {
            if (ProfileClusters.For(table, [.. predicted.Select((value, row) => double.IsNaN(value) ? double.NaN : quantity.Observed[row] - quantity.FromPrediction(row, value))]) is { } found)
                clusters[quantity.Name] = found;
        }
        return clusters;
    }

    private static DesignScores Scored(FoldPlan plan, TrainingTable table, IReadOnlyList<ILearner> learners, double[][][] predictions, IReadOnlyList<DerivedQuantity> derived, IReadOnlyDictionary<string, ProfileClusters> clusters)
    {
        var models = new List<ModelScores>();
        for (int l = 0; l < learners.Count; l++)
        {
            int features = learners[l].Features(table);
            double[][] repeats = predictions[l];
            if (repeats.Length == 0 || repeats.All(r => Array.TrueForAll(r, double.IsNaN)))
                continue;
            var quantities = new List<(string, double[], double[][])> { (table.TargetName, table.Target, repeats) };
            quantities.AddRange(derived.Select(quantity => (quantity.Name, quantity.Observed,
                repeats.Select(r => r.Select((value, row) => double.IsNaN(value) ? double.NaN : quantity.FromPrediction(row, value)).ToArray()).ToArray())));
            models.Add(ModelScores.FromPredictions(learners[l].Name, quantities, features, clusters, MeanOver(repeats, table.Rows)));
        }
        if (derived.Count > 0 && models.Count > 0)
        {
            var means = derived.Select(quantity => (quantity.Name, quantity.Observed, plan.Repeats.Select(repeat => TrainingMeans(quantity.Observed, repeat)).ToArray())).ToList();
            if (means.Any(mean => mean.Item3.Any(repeat => Array.Exists(repeat, double.IsFinite))))
                models.Add(ModelScores.FromPredictions(MeanModel, means, 0, clusters, Missing(table.Rows)));
        }
        return DesignScores.FromPlan(plan, models, clusters);
    }

    /// <summary>Mean of a quantity over the training rows of each fold, for its test rows; NaN without folds (out of bag).</summary>
    private static double[] TrainingMeans(double[] observed, IReadOnlyList<Fold> folds)
    {
        double[] means = Missing(observed.Length);
        foreach (var fold in folds)
        {
            double mean = fold.Train.Select(row => observed[row]).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();
            foreach (int row in fold.Test)
                means[row] = mean;
        }
        return means;
    }

    /// <summary>Mean of each row over the repeats that have a value of it; NaN where none has.</summary>
    /// <param name="repeats">Values, [repeat][row].</param>
    /// <param name="rows">Number of rows.</param>
    public static double[] MeanOver(double[][] repeats, int rows)
    {
        var means = new double[rows];
        for (int row = 0; row < rows; row++)
        {
            double sum = 0;
            int count = 0;
            foreach (double[] repeat in repeats)
            {
                if (double.IsNaN(repeat[row]))
                    continue;
                sum += repeat[row];
                count++;
            }
            means[row] = count > 0 ? sum / count : double.NaN;
        }
        return means;
    }

    private static double[] Missing(int rows)
    {
        var values = new double[rows];
        Array.Fill(values, double.NaN);
        return values;
    }

    /// <summary>Seed of a training, the same for every model, so that two forests of a comparison differ by their data only.</summary>
    private static ulong SeedOf(ulong seed, Job job) => new ForestRandom(seed, RandomStream.ValidationForests + (ulong)job.Plan, ((ulong)job.Repeat << 32) + (ulong)job.Fold).Next();

    private readonly record struct Job(int Plan, int Learner, int Repeat, int Fold);
}

/// <summary>Settings of a validation.</summary>
/// <param name="Seed">Seed.</param>
/// <param name="Threads">Threads; 0 for all.</param>
/// <param name="Trained">Progress callback: called after each of the <see cref="Validator.Trainings"/>, from any thread.</param>
public sealed record ValidationSettings(ulong Seed, int Threads = 0, Action? Trained = null);

/// <summary>A quantity that is derived from a prediction and scored as well.</summary>
/// <param name="Name">Name in the results, e.g. <c>subsoilOwnTopsoil</c>.</param>
/// <param name="Observed">Observed values, [row]; NaN where unknown.</param>
/// <param name="FromPrediction">Value for a row and its prediction; NaN where another input is unknown.</param>
public sealed record DerivedQuantity(string Name, double[] Observed, Func<int, double, double> FromPrediction);

/// <summary>Scores of all models under one design.</summary>
/// <param name="Design">Name of the design.</param>
/// <param name="Question">Question that its scores answer.</param>
/// <param name="Folds">Number of folds in a repeat.</param>
/// <param name="Repeats">Number of repeats; 0 if the design is not possible.</param>
/// <param name="BlockDegrees">Side of the blocks, degrees; null for other designs.</param>
/// <param name="Units">Number of sites or blocks with rows; null where folds consist of single rows.</param>
/// <param name="W">kNNDM's Wasserstein statistic, km; null for other designs.</param>
/// <param name="Note">Why the requested design is not possible; null if it is.</param>
/// <param name="Models">Scores, in the order of the models; models without predictions under this design are missing.</param>
public sealed record DesignScores(
    string Design, string Question, int Folds, int Repeats, double? BlockDegrees, int? Units, double? W, string? Note, IReadOnlyList<ModelScores> Models)
{
    /// <summary>Whether these folds represent the map: held-out rows are as far from the others as the map's cells are.</summary>
    [JsonIgnore]
    public bool StandsForMap { get; init; }

    /// <summary>Clusters that the standard errors of a quantity resample; none where coordinates are unknown.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, ProfileClusters> Clusters { get; init; } = new Dictionary<string, ProfileClusters>(StringComparer.Ordinal);

    /// <summary>Scores under a plan.</summary>
    public static DesignScores FromPlan(FoldPlan plan, IReadOnlyList<ModelScores> models, IReadOnlyDictionary<string, ProfileClusters> clusters) =>
        new(plan.Design, plan.Question, plan.Repeats.Count == 0 ? 0 : plan.Repeats.Max(repeat => repeat.Count), plan.Repeats.Count, plan.BlockDegrees, plan.Units, plan.W, plan.Note, models) { StandsForMap = plan.StandsForMap, Clusters = clusters };

    /// <summary>Scores of a model; null if it has none.</summary>
    public ModelScores? ForModel(string model) => Models.FirstOrDefault(m => string.Equals(m.Model, model, StringComparison.Ordinal));
}

/// <summary>Scores of one model under one design.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Scores">Quantity → scores.</param>
/// <param name="HeldOut">Held-out prediction of each row, mean over repeats; NaN where it was never held out.</param>
public sealed record ModelScores(string Model, IReadOnlyDictionary<string, ScoreSummary> Scores, [property: JsonIgnore] double[] HeldOut)
{
    /// <summary>Quantity → squared error of each row, mean over repeats; NaN where it was never held out or is unknown.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, double[]> Errors { get; init; } = new Dictionary<string, double[]>(StringComparer.Ordinal);

    /// <summary>Quantity → residual (observed minus predicted) of each row, mean over repeats; NaN where it was never held out or is unknown.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, double[]> Residuals { get; init; } = new Dictionary<string, double[]>(StringComparer.Ordinal);

    /// <summary>Scores predictions.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="quantities">Quantities: name, observed values, [row], and predictions, [repeat][row]; NaN where unknown.</param>
    /// <param name="features">Features of the model, for the adjusted R².</param>
    /// <param name="clusters">Clusters for each quantity.</param>
    /// <param name="heldOut">Held-out prediction of each row.</param>
    public static ModelScores FromPredictions(
        string model, IReadOnlyList<(string Name, double[] Observed, double[][] Repeats)> quantities, int features, IReadOnlyDictionary<string, ProfileClusters> clusters, double[] heldOut) => new(
        model, quantities.ToDictionary(q => q.Name, q => ScoreSummary.FromRepeats(q.Observed, q.Repeats, features, clusters.GetValueOrDefault(q.Name)), StringComparer.Ordinal), heldOut)
    {
        Errors = quantities.ToDictionary(q => q.Name, q => SquaredErrors(q.Observed, q.Repeats), StringComparer.Ordinal),
        Residuals = quantities.ToDictionary(q => q.Name, q => (double[])[.. Validator.MeanOver(q.Repeats, q.Observed.Length).Zip(q.Observed, (predicted, observed) => observed - predicted)], StringComparer.Ordinal),
    };

    private static double[] SquaredErrors(double[] observed, double[][] repeats) =>
        Validator.MeanOver([.. repeats.Select(predicted => predicted.Select((value, row) => (observed[row] - value) * (observed[row] - value)).ToArray())], observed.Length);
}
