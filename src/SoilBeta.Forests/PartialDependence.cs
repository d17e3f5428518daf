namespace SoilBeta.Forests;

/// <summary>Friedman's partial dependence (2001): the mean prediction over training rows when one feature is set to a value.</summary>
public static class PartialDependence
{
    private const ulong SampleStream = 5;

    /// <summary>Computes the curve of every feature.</summary>
    /// <param name="table">The training table.</param>
    /// <param name="forest">The forest.</param>
    /// <param name="options">Seed of the sample of rows, and threads.</param>
    /// <param name="points">Values of each curve: evenly spaced quantiles of the column, equal ones once.</param>
    /// <param name="sample">Rows that are averaged over, drawn without replacement where the table has more.</param>
    /// <param name="cancellation">Noticed between values.</param>
    /// <returns>Curves of (value, mean prediction), [feature][point].</returns>
    public static (double Value, double Prediction)[][] Compute(TrainingTable table, Forest forest, ForestOptions options, int points = 21, int sample = 200, CancellationToken cancellation = default)
    {
        int[] rows = [.. Enumerable.Range(0, table.Rows)];
        var random = new ForestRandom(options.Seed, SampleStream);
        for (int i = 0; i < Math.Min(sample, rows.Length - 1); i++)
        {
            int j = i + random.Next(rows.Length - i);
            (rows[i], rows[j]) = (rows[j], rows[i]);
        }
        rows = rows[..Math.Min(sample, rows.Length)];

        var curves = new (double, double)[table.Features.Count][];
        for (int feature = 0; feature < curves.Length; feature++)
        {
            float[] sorted = [.. table.Columns[feature].Order()];
            float[] values = [.. Enumerable.Range(0, points).Select(i => sorted[(int)((long)i * (sorted.Length - 1) / Math.Max(1, points - 1))]).Distinct()];
            var curve = new (double, double)[values.Length];
            int own = feature;
            Parallel.For(0, values.Length, ForestTrainer.ParallelOptions(options, cancellation), i =>
            {
                var x = new double[table.Features.Count];
                double sum = 0;
                foreach (int row in rows)
                {
                    for (int other = 0; other < x.Length; other++)
                        x[other] = other == own ? values[i] : table.Columns[other][row];
                    sum += forest.Predict(x);
                }
                curve[i] = (values[i], sum / rows.Length);
            });
            curves[feature] = curve;
        }
        return curves;
    }
}
