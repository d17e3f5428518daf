using SoilBeta.Numerics;

namespace SoilBeta.Tests.Numerics;

public class NormalQuantileTests
{
    private const double Tolerance = 1e-14; // relative: AS 241 promises about 1e-16, and p itself is exact

    [Fact]
    public void Quantiles_agree_with_sixty_digit_values()
    {
        foreach (double[] row in Golden.Numbers("normal_quantiles.txt"))
            Math.Abs((NormalQuantile.At(row[0]) / row[1]) - 1).ShouldBeLessThan(Tolerance, $"p = {row[0]}");
    }

    [Fact]
    public void Logarithms_agree_with_sixty_digit_values()
    {
        foreach (double[] row in Golden.Numbers("logarithms.txt"))
            Math.Abs(DeterministicLog.Log(row[0]) - row[1]).ShouldBeLessThan(4e-16 * Math.Max(Math.Abs(row[1]), 0.3), $"x = {row[0]}");
    }

    [Theory, InlineData(0.0), InlineData(-1.0), InlineData(double.NaN), InlineData(double.PositiveInfinity), InlineData(1e-310)]
    public void The_logarithm_refuses_what_it_cannot_do(double x) => Should.Throw<ArgumentOutOfRangeException>(() => DeterministicLog.Log(x));

    [Theory, InlineData(0.0), InlineData(1.0), InlineData(double.NaN)]
    public void The_quantile_refuses_the_ends(double p) => Should.Throw<ArgumentOutOfRangeException>(() => NormalQuantile.At(p));

    [Fact]
    public void The_table_ascends_is_antisymmetric_and_has_nearly_unit_variance()
    {
        float[] table = NormalQuantileTable.Make();
        double squares = 0;
        for (int i = 0; i < table.Length; i++)
        {
            table[i].ShouldBe(-table[table.Length - 1 - i]);
            if (i > 0)
                table[i].ShouldBeGreaterThan(table[i - 1]);
            squares += (double)table[i] * table[i];
        }
        (squares / table.Length).ShouldBeInRange(0.9999, 1.0);
    }
}
