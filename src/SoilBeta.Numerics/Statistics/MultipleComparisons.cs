namespace SoilBeta.Numerics.Statistics;

/// <summary>Which groups differ? Duncan's new multiple range test (the paper's), and Games and Howell's, which allows unequal variances and controls the familywise error.</summary>
public static class MultipleComparisons
{
    /// <summary>Duncan (1955), Biometrics 11, 1–42, for unequal groups with the harmonic mean of all sizes, as agricolae's <c>duncan.test</c>.</summary>
    /// <remarks>
    /// Two means r steps apart in the order of means have p = 1 − P(q; r, ν)^(1 / (r − 1)). By Duncan's rule, no two means within a range that is not
    /// significant differ: this rule decides <see cref="PairComparison.Differ"/> and the letters, not <see cref="PairComparison.P"/>.
    /// </remarks>
    /// <param name="groups">Groups that an analysis of variance can compare.</param>
    /// <param name="alpha">Significance level of a single comparison.</param>
    public static Comparison Duncan(GroupedValues groups, double alpha = 0.05)
    {
        var anova = OneWayAnova.Fisher(groups);
        int k = groups.Groups;
        double harmonic = k / groups.Values.Sum(group => 1.0 / group.Length);
        double error = Math.Sqrt(anova.MeanSquareWithin / harmonic);
        int[] order = Descending(groups);
        double[] critical = new double[k + 1];
        for (int steps = 2; steps <= k; steps++)
            critical[steps] = StudentisedRange.Quantile(Math.Pow(1 - alpha, steps - 1), steps, anova.Df2);

        var pairs = new List<PairComparison>();
        var differ = new bool[k, k];
        for (int steps = k; steps >= 2; steps--)
        {
            for (int first = 0; first + steps <= k; first++)
            {
                int last = first + steps - 1;
                double difference = groups.Means[order[first]] - groups.Means[order[last]];
                double q = difference / error;
                double p = RootComplement(StudentisedRange.UpperTail(q, steps, anova.Df2), steps - 1);
                bool inside = (first > 0 && !differ[first - 1, last]) || (last < k - 1 && !differ[first, last + 1]);
                differ[first, last] = p <= alpha && !inside;
                double half = critical[steps] * error;
                pairs.Add(new PairComparison(groups.Names[order[first]], groups.Names[order[last]], difference, steps, q, p, difference - half, difference + half, differ[first, last]));
            }
        }
        return new Comparison("duncan", alpha, pairs, Lettered(groups, order, (a, b) => differ[a, b]));
    }

    /// <summary>Games and Howell (1976), J. Educ. Stat. 1, 113–125: Tukey's comparison of all pairs with each pair's own variances and Welch's degrees of freedom.</summary>
    /// <param name="groups">Groups with spread (<see cref="GroupedValues.WithSpread"/>).</param>
    /// <param name="alpha">Significance level of the whole family.</param>
    public static Comparison GamesHowell(GroupedValues groups, double alpha = 0.05)
    {
        if (groups.WhyNotComparable() is { } why)
            throw new ArgumentException($"Groups cannot be compared: {why}.", nameof(groups));
        if (groups.Variances.Any(v => !(v > 0)))
            throw new ArgumentException("Games and Howell's comparison needs a variance above 0 in every group.", nameof(groups));
        int k = groups.Groups;
        int[] order = Descending(groups);
        var pairs = new List<PairComparison>();
        var differ = new bool[k, k];
        for (int a = 0; a < k; a++)
        {
            for (int b = a + 1; b < k; b++)
            {
                int i = order[a], j = order[b];
                int ni = groups.Values[i].Length, nj = groups.Values[j].Length;
                double vi = groups.Variances[i] / ni, vj = groups.Variances[j] / nj;
                double degrees = (vi + vj) * (vi + vj) / ((vi * vi / (ni - 1)) + (vj * vj / (nj - 1)));
                double error = Math.Sqrt((vi + vj) / 2);
                double difference = groups.Means[i] - groups.Means[j];
                double p = StudentisedRange.UpperTail(difference / error, k, degrees);
                double half = StudentisedRange.Quantile(1 - alpha, k, degrees) * error;
                differ[a, b] = p <= alpha;
                pairs.Add(new PairComparison(groups.Names[i], groups.Names[j], difference, b - a + 1, difference / error, p, difference - half, difference + half, differ[a, b]));
            }
        }
        return new Comparison("games-howell", alpha, pairs, Lettered(groups, order, (a, b) => differ[a, b]));
    }

    /// <summary>1 − (1 − upper)^(1 / n), by a series that keeps the digits of a small upper tail.</summary>
    private static double RootComplement(double upper, int n)
    {
        if (upper >= 1)
            return 1;
        double x = upper < 1e-5 ? -upper * (1 + (upper / 2) + (upper * upper / 3)) / n : Math.Log(1 - upper) / n;
        return Math.Abs(x) < 1e-5 ? -x * (1 + (x / 2) + (x * x / 6)) : 1 - Math.Exp(x);
    }

    private static int[] Descending(GroupedValues groups) =>
        [.. Enumerable.Range(0, groups.Groups).OrderByDescending(g => groups.Means[g]).ThenBy(g => groups.Names[g], StringComparer.Ordinal)];

    private static List<LetteredGroup> Lettered(GroupedValues groups, int[] order, Func<int, int, bool> differ)
    {
        string[] letters = LetterDisplay.Letters(order.Length, differ);
        return [.. order.Select((g, place) => new LetteredGroup(groups.Names[g], groups.Values[g].Length, groups.Means[g], Math.Sqrt(groups.Variances[g]), letters[place]))];
    }
}

/// <summary>All pairs of a multiple comparison and the letters that summarise them.</summary>
/// <param name="Method"><c>duncan</c> or <c>games-howell</c>.</param>
/// <param name="Alpha">Significance level.</param>
/// <param name="Pairs">Every pair.</param>
/// <param name="Groups">Groups in descending order of their means.</param>
public sealed record Comparison(string Method, double Alpha, IReadOnlyList<PairComparison> Pairs, IReadOnlyList<LetteredGroup> Groups);

/// <summary>One pair of groups.</summary>
/// <param name="Higher">Group with the higher mean.</param>
/// <param name="Lower">Group with the lower mean.</param>
/// <param name="Difference">Higher mean − lower mean.</param>
/// <param name="Steps">Number of means in the range that the pair spans, including both.</param>
/// <param name="Q">Studentised difference.</param>
/// <param name="P">p-value of this pair.</param>
/// <param name="LowerLimit">Lower confidence limit of the difference.</param>
/// <param name="UpperLimit">Upper confidence limit of the difference.</param>
/// <param name="Differ">Whether the two differ significantly.</param>
public sealed record PairComparison(string Higher, string Lower, double Difference, int Steps, double Q, double P, double LowerLimit, double UpperLimit, bool Differ);

/// <summary>A group with its letters: groups that share one do not differ.</summary>
/// <param name="Name">Group.</param>
/// <param name="Count">Number of values.</param>
/// <param name="Mean">Mean.</param>
/// <param name="StandardDeviation">Standard deviation (n − 1); NaN for one value.</param>
/// <param name="Letters">Letters.</param>
public sealed record LetteredGroup(string Name, int Count, double Mean, double StandardDeviation, string Letters);
