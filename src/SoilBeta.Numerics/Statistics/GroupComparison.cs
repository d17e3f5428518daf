namespace SoilBeta.Numerics.Statistics;

/// <summary>Comparison of groups: the paper's tests (analysis of variance, Duncan), tests with fewer assumptions, effect sizes and the site effect.</summary>
/// <param name="Factor">Kind of group, e.g. <c>ecosystem</c>.</param>
/// <param name="Groups">Count, mean, standard deviation and Duncan's letters by descending mean; no letters where nothing could be compared.</param>
/// <param name="Anova">One-way analysis of variance; null where <paramref name="Notes"/> give a reason.</param>
/// <param name="Welch">Welch's test; null where a note gives the reason.</param>
/// <param name="Levene">Levene's test of equal variances (medians).</param>
/// <param name="Duncan">Duncan's new multiple range test.</param>
/// <param name="GamesHowell">Games and Howell's comparison.</param>
/// <param name="Site">Group means with a random site.</param>
/// <param name="Notes">Tests that were not computed, with the reasons.</param>
public sealed record GroupComparison(
    string Factor, IReadOnlyList<LetteredGroup> Groups, AnovaResult? Anova, FTest? Welch, FTest? Levene, Comparison? Duncan, Comparison? GamesHowell,
    SiteEffectResult? Site, IReadOnlyList<string> Notes)
{
    /// <summary>Compares values between groups; a test that the values do not allow is null, with a note, so that even a table of five profiles gets a report.</summary>
    /// <param name="factor">Kind of group, e.g. <c>ecosystem</c>.</param>
    /// <param name="groups">Group of each row; rows without one are ignored.</param>
    /// <param name="sites">Site of each row.</param>
    /// <param name="values">Values, [row].</param>
    /// <param name="alpha">Significance level of the comparisons.</param>
    public static GroupComparison Compare(string factor, IReadOnlyList<string?> groups, IReadOnlyList<string> sites, IReadOnlyList<double> values, double alpha = 0.05)
    {
        var notes = new List<string>();
        var grouped = GroupedValues.From(groups, values);
        if (grouped.WhyNotComparable() is { } why)
        {
            notes.Add($"Nothing was compared: {why}.");
            var plain = Enumerable.Range(0, grouped.Groups).OrderByDescending(g => grouped.Means[g])
                .Select(g => new LetteredGroup(grouped.Names[g], grouped.Values[g].Length, grouped.Means[g], Math.Sqrt(grouped.Variances[g]), "")).ToList();
            return new GroupComparison(factor, plain, null, null, null, null, null, null, notes);
        }

        var spread = grouped.WithSpread();
        if (spread.Groups < grouped.Groups)
            notes.Add($"Welch and Games–Howell leave out groups of one value or without spread: {string.Join(", ", grouped.Names.Except(spread.Names, StringComparer.Ordinal))}.");
        bool enough = spread.WhyNotComparable() is null;
        var duncan = MultipleComparisons.Duncan(grouped, alpha);
        SiteEffectResult? site = null;
        try
        {
            site = SiteEffect.Fit(groups, sites, values);
            notes.AddRange(site.Notes);
        }
        catch (InvalidDataException notFitted)
        {
            notes.Add($"No site effect: {notFitted.Message}");
        }
        return new GroupComparison(
            factor, duncan.Groups, OneWayAnova.Fisher(grouped), enough ? OneWayAnova.Welch(spread) : null, OneWayAnova.Levene(grouped), duncan,
            enough ? MultipleComparisons.GamesHowell(spread, alpha) : null, site, notes);
    }
}
