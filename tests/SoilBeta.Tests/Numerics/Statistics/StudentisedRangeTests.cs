using SoilBeta.Numerics.Statistics;

namespace SoilBeta.Tests.Numerics.Statistics;

public class StudentisedRangeTests
{
    [Fact]
    public void Upper_tails_are_those_of_SciPy()
    {
        const double sciPyAccuracy = 1e-10; // its integration stops at 1e-11
        foreach (var row in GoldenTable.Read("studentised_range.csv").Rows)
            StudentisedRange.UpperTail(row.Number("q"), (int)row.Number("k"), row.Number("df")).ShouldBe(row.Number("upper"), sciPyAccuracy, row["q"] + " " + row["k"] + " " + row["df"]);
    }

    /// <summary>For two values the studentised range is √2 |t|: with 1 degree of freedom P(|t| > x) = 1 − 2 atan(x) / π, with 2 it is 1 − x / √(2 + x²).</summary>
    [Theory]
    [InlineData(0.01)]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(5000)]
    public void Two_groups_are_a_t_test(double q)
    {
        double t = q / Math.Sqrt(2);
        StudentisedRange.UpperTail(q, 2, 1).ShouldBe(2 * Math.Atan(1 / t) / Math.PI, 1e-11);
        StudentisedRange.UpperTail(q, 2, 2).ShouldBe(2 / (Math.Sqrt(2 + (t * t)) * (Math.Sqrt(2 + (t * t)) + t)), 1e-11);
    }

    /// <summary>P(range of two normals &gt; q) = 2 (1 − Φ(q / √2)) = erfc(q / 2): erfc(6) = 2.1519736712498913e-17.</summary>
    [Fact]
    public void Small_tails_keep_their_digits() =>
        StudentisedRange.UpperTail(12, 2, double.PositiveInfinity).ShouldBe(2.1519736712498913e-17, 1e-26);

    [Theory]
    [InlineData(0.95, 3, 10)]
    [InlineData(0.9, 5, 857)]
    [InlineData(0.999, 2, 3)]
    public void Quantile_undoes_the_lower_tail(double probability, int groups, double degrees) =>
        StudentisedRange.UpperTail(StudentisedRange.Quantile(probability, groups, degrees), groups, degrees).ShouldBe(1 - probability, 1e-10);

    [Fact]
    public void The_tail_is_1_at_0_and_0_at_infinity_and_one_group_or_no_degree_of_freedom_is_refused()
    {
        StudentisedRange.UpperTail(0, 3, 10).ShouldBe(1);
        StudentisedRange.UpperTail(double.PositiveInfinity, 3, 10).ShouldBe(0);
        StudentisedRange.Quantile(0, 3, 10).ShouldBe(0);
        Should.Throw<ArgumentOutOfRangeException>(() => StudentisedRange.UpperTail(1, 1, 10));
        Should.Throw<ArgumentOutOfRangeException>(() => StudentisedRange.UpperTail(1, 2, 0));
    }
}
