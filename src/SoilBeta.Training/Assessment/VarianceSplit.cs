using SoilBeta.Devices;
using SoilBeta.Devices.Catalog;
using SoilBeta.Devices.Host;
using SoilBeta.Forests;
using SoilBeta.Studies;
using SoilBeta.Training.Models;

namespace SoilBeta.Training.Assessment;

/// <summary>Sources of the uncertainty of β at a profile: mean variance over profiles from each source with the others fixed.</summary>
/// <param name="Covariates">Variance over draws of the covariates.</param>
/// <param name="Resampling">Variance between forests on resampled sites that did not draw the profile's site; for a regression that of its fixed effects.</param>
/// <param name="Residual">Variance of β given the covariates, which no covariate explains. From the quantile regression forest's trees for which the profile is out of bag, without it; for a regression the variance between and within sites.</param>
/// <param name="Refits">Number of forests for the resampling; 0 for a regression.</param>
internal sealed record VarianceSplit(double Covariates, double Resampling, double Residual, int Refits)
{
    private const int Draws = 200, Forests = 10, MostRows = 500;

    /// <summary>Number of trainings, for progress.</summary>
    public const int Trainings = Forests;

    /// <summary>Splits the variance of a forest's predictions at its profiles (at most 500, an even subset).</summary>
    /// <param name="study">Study, for the errors of the covariates.</param>
    /// <param name="table">Profiles.</param>
    /// <param name="forest">The forest.</param>
    /// <param name="grow">How forests are grown.</param>
    /// <param name="trained">Called for each forest.</param>
    /// <param name="cancellation">Cancellation token.</param>
    public static VarianceSplit Estimate(Study study, TrainingTable table, Forest forest, ForestOptions grow, Action trained, CancellationToken cancellation)
    {
        int[] rows = [.. Enumerable.Range(0, Math.Min(MostRows, table.Rows)).Select(i => (int)((long)i * table.Rows / Math.Min(MostRows, table.Rows)))];
        double residual = CalibratedQuantiles.FromForest(forest, table, QuantileForest.IntervalRows).Variance(rows, grow.Threads);
        return new VarianceSplit(OverDraws(study, table, rows, ForestFlattening.Flatten(forest), grow.Threads), OverRefits(table, rows, grow, trained, cancellation), residual, Forests);
    }

    /// <summary>Splits the variance of a regression's predictions: covariates by draws, fixed effects and residuals by their estimated variances.</summary>
    /// <param name="study">Study, for the errors of the covariates.</param>
    /// <param name="table">Profiles.</param>
    /// <param name="model">The regression.</param>
    /// <param name="threads">Threads.</param>
    public static VarianceSplit Estimate(Study study, TrainingTable table, RegressionModel model, int threads)
    {
        int[] rows = [.. Enumerable.Range(0, table.Rows)];
        double effects = rows.Average(row => model.VarianceOfMean([.. table.Columns.Select(column => column[row])]));
        return new VarianceSplit(OverDraws(study, table, rows, LinearFunction.Set(model.Features, [model.Function]), threads), effects, model.GroupVariance + model.ResidualVariance, 0);
    }

    private static double OverDraws(Study study, TrainingTable table, int[] rows, ForestSet model, int threads)
    {
        var plan = RunPlans.OfBetaAtProfiles(study, model, Draws);
        using var device = DeviceCatalog.Open("cpu", new DeviceOptions(threads));
        using var run = ModelRun.Load(device, plan, threads);
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
