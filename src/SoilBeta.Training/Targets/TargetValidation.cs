using SoilBeta.Forests;
using SoilBeta.Forests.Validation;
using SoilBeta.Numerics;
using SoilBeta.Studies;
using SoilBeta.Training.Tables;

namespace SoilBeta.Training.Targets;

/// <summary>Scores the layers of a target on held-out profiles: its forest, and the mean of the training profiles of the ecosystem.</summary>
internal static class TargetValidation
{
    /// <summary>Runs the validation.</summary>
    /// <param name="study">Study with a target.</param>
    /// <param name="data">Profiles that have all layers.</param>
    /// <param name="plans">Designs.</param>
    /// <param name="grow">How forests are grown.</param>
    /// <param name="options">Threads, report, cancellation token.</param>
    public static IReadOnlyList<DesignScores> Run(Study study, TrainingData data, IReadOnlyList<FoldPlan> plans, ForestOptions grow, StepOptions options)
    {
        int layers = study.Target!.Layers.Count;
        using var work = options.Report.Begin($"validate {study.Target.Name}", plans.Sum(plan => plan.Repeats.Sum(repeat => repeat.Count)), "models");
        var learner = new Learner(data, study.Forest.Pooled, grow, layers);
        var held = new List<(double[][][] Forest, double[][][] Mean)>();
        foreach (var plan in plans)
        {
            double[][][] forest = Values(plan, layers, data.Table.Rows), mean = Values(plan, layers, data.Table.Rows);
            var folds = plan.Repeats.SelectMany((repeat, r) => repeat.Select((fold, f) => (fold, r, f))).ToArray();
            Parallel.ForEach(folds, new ParallelOptions { MaxDegreeOfParallelism = options.Threads > 0 ? options.Threads : Environment.ProcessorCount, CancellationToken = options.Cancellation }, job =>
            {
                ulong seed = new ForestRandom(study.Seed, RandomStream.ValidationForests, ((ulong)job.r << 32) + (ulong)job.f).Next();
                learner.Predict(job.fold, seed, (row, layer, value) => forest[layer][job.r][row] = value, (row, layer, value) => mean[layer][job.r][row] = value);
                work.Advance(1);
            });
            held.Add((forest, mean));
        }
        var names = data.Table.TargetNames;
        var clusters = new Dictionary<string, ProfileClusters>(StringComparer.Ordinal);
        int shown = Enumerable.Range(0, plans.Count).Where(p => plans[p].Repeats.Count > 0).DefaultIfEmpty(-1).MaxBy(p => p < 0 ? -1 : plans[p].StandsForMap ? plans.Count : p);
        for (int layer = 0; shown >= 0 && layer < layers; layer++)
        {
            double[] predicted = Validator.MeanOver(held[shown].Forest[layer], data.Table.Rows);
            if (ProfileClusters.For(data.Table, [.. data.Table.Targets[layer].Zip(predicted, (observed, value) => observed - value)]) is { } found)
                clusters[names[layer]] = found;
        }
        return [.. plans.Select((plan, p) => DesignScores.FromPlan(plan, plan.Repeats.Count == 0 ? [] :
        [
            Scores(ModelKind.Direct.Word(), held[p].Forest, data.Table.Features.Count),
            Scores(Validator.MeanModel, held[p].Mean, 0),
        ], clusters))];

        ModelScores Scores(string model, double[][][] values, int features) => ModelScores.FromPredictions(
            model, [.. names.Select((name, layer) => (name, data.Table.Targets[layer], values[layer]))], features, clusters, Validator.MeanOver(values[0], data.Table.Rows));
    }

    // Not yet predicted, [layer][repeat][row].
    private static double[][][] Values(FoldPlan plan, int layers, int rows) => [.. Enumerable.Range(0, layers).Select(_ => plan.Repeats.Select(_ =>
    {
        var values = new double[rows];
        Array.Fill(values, double.NaN);
        return values;
    }).ToArray())];

    /// <summary>Trains on a fold, and predicts its test rows.</summary>
    private sealed class Learner(TrainingData data, bool pooled, ForestOptions grow, int layers)
    {
        public void Predict(Fold fold, ulong seed, Action<int, int, double> forestValue, Action<int, int, double> meanValue)
        {
            foreach (var group in fold.Test.GroupBy(row => data.Profiles[row].Ecosystem, StringComparer.Ordinal).ToArray())
            {
                int[] own = [.. fold.Train.Where(row => data.Profiles[row].Ecosystem == group.Key)];
                for (int layer = 0; layer < layers && own.Length > 0; layer++)
                {
                    double mean = own.Average(row => data.Table.Targets[layer][row]);
                    foreach (int row in group)
                        meanValue(row, layer, mean);
                }
                if (!pooled && own.Length > 0)
                    Predict(own, [.. group], seed, forestValue);
            }
            if (pooled)
                Predict(fold.Train, fold.Test, seed, forestValue);
        }

        private void Predict(int[] train, int[] test, ulong seed, Action<int, int, double> value)
        {
            var forest = ForestTrainer.Train(data.Table.Subset(train), grow with { Seed = seed, Threads = 1 }).Forest;
            var outputs = new double[layers];
            foreach (int row in test)
            {
                forest.Predict([.. data.Table.Columns.Select(column => (double)column[row])], outputs);
                for (int layer = 0; layer < layers; layer++)
                    value(row, layer, outputs[layer]);
            }
        }
    }
}
