using SoilBeta.Devices;
using SoilBeta.Forests;
using SoilBeta.Studies.Maps;
using SoilBeta.Studies.StudyFile;

namespace SoilBeta.Studies.Assessment;

/// <summary>Where the uncertainty of β at a profile comes from: mean variance over profiles that each source leaves with the others held still.</summary>
/// <param name="Covariates">Variance over draws of the covariates through the forest.</param>
/// <param name="Resampling">Variance between forests on resampled sites that did not draw the profile's site.</param>
/// <param name="Residual">Variance of β given the covariates, by quantile regression forest: what no covariate explains.</param>
/// <param name="Refits">Forests that the resampling is taken from.</param>
internal sealed record VarianceSplit(double Covariates, double Resampling, double Residual, int Refits)
{
    private const int Draws = 200, Forests = 10, MostRows = 500;

    /// <summary>Trainings, for the progress.</summary>
    public const int Trainings = Forests;

    /// <summary>Splits the variance of a forest's predictions at its profiles (at most 500 of them, evenly chosen).</summary>
    /// <param name="study">Study: the covariates' errors.</param>
    /// <param name="table">Profiles.</param>
    /// <param name="forest">The forest.</param>
    /// <param name="grow">How forests are grown.</param>
    /// <param name="trained">Told each forest.</param>
    /// <param name="cancellation">Ends it.</param>
    public static VarianceSplit Of(Study study, TrainingTable table, Forest forest, ForestOptions grow, Action trained, CancellationToken cancellation)
    {
        int[] rows = [.. Enumerable.Range(0, Math.Min(MostRows, table.Rows)).Select(i => (int)((long)i * table.Rows / Math.Min(MostRows, table.Rows)))];
        var conditional = new QuantileForest(forest, table, QuantileForest.IntervalRows);
        double residual = rows.Average(row => conditional.Variance([.. table.Columns.Select(column => column[row])]));
        return new VarianceSplit(OverDraws(study, table, rows, forest, grow.Threads), OverRefits(table, rows, grow, trained, cancellation), residual, Forests);
    }

    private static double OverDraws(Study study, TrainingTable table, int[] rows, Forest forest, int threads)
    {
        var plan = new RunPlan
        {
            Forests = ForestFlattening.Flatten(forest),
            Draws = DrawPlan.Common(study.Seed, table.Features.Count, Draws),
            Perturbations = MapPlan.PerturbationsOf(study),
            WithLayers = false,
            Ranks = [.. Enumerable.Range(0, Draws).Select(rank => (long)rank)], // all of them
        };
        using var device = DeviceCatalog.Open("cpu", new DeviceOptions(threads));
        using var run = device.Load(plan);
        var result = run.Run(new TileJob { Cells = rows.Length, Covariates = [.. table.Columns.SelectMany(column => rows.Select(row => column[row]))] });
        double unit = Math.ScaleB(1.0 / plan.Forests.Trees, -plan.Forests.LeafShift);
        return Enumerable.Range(0, rows.Length).Average(cell => Variance(Enumerable.Range(0, Draws).Select(rank => result.OrderS[(rank * rows.Length) + cell] * unit)));
    }

    private static double OverRefits(TrainingTable table, int[] rows, ForestOptions grow, Action trained, CancellationToken cancellation)
    {
        var predictions = rows.Select(_ => new List<double>()).ToArray();
        for (int refit = 0; refit < Forests; refit++)
        {
            int[] drawn = RefitTrainer.ResampledRows(table.Sites, grow.Seed, refit);
            var sites = drawn.Select(row => table.Sites[row]).ToHashSet();
            var forest = ForestTrainer.Train(table.Subset(drawn), grow, null, cancellation).Forest;
            for (int i = 0; i < rows.Length; i++)
            {
                if (!sites.Contains(table.Sites[rows[i]]))
                    predictions[i].Add(forest.Predict([.. table.Columns.Select(column => (double)column[rows[i]])]));
            }
            trained();
        }
        double[] variances = [.. predictions.Where(values => values.Count > 1).Select(Variance)];
        return variances.Length > 0 ? variances.Average() : double.NaN;
    }

    private static double Variance(IEnumerable<double> values)
    {
        double[] all = [.. values];
        double mean = all.Average();
        return all.Sum(value => (value - mean) * (value - mean)) / (all.Length - 1);
    }
}
