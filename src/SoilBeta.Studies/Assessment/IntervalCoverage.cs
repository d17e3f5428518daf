using SoilBeta.Devices;
using SoilBeta.Forests;
using SoilBeta.Forests.Validation;
using SoilBeta.Studies.Maps;
using SoilBeta.Studies.StudyFile;
using SoilBeta.Studies.Training;

namespace SoilBeta.Studies.Assessment;

/// <summary>How many held-out profiles lie inside the intervals that were made without them: the model's prediction interval, and the covariate-and-resampling interval.</summary>
/// <remarks>The support is a point: a profile's own β. For each fold of a design's first repeat, a forest is grown on the others.</remarks>
internal static class IntervalCoverage
{
    /// <summary>Name of the prediction interval.</summary>
    public const string Prediction = "prediction";

    /// <summary>Name of the interval that the covariates' errors spread: the maps' own without refits.</summary>
    public const string Covariates = "covariate";

    private const int Draws = 400;

    private static readonly double[] s_nominals = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95];

    /// <summary>Coverage under each design that has folds.</summary>
    /// <param name="study">Study: the covariates' errors.</param>
    /// <param name="table">Profiles.</param>
    /// <param name="plans">Designs.</param>
    /// <param name="kind">Model: <c>forest</c>, <c>constant</c> or <c>mixed</c>.</param>
    /// <param name="grow">How forests are grown.</param>
    /// <param name="trained">Told each model.</param>
    /// <param name="cancellation">Ends it.</param>
    public static IReadOnlyList<CoverageRow> Of(Study study, TrainingTable table, IReadOnlyList<FoldPlan> plans, string kind, ForestOptions grow, Action trained, CancellationToken cancellation)
    {
        var rows = new List<CoverageRow>();
        using var device = DeviceCatalog.Open("cpu", new DeviceOptions(grow.Threads));
        foreach (var plan in Designs(plans))
        {
            var tally = new Tally(s_nominals.Length, table.Sites.Distinct().Count());
            foreach (var fold in plan.Repeats[0])
            {
                cancellation.ThrowIfCancellationRequested();
                AddFold(study, table, fold, kind, grow, device, tally);
                trained();
            }
            rows.AddRange(tally.Rows(plan.Design));
        }
        return rows;
    }

    /// <summary>The designs that coverage is taken under: whole folds, not the paper's single holdouts.</summary>
    public static IEnumerable<FoldPlan> Designs(IReadOnlyList<FoldPlan> plans) => plans.Where(plan => plan.Repeats.Count > 0 && plan.Repeats[0].Count > 1);

    private static void AddFold(Study study, TrainingTable table, Fold fold, string kind, ForestOptions grow, IDevice device, Tally tally)
    {
        var inside = table.Subset(fold.Train);
        var (intervals, set) = Train(inside, kind, grow);
        int cells = fold.Test.Length;
        float[] covariates = [.. table.Columns.SelectMany(column => fold.Test.Select(row => column[row]))];
        double[] levels = [.. s_nominals.SelectMany(nominal => new[] { (1 - nominal) / 2, (1 + nominal) / 2 }).Order()];
        double[] quantiles = intervals.Of(covariates, cells, levels, grow.Threads);
        var runPlan = new RunPlan
        {
            Forests = set,
            Draws = DrawPlan.Common(study.Seed, table.Features.Count, Draws),
            Perturbations = MapPlan.PerturbationsOf(study),
            WithLayers = false,
            Ranks = Summaries.RanksFor(Draws, levels),
        };
        using var run = ModelRun.Load(device, runPlan, grow.Threads);
        var result = run.Run(new TileJob { Cells = cells, Covariates = covariates });
        var summaries = new Summaries(runPlan, levels);
        for (int cell = 0; cell < cells; cell++)
        {
            double observed = table.Target[fold.Test[cell]];
            tally.Count++;
            for (int i = 0; i < s_nominals.Length; i++)
            {
                // Levels ascend: the lower ones from the widest interval to the narrowest, then the upper ones back.
                int lower = s_nominals.Length - 1 - i, upper = s_nominals.Length + i;
                tally.Add(0, i, observed, quantiles[(lower * cells) + cell], quantiles[(upper * cells) + cell]);
                tally.Add(1, i, observed, summaries.QuantileBeta(result, cell, lower), summaries.QuantileBeta(result, cell, upper));
            }
        }
    }

    // The levels are calibrated inside the fold: no held-out profile has a say in its interval.
    private static (IPredictionIntervals Intervals, ForestSet Set) Train(TrainingTable inside, string kind, ForestOptions grow)
    {
        if (kind == "mixed")
        {
            var regression = MixedTraining.Fit(inside, [.. Enumerable.Range(0, inside.Rows)]);
            return (new RegressionIntervals(regression), LinearFunction.Set(regression.Features, [regression.Function]));
        }
        var forest = kind == "constant" ? ForestTrainer.Constant(inside).Forest : ForestTrainer.Train(inside, grow).Forest;
        return (CalibratedQuantiles.Of(forest, inside, QuantileForest.IntervalRows), ForestFlattening.Flatten(forest));
    }

    private sealed class Tally(int nominals, int sites)
    {
        private readonly int[,] _inside = new int[2, nominals];
        private readonly double[,] _width = new double[2, nominals];

        public int Count { get; set; }

        public void Add(int interval, int nominal, double observed, double lower, double upper)
        {
            _inside[interval, nominal] += observed >= lower && observed <= upper ? 1 : 0;
            _width[interval, nominal] += upper - lower;
        }

        public IEnumerable<CoverageRow> Rows(string design) =>
            from interval in Enumerable.Range(0, 2)
            from nominal in Enumerable.Range(0, nominals)
            select new CoverageRow(design, interval == 0 ? Prediction : Covariates, s_nominals[nominal], (double)_inside[interval, nominal] / Count, _width[interval, nominal] / Count, Count, sites);
    }
}

/// <summary>A point of an accuracy plot.</summary>
/// <param name="Design">Folds.</param>
/// <param name="Interval"><c>prediction</c> or <c>covariate</c>.</param>
/// <param name="Nominal">Share that the interval is meant to cover.</param>
/// <param name="Covered">Share of the held-out profiles inside (PICP).</param>
/// <param name="Width">Mean width, β.</param>
/// <param name="Count">Held-out profiles.</param>
/// <param name="Sites">Sites that they are from.</param>
internal sealed record CoverageRow(string Design, string Interval, double Nominal, double Covered, double Width, int Count, int Sites)
{
    /// <summary>Standard error of the covered share if the nominal one were true: binomial, with sites for the number of trials, since profiles of a site are alike.</summary>
    public double StandardError => Math.Sqrt(Nominal * (1 - Nominal) / Sites);
}
