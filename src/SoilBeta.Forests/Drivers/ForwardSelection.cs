using SoilBeta.Forests.Validation;

namespace SoilBeta.Forests.Drivers;

/// <summary>Which covariates earn their place: one after the other the one that lowers the held-out error most is taken, and each that is not taken has its reason.</summary>
/// <remarks>
/// Forward selection under spatial folds (Meyer et al. 2018, Environ. Model. Softw. 101, 1–9), from none instead of the best pair. A covariate must lower the mean squared
/// error by at least one standard error of the difference over folds. It advises; the study's covariates are all used unless the study says otherwise.
/// </remarks>
public static class ForwardSelection
{
    /// <summary>|r| with a covariate already taken from which another is called its double.</summary>
    public const double LargestCorrelation = 0.95;

    /// <summary>Selects.</summary>
    /// <param name="table">All rows.</param>
    /// <param name="plan">Folds in which the error is measured; all repeats are used.</param>
    /// <param name="options">How the forests are grown.</param>
    /// <param name="progress">Receives the share done, 0 … 1; called from any thread.</param>
    /// <param name="cancellation">Noticed between forests.</param>
    /// <returns>Covariates in the order taken, then those not taken in the study's order.</returns>
    public static IReadOnlyList<SelectionStep> Run(TrainingTable table, FoldPlan plan, ForestOptions options, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        Fold[] folds = [.. plan.Repeats.SelectMany(repeat => repeat)];
        int features = table.Features.Count;
        var taken = new List<int>();
        var steps = new List<SelectionStep>();
        var left = new List<int>();
        var dropped = new Dictionary<int, (string Reason, double Rmse)>();
        for (int f = 0; f < features; f++)
        {
            if (table.Columns[f].Distinct().Take(2).Count() < 2)
                dropped[f] = ("constant in the training table", double.NaN);
            else if (folds.Length == 0)
                dropped[f] = ($"not tried: {plan.Note}", double.NaN);
            else
                left.Add(f);
        }
        double[] current = [.. folds.Select(fold => Mse(fold, new ConstantLearner().FitPredict(table, fold, 0), table.Target))];
        int done = 0, most = Math.Max(1, left.Count * (left.Count + 1) / 2 * folds.Length);
        while (left.Count > 0)
        {
            var errors = left.Select(_ => new double[folds.Length]).ToArray();
            Parallel.For(0, left.Count * folds.Length, ForestTrainer.ParallelOptions(options, cancellation), job =>
            {
                var (candidate, fold) = (job / folds.Length, job % folds.Length);
                var part = Part(table, [.. taken, left[candidate]]);
                var learner = new ForestLearner(options with { Mtry = options.Mtry is { } m ? Math.Min(m, part.Features.Count) : null });
                errors[candidate][fold] = Mse(folds[fold], learner.FitPredict(part, folds[fold], options.Seed + (ulong)fold), table.Target);
                progress?.Invoke(Math.Min(1, (double)Interlocked.Increment(ref done) / most));
            });
            int best = Enumerable.Range(0, left.Count).MinBy(c => errors[c].Average());
            var (gain, error) = Difference(current, errors[best]);
            double before = Rmse(current), after = Rmse(errors[best]);
            if (!(gain > error))
            {
                for (int c = 0; c < left.Count; c++)
                {
                    double with = Rmse(errors[c]);
                    dropped[left[c]] = (with < before
                        ? $"held-out RMSE would fall only from {before:g4} to {with:g4}, less than one standard error over folds"
                        : $"held-out RMSE would not fall: {before:g4} without, {with:g4} with it", with);
                }
                break;
            }
            int chosen = left[best];
            taken.Add(chosen);
            left.RemoveAt(best);
            current = errors[best];
            steps.Add(new SelectionStep(table.Features[chosen], true, taken.Count, after, $"held-out RMSE falls from {before:g4} to {after:g4}"));
            foreach (int other in left.Where(f => Math.Abs(Correlation(table.Columns[f], table.Columns[chosen])) > LargestCorrelation).ToList())
            {
                left.Remove(other);
                dropped[other] = ($"r = {Correlation(table.Columns[other], table.Columns[chosen]):0.00} with {table.Features[chosen]}, which was taken", double.NaN);
            }
        }
        progress?.Invoke(1);
        steps.AddRange(dropped.OrderBy(pair => pair.Key).Select(pair => new SelectionStep(table.Features[pair.Key], false, null, pair.Value.Rmse, pair.Value.Reason)));
        return steps;
    }

    private static TrainingTable Part(TrainingTable table, int[] features) => new(
        [.. features.Select(f => table.Features[f])], [.. features.Select(f => table.Units[f])], [.. features.Select(f => table.Columns[f])], table.Target, table.Sites, table.TargetName);

    private static double Mse(Fold fold, double[] predicted, double[] target) =>
        fold.Test.Select((row, i) => (target[row] - predicted[i]) * (target[row] - predicted[i])).Average();

    private static double Rmse(double[] mse) => Math.Sqrt(mse.Average());

    /// <summary>Mean of the folds' differences and its standard error.</summary>
    private static (double Mean, double Error) Difference(double[] before, double[] after)
    {
        double[] d = [.. before.Zip(after, (b, a) => b - a)];
        double mean = d.Average();
        return (mean, d.Length < 2 ? 0 : Math.Sqrt(d.Sum(v => (v - mean) * (v - mean)) / (d.Length - 1) / d.Length));
    }

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

/// <summary>What became of one covariate.</summary>
/// <param name="Covariate">Name.</param>
/// <param name="Taken">Whether it was taken.</param>
/// <param name="Step">At which step, from 1; null if it was not.</param>
/// <param name="Rmse">Held-out error with it, in the target's unit; NaN where it was not tried.</param>
/// <param name="Reason">Why.</param>
public sealed record SelectionStep(string Covariate, bool Taken, int? Step, double Rmse, string Reason);
