using MathNet.Numerics;

namespace SoilBeta.Numerics.Statistics;

/// <summary>Tests for differences between groups: one-way analysis of variance, Welch's version for unequal variances, and Levene's test of the variances.</summary>
/// <remarks>Each throws <see cref="ArgumentException"/> for groups that <see cref="GroupedValues.WhyNotComparable"/> names.</remarks>
public static class OneWayAnova
{
    /// <summary>Fisher's one-way analysis of variance with its effect sizes.</summary>
    /// <param name="groups">Groups; those of one value count towards the means.</param>
    public static AnovaResult Fisher(GroupedValues groups)
    {
        ThrowIfNotComparable(groups);
        double grand = groups.Values.Select((group, g) => group.Length * groups.Means[g]).Sum() / groups.Count;
        double between = groups.Values.Select((group, g) => group.Length * Square(groups.Means[g] - grand)).Sum();
        double within = groups.Values.Select((group, g) => group.Sum(v => Square(v - groups.Means[g]))).Sum();
        int df1 = groups.Groups - 1, df2 = groups.Count - groups.Groups;
        double meanSquare = within / df2;
        double f = between / df1 / meanSquare;
        return new AnovaResult(df1, df2, between, within, f, FUpperTail(f, df1, df2));
    }

    /// <summary>Welch (1951), Biometrika 38, 330–336: means of groups with unequal variances; R's <c>oneway.test</c>.</summary>
    /// <param name="groups">Groups of at least two values that are not all equal (<see cref="GroupedValues.WithSpread"/>).</param>
    public static FTest Welch(GroupedValues groups)
    {
        ThrowIfNotComparable(groups);
        if (groups.Variances.Any(v => !(v > 0)))
            throw new ArgumentException("Welch's test needs a variance above 0 in every group.", nameof(groups));
        int k = groups.Groups;
        double[] weight = [.. groups.Values.Select((group, g) => group.Length / groups.Variances[g])];
        double total = weight.Sum();
        double mean = weight.Select((w, g) => w * groups.Means[g]).Sum() / total;
        double lack = groups.Values.Select((group, g) => Square(1 - (weight[g] / total)) / (group.Length - 1)).Sum() / ((k * k) - 1);
        double f = weight.Select((w, g) => w * Square(groups.Means[g] - mean)).Sum() / ((k - 1) * (1 + (2 * (k - 2) * lack)));
        double df2 = 1 / (3 * lack);
        return new FTest(f, k - 1, df2, FUpperTail(f, k - 1, df2));
    }

    /// <summary>Levene's test of equal variances with medians as centres (Brown and Forsythe 1974, JASA 69, 364–367).</summary>
    /// <param name="groups">Groups.</param>
    public static FTest Levene(GroupedValues groups)
    {
        ThrowIfNotComparable(groups);
        var names = new List<string?>();
        var distances = new List<double>();
        for (int g = 0; g < groups.Groups; g++)
        {
            double[] ascending = [.. groups.Values[g].Order()];
            double median = OrderStatistics.Quantile(ascending, 0.5);
            foreach (double v in groups.Values[g])
            {
                names.Add(groups.Names[g]);
                distances.Add(Math.Abs(v - median));
            }
        }
        var spread = GroupedValues.From(names, distances);
        if (spread.WhyNotComparable() is not null)
            return new FTest(double.NaN, groups.Groups - 1, groups.Count - groups.Groups, double.NaN);
        var result = Fisher(spread);
        return new FTest(result.F, result.Df1, result.Df2, result.P);
    }

    /// <summary>Probability that F with these degrees of freedom exceeds <paramref name="f"/>, to a small relative error.</summary>
    internal static double FUpperTail(double f, double df1, double df2)
    {
        if (double.IsNaN(f))
            return double.NaN;
        if (double.IsPositiveInfinity(f))
            return 0;
        return f <= 0 ? 1 : SpecialFunctions.BetaRegularized(df2 / 2, df1 / 2, df2 / (df2 + (df1 * f)));
    }

    private static void ThrowIfNotComparable(GroupedValues groups)
    {
        if (groups.WhyNotComparable() is { } why)
            throw new ArgumentException($"Groups cannot be compared: {why}.", nameof(groups));
    }

    private static double Square(double x) => x * x;
}

/// <summary>An F test.</summary>
/// <param name="F">Statistic; NaN where it is not defined.</param>
/// <param name="Df1">Degrees of freedom of the numerator.</param>
/// <param name="Df2">Degrees of freedom of the denominator.</param>
/// <param name="P">p-value.</param>
public sealed record FTest(double F, double Df1, double Df2, double P);

/// <summary>Table of a one-way analysis of variance.</summary>
/// <param name="Df1">Groups − 1.</param>
/// <param name="Df2">Values − groups.</param>
/// <param name="SumBetween">Sum of squares between groups.</param>
/// <param name="SumWithin">Sum of squares within groups.</param>
/// <param name="F">Statistic.</param>
/// <param name="P">p-value.</param>
public sealed record AnovaResult(int Df1, int Df2, double SumBetween, double SumWithin, double F, double P)
{
    /// <summary>Mean square within groups.</summary>
    public double MeanSquareWithin => SumWithin / Df2;

    /// <summary>η²: share of the sum of squares between groups.</summary>
    public double EtaSquared => SumBetween / (SumBetween + SumWithin);

    /// <summary>ω²: η² corrected for chance (Hays 1963); below 0 where groups differ less than expected by chance.</summary>
    public double OmegaSquared => (SumBetween - (Df1 * MeanSquareWithin)) / (SumBetween + SumWithin + MeanSquareWithin);
}
