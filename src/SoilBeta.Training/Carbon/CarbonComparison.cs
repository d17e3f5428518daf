using SoilBeta.Forests;
using SoilBeta.Forests.Validation;
using SoilBeta.Studies;
using SoilBeta.Training.Assessment;

namespace SoilBeta.Training.Carbon;

/// <summary>Compares the models of carbon on the held-out profiles of all ecosystems together, under folds of sites, of blocks and of kNNDM, and chooses one.</summary>
/// <remarks>
/// Each model predicts a profile's density below the topsoil from what the map has at its site: covariates, topsoil, depth to rock. Only profiles that every model predicts are scored, so that all are compared on the same ones.
/// Standard errors resample clusters: squares of 2°, or larger ones by the variogram of the direct forest's residuals.
/// </remarks>
internal static class CarbonComparison
{
    /// <summary>Name of the compared quantity in results.</summary>
    public const string Quantity = "carbon";

    /// <summary>Runs the comparison.</summary>
    /// <param name="data">Profiles.</param>
    /// <param name="grow">How forests are grown.</param>
    /// <param name="plans">Designs: see <see cref="HeldOutDesigns"/>.</param>
    /// <param name="options">Threads, report, cancellation token.</param>
    public static CarbonAssessment Run(CarbonData data, CarbonGrowth grow, IReadOnlyList<FoldPlan> plans, StepOptions options)
    {
        var learners = CarbonLearners.All(data, grow);
        double[][][][] predictions;
        using (var work = options.Report.Begin("compare models of carbon", learners.Count * plans.Sum(plan => plan.Repeats.Sum(repeat => repeat.Count)), "models"))
            predictions = Validator.Predict(data.Table, plans, learners, new(data.Study.Seed, options.Threads, () => work.Advance(1)), options.Cancellation);

        int[] all = [.. Enumerable.Range(0, data.Profiles.Count)];
        var scorer = new Scorer(data, plans, learners, predictions);
        var designs = scorer.Score(all);
        var ecosystems = data.Study.Ecosystems.ToDictionary(
            ecosystem => ecosystem.Code, ecosystem => scorer.Score([.. all.Where(row => data.Profiles[row].Ecosystem == ecosystem.Code)]), StringComparer.Ordinal);
        return CarbonAssessment.Choose(data.Study, data.Interval, designs, ecosystems);
    }

    /// <summary>Scores predictions of some of the profiles.</summary>
    private sealed class Scorer(CarbonData data, IReadOnlyList<FoldPlan> plans, IReadOnlyList<ILearner> learners, double[][][][] predictions)
    {
        public IReadOnlyList<DesignScores> Score(int[] rows)
        {
            if (rows.Length == 0)
                return [];
            var clusters = Clusters(rows);
            return [.. plans.Select((plan, p) =>
            {
                // A profile that one model does not predict is scored for none.
                double[] observed = [.. rows.Select(row => predictions[p].All(repeats => repeats.All(repeat => double.IsFinite(repeat[row]))) ? data.Observed[row] : double.NaN)];
                bool none = plan.Repeats.Count == 0 || observed.All(double.IsNaN);
                return DesignScores.FromPlan(plan, none ? [] : [.. learners.Select((learner, l) =>
                {
                    double[][] repeats = [.. predictions[p][l].Select(repeat => rows.Select(row => repeat[row]).ToArray())];
                    return ModelScores.FromPredictions(learner.Name, [(Quantity, observed, repeats)], learner.Features(data.Table), clusters, Validator.MeanOver(repeats, rows.Length));
                })], clusters);
            })];
        }

        private Dictionary<string, ProfileClusters> Clusters(int[] rows)
        {
            var clusters = new Dictionary<string, ProfileClusters>(StringComparer.Ordinal);
            int plan = Enumerable.Range(0, plans.Count).Where(p => plans[p].Repeats.Count > 0).DefaultIfEmpty(-1).MaxBy(p => p < 0 ? -1 : plans[p].StandsForMap ? plans.Count : p);
            int direct = Enumerable.Range(0, learners.Count).First(l => learners[l].Name == CarbonModel.Direct.Word());
            if (plan >= 0)
            {
                double[] predicted = Validator.MeanOver(predictions[plan][direct], data.Profiles.Count);
                if (ProfileClusters.For(data.Table.Subset(rows), [.. rows.Select(row => data.Observed[row] - predicted[row])]) is { } found)
                    clusters[Quantity] = found;
            }
            return clusters;
        }
    }
}
