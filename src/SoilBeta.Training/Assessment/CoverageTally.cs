namespace SoilBeta.Training.Assessment;

/// <summary>Tallies the coverage of held-out values by intervals, by quantity and by area of applicability.</summary>
/// <param name="nominals">Nominal coverages, ascending.</param>
internal sealed class CoverageTally(double[] nominals)
{
    private readonly Dictionary<(string Interval, string Quantity, string Place), Count> _counts = [];

    /// <summary>Adds a value.</summary>
    /// <param name="interval">Name of the interval.</param>
    /// <param name="held">The value.</param>
    /// <param name="bound">Bound at a level: first the lower ones, from the widest interval to the narrowest, then the upper ones in reverse; NaN for none, which excludes the value.</param>
    public void Add(string interval, HeldOutValue held, Func<int, double> bound)
    {
        var places = new List<Count> { At(interval, held.Quantity, CoverageRow.Everywhere) };
        if (held.Applicable is { } inside)
            places.Add(At(interval, held.Quantity, inside ? CoverageRow.InsideArea : CoverageRow.OutsideArea));
        for (int i = 0; i < nominals.Length; i++)
        {
            double lower = bound(nominals.Length - 1 - i), upper = bound(nominals.Length + i);
            if (double.IsNaN(lower + upper))
                continue;
            foreach (var count in places)
            {
                count.Values[i]++;
                count.Sites[i].Add(held.Site);
                count.Inside[i] += held.Observed >= lower && held.Observed <= upper ? 1 : 0;
                count.Width[i] += upper - lower;
            }
        }
    }

    /// <summary>The coverage: all nominal values for all places together, 90 and 95 % also inside and outside the area of applicability.</summary>
    /// <param name="design">Folds.</param>
    public IEnumerable<CoverageRow> Rows(string design) =>
        from pair in _counts.OrderBy(pair => CoverageRow.OrderOf(pair.Key.Place))
        from i in Enumerable.Range(0, nominals.Length)
        let count = pair.Value
        where count.Values[i] > 0 && (pair.Key.Place == CoverageRow.Everywhere || nominals[i] >= CoverageRow.LeastOfParts)
        select new CoverageRow(design, pair.Key.Interval, pair.Key.Quantity, pair.Key.Place, nominals[i], (double)count.Inside[i] / count.Values[i], count.Width[i] / count.Values[i], count.Values[i], count.Sites[i].Count);

    private Count At(string interval, string quantity, string place)
    {
        if (!_counts.TryGetValue((interval, quantity, place), out var count))
            _counts[(interval, quantity, place)] = count = new Count(nominals.Length);
        return count;
    }

    private sealed class Count(int nominals)
    {
        public int[] Values { get; } = new int[nominals];

        public int[] Inside { get; } = new int[nominals];

        public double[] Width { get; } = new double[nominals];

        public HashSet<int>[] Sites { get; } = [.. Enumerable.Range(0, nominals).Select(_ => new HashSet<int>())];
    }
}

/// <summary>A value of a held-out profile.</summary>
/// <param name="Quantity">Suffix of the map that shows it: <c>beta</c>, <c>20-100_SOCD</c>.</param>
/// <param name="Observed">The profile's own value.</param>
/// <param name="Site">Site.</param>
/// <param name="Applicable">Whether the site is inside the area of applicability of the model trained without it; null where unknown.</param>
internal readonly record struct HeldOutValue(string Quantity, double Observed, int Site, bool? Applicable);

/// <summary>A point of an accuracy plot.</summary>
/// <param name="Design">Folds.</param>
/// <param name="Interval"><c>prediction</c> or <c>covariate</c>.</param>
/// <param name="Quantity">Suffix of the map that shows it: <c>beta</c>, <c>20-100_SOCD</c>.</param>
/// <param name="Place"><c>all</c>, or <c>inside</c> or <c>outside</c> the area of applicability.</param>
/// <param name="Nominal">Nominal coverage of the interval.</param>
/// <param name="Covered">Share of the held-out profiles inside (PICP).</param>
/// <param name="Width">Mean width, in the quantity's unit.</param>
/// <param name="Count">Number of held-out profiles.</param>
/// <param name="Sites">Number of their sites.</param>
internal sealed record CoverageRow(string Design, string Interval, string Quantity, string Place, double Nominal, double Covered, double Width, int Count, int Sites)
{
    /// <summary>All places.</summary>
    public const string Everywhere = "all";

    /// <summary>Places inside the area of applicability.</summary>
    public const string InsideArea = "inside";

    /// <summary>Places outside it.</summary>
    public const string OutsideArea = "outside";

    /// <summary>Smallest nominal coverage that is reported inside and outside the area separately.</summary>
    public const double LeastOfParts = 0.9;

    /// <summary>Standard error of the observed coverage if the nominal one were true: binomial, with sites as trials, since profiles of one site are correlated.</summary>
    public double StandardError => Math.Sqrt(Nominal * (1 - Nominal) / Sites);

    /// <summary>Order of places in tables.</summary>
    public static int OrderOf(string place) => place switch { Everywhere => 0, InsideArea => 1, _ => 2 };

    /// <summary>All ecosystems together, under the designs that every one has; empty for a single ecosystem.</summary>
    /// <param name="ecosystems">Rows of each ecosystem.</param>
    public static IEnumerable<CoverageRow> Together(IReadOnlyList<IReadOnlyList<CoverageRow>> ecosystems) => ecosystems.Count < 2 ? [] :
        from row in ecosystems.SelectMany(rows => rows)
        where ecosystems.All(rows => rows.Any(other => string.Equals(other.Design, row.Design, StringComparison.Ordinal)))
        group row by (row.Design, row.Interval, row.Quantity, row.Place, row.Nominal) into same
        let count = same.Sum(row => row.Count)
        select new CoverageRow(
            same.Key.Design, same.Key.Interval, same.Key.Quantity, same.Key.Place, same.Key.Nominal, same.Sum(row => row.Covered * row.Count) / count, same.Sum(row => row.Width * row.Count) / count, count, same.Sum(row => row.Sites));
}
