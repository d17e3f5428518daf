using SoilBeta.Devices.Benchmarks;
using SoilBeta.Forests;
using SoilBeta.Forests.Validation;

namespace SoilBeta.Tests.Forests.Validation;

/// <summary>The index compared with its published definition, evaluated pair by pair.</summary>
public class DissimilarityIndexTests
{
    private static readonly double[] s_weights = [1, 0.3, 0, 2, -0.5];

    [Fact]
    public void Index_threshold_and_training_index_are_those_of_the_definition()
    {
        TrainingTable table = Table(211);
        int[] folds = [.. Enumerable.Range(0, table.Rows).Select(row => row * 7 % 5)];
        var index = DissimilarityIndex.Fit(table, s_weights, folds, threads: 2).ShouldNotBeNull();

        double[][] points = [.. Enumerable.Range(0, table.Rows).Select(row => Scaled(table, f => table.Columns[f][row]))];
        double mean = points.Average(a => points.Where(b => b != a).Average(b => Distance(a, b)));
        index.MeanDistance.ShouldBe(mean, 1e-12 * mean);
        double[] training = [.. points.Select((a, i) => points.Where((_, j) => folds[j] != folds[i]).Min(b => Distance(a, b)) / mean)];
        for (int row = 0; row < table.Rows; row++)
            index.Training[row].ShouldBe(training[row], 1e-12);
        double[] sorted = [.. training.Order()];
        double q1 = Quantile(sorted, 0.25), q3 = Quantile(sorted, 0.75);
        index.Threshold.ShouldBe(sorted.Where(value => value <= q3 + (1.5 * (q3 - q1))).Max(), 1e-12);

        const int Cells = 300;
        TrainingTable cells = SyntheticTable.Create(Cells, 5, seed: 9);
        float[] covariates = [.. cells.Columns.SelectMany(column => column)];
        double[] found = index.Compute(covariates, Cells, threads: 2);
        found.ShouldBe(index.Compute(covariates, Cells, threads: 1));
        for (int cell = 0; cell < Cells; cell++)
        {
            double[] place = Scaled(table, f => cells.Columns[f][cell]);
            found[cell].ShouldBe(points.Min(point => Distance(place, point)) / mean, 1e-12);
        }
        found.Count(value => value <= index.Threshold).ShouldBeInRange(1, Cells);
    }

    [Fact]
    public void A_training_row_has_index_0_and_a_place_far_away_a_large_one()
    {
        TrainingTable table = Table(50);
        var index = DissimilarityIndex.Fit(table, [1, 1, 1, 1, 1], [.. Enumerable.Range(0, 50)], 1).ShouldNotBeNull();
        index.Compute([.. table.Columns.Select(column => column[49])], 1, 1).ShouldBe([0]);
        index.Compute([.. table.Columns.Select(column => column.Max() * 100)], 1, 1)[0].ShouldBeGreaterThan(10);
    }

    [Fact]
    public void Without_folds_there_is_no_threshold_and_without_differences_no_index()
    {
        TrainingTable table = Table(20);
        DissimilarityIndex.Fit(table, s_weights, new int[20], 1).ShouldNotBeNull().Threshold.ShouldBe(double.NaN);
        DissimilarityIndex.Fit(table, new double[5], [.. Enumerable.Range(0, 20)], 1).ShouldBeNull();
        DissimilarityIndex.Fit(table.Subset([3]), s_weights, [0], 1).ShouldBeNull();
        DissimilarityIndex.Fit(table.Subset([3, 3]), s_weights, [0, 1], 1).ShouldBeNull();
    }

    private static TrainingTable Table(int rows) => SyntheticTable.Create(rows, 5, seed: 4);

    private static double[] Scaled(TrainingTable table, Func<int, float> value) => [.. Enumerable.Range(0, 5).Select(f =>
    {
        double mean = table.Columns[f].Average(x => (double)x);
        double sd = Math.Sqrt(table.Columns[f].Sum(x => (x - mean) * (x - mean)) / (table.Rows - 1));
        return (value(f) - mean) / sd * Math.Max(0, s_weights[f]);
    })];

    private static double Distance(double[] a, double[] b) => Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (x - y)).Sum());

    private static double Quantile(double[] sorted, double p)
    {
        double h = (sorted.Length - 1) * p;
        int below = (int)h;
        return sorted[below] + ((h - below) * (sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]));
    }
}
