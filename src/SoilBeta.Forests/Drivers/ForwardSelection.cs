using SoilBeta.Forests.Validation;

namespace SoilBeta.Forests.Drivers;

/// <summary>Forward selection of covariates: starts with the pair that predicts held-out profiles best, then adds one at a time the covariate that lowers the error most; gives a reason for each that is not taken.</summary>
/// <remarks>
/// Forward feature selection with spatial folds of Meyer et al. (2018), Environ. Model. Softw. 101, 1–9, and their R package CAST; a single covariate may win over all pairs.
/// It advises and changes no model. The error is the root of the mean of the folds' mean squared errors; a covariate must lower it by <see cref="LeastGain"/>.
/// </remarks>
public static class ForwardSelection
{
    /// <summary>|r| with a selected covariate from which a candidate counts as its duplicate.</summary>
    public const double LargestCorrelation = 0.95;

    /// <summary>Share of the error that a covariate must remove; less is noise from the seeds of the forests.</summary>
    public const double LeastGain = 0.005;

    /// <summary>Largest number of forests that a selection grows, for the progress.</summary>
    public static long MostForests(int features, FoldPlan plan) => ((long)features * features) * plan.Repeats.Sum(repeat => repeat.Count);

    /// <summary>Selects covariates.</summary>
    /// <param name="table">All rows.</param>
    /// <param name="plan">Folds for the error; all repeats are used.</param>
    /// <param name="options">Options of the forests.</param>
    /// <param name="trained">Called after each forest, from any thread; at most <see cref="MostForests"/> times.</param>
    /// <param name="cancellation">Cancellation token, checked between forests.</param>
    /// <returns>Covariates in the order of selection, then the others in the order of the table.</returns>
    public static IReadOnlyList<SelectionStep> Run(TrainingTable table, FoldPlan plan, ForestOptions options, Action? trained = null, CancellationToken cancellation = default)
    {
        Fold[] folds = [.. plan.Repeats.SelectMany(repeat => repeat)];
        var dropped = new Dictionary<int, (string Reason, double Rmse)>();
        var left = new List<int>();
        for (int f = 0; f < table.Features.Count; f++)
        {
            if (table.Columns[f].Distinct().Take(2).Count() < 2)
                dropped[f] = ("constant in the training table", double.NaN);
            else if (folds.Length == 0)
                dropped[f] = ($"not tried: {plan.Note}", double.NaN);
            else
                left.Add(f);
        }

        var steps = new List<SelectionStep>();
        var taken = new List<int>();
        double current = Math.Sqrt(folds.Select(fold => Mse(fold, new ConstantLearner().FitPredict(table, fold, 0), table.Target)).DefaultIfEmpty(double.NaN).Average());
        while (left.Count > 0)
        {
            var candidates = Candidates(left, taken.Count == 0);
            double[] errors = Errors(table, folds, candidates, taken, options, trained, cancellation);
            int best = Array.IndexOf(errors, errors.Min());
            if (!(errors[best] < (1 - LeastGain) * current))
            {
                foreach (int f in left)
                {
                    double with = candidates.Select((candidate, c) => candidate.Contains(f) ? errors[c] : double.PositiveInfinity).Min();
                    dropped[f] = (Reason(current, with, taken.Count == 0), with);
                }
                break;
            }
            foreach (int chosen in candidates[best])
            {
                taken.Add(chosen);
                left.Remove(chosen);
                string with = candidates[best].Length == 2 ? $"with {table.Features[candidates[best].First(f => f != chosen)]}, the best pair: " : "";
                steps.Add(new SelectionStep(table.Features[chosen], true, taken.Count, errors[best], $"{with}held-out RMSE falls from {current:g4} to {errors[best]:g4}"));
                foreach (int twin in left.Where(f => !candidates[best].Contains(f) && Math.Abs(Correlation(table.Columns[f], table.Columns[chosen])) > LargestCorrelation).ToList())
                {
                    left.Remove(twin);
                    dropped[twin] = ($"r = {Correlation(table.Columns[twin], table.Columns[chosen]):0.00} with {table.Features[chosen]}, which was taken", double.NaN);
                }
            }
            current = errors[best];
        }
        steps.AddRange(dropped.OrderBy(pair => pair.Key).Select(pair => new SelectionStep(table.Features[pair.Key], false, null, pair.Value.Rmse, pair.Value.Reason)));
        return steps;
    }

    /// <summary>Candidates: each covariate and, in the first step, each pair after the single ones, so that ties go to the smaller set.</summary>
    private static List<int[]> Candidates(List<int> left, bool first)
    {
        List<int[]> candidates = [.. left.Select(f => new[] { f })];
        for (int i = 0; first && i < left.Count; i++)
        {
            for (int j = i + 1; j < left.Count; j++)
                candidates.Add([left[i], left[j]]);
        }
        return candidates;
    }

    private static double[] Errors(
        TrainingTable table, Fold[] folds, List<int[]> candidates, List<int> taken, ForestOptions options, Action? trained, CancellationToken cancellation)
    {
        TrainingTable[] parts = [.. candidates.Select(candidate => Part(table, [.. taken, .. candidate]))];
        var errors = new double[candidates.Count * folds.Length];
        Parallel.For(0, errors.Length, ForestTrainer.ParallelOptions(options, cancellation), job =>
        {
            var (part, fold) = (parts[job / folds.Length], job % folds.Length);
            var learner = new ForestLearner(options with { Mtry = options.Mtry is { } m ? Math.Min(m, part.Features.Count) : null });
            errors[job] = Mse(folds[fold], learner.FitPredict(part, folds[fold], options.Seed + (ulong)fold), table.Target);
            trained?.Invoke();
        });
        return [.. Enumerable.Range(0, candidates.Count).Select(c => Math.Sqrt(errors.AsSpan(c * folds.Length, folds.Length).ToArray().Average()))];
    }

    private static string Reason(double before, double with, bool first)
    {
        string without = first ? "one constant" : "without it";
        return with < before
            ? $"held-out RMSE would fall only from {before:g4} ({without}) to {with:g4}, less than {LeastGain:0.0 %}"
            : $"held-out RMSE would not fall: {before:g4} ({without}), {with:g4} with it";
    }

    private static TrainingTable Part(TrainingTable table, int[] features) => new(
        [.. features.Select(f => table.Features[f])], [.. features.Select(f => table.Units[f])], [.. features.Select(f => table.Columns[f])], table.Targets, table.TargetNames, table.Sites);

    private static double Mse(Fold fold, double[] predicted, double[] target) =>
        fold.Test.Select((row, i) => (target[row] - predicted[i]) * (target[row] - predicted[i])).Average();

    private static double Correlation(float[] a, float[] b)
    {
        double ma = a.Average(v => (double)v), mb = b.Average(v => (double)v), ab = 0, aa = 0, bb = 0;
        for (int i = 0; i < a.Length; i++)
        {
            ab += (a[i] - ma) * (b[i] - mb);
            aa += (a[i] - ma) * (a[i] - ma);
            bb += (b[i] - mb) * (b[i] - mb);
        }
        return ab / Math.Sqrt(aa * bb);
    }
}

/// <summary>Outcome of the selection for one covariate.</summary>
/// <param name="Covariate">Name.</param>
/// <param name="Taken">Whether it was selected.</param>
/// <param name="Step">Step of its selection, from 1; null if it was not selected.</param>
/// <param name="Rmse">Held-out error with it, in the target's unit; NaN where it was not tried.</param>
/// <param name="Reason">Reason for the outcome.</param>
public sealed record SelectionStep(string Covariate, bool Taken, int? Step, double Rmse, string Reason);
