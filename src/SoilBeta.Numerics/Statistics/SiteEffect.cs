using MathNet.Numerics;

namespace SoilBeta.Numerics.Statistics;

/// <summary>Do groups still differ when profiles of one site are not independent? Group means with a random intercept for each site: y = group + u(site) + e.</summary>
/// <remarks>
/// Profiles of a site are correlated, so an analysis of variance over thousands of them finds trivial differences significant. The test is the likelihood ratio of the
/// maximum-likelihood fits with and without groups (χ², groups − 1 degrees of freedom); means, errors and variances are those of REML.
/// </remarks>
public static class SiteEffect
{
    /// <summary>Fits group means with a random site effect.</summary>
    /// <param name="groups">Group of each row; rows without one are ignored.</param>
    /// <param name="sites">Site of each row.</param>
    /// <param name="values">Values, [row]; those that are not finite are ignored.</param>
    /// <exception cref="InvalidDataException">Fewer than two groups, or no more rows than groups.</exception>
    public static SiteEffectResult Fit(IReadOnlyList<string?> groups, IReadOnlyList<string> sites, IReadOnlyList<double> values)
    {
        int[] rows = [.. Enumerable.Range(0, values.Count).Where(i => !string.IsNullOrEmpty(groups[i]) && double.IsFinite(values[i]))];
        string[] names = [.. rows.Select(i => groups[i]!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (names.Length < 2)
            throw new InvalidDataException($"A comparison of groups needs two groups; there are {names.Length}.");
        double[] target = [.. rows.Select(i => values[i])];
        string[] site = [.. rows.Select(i => sites[i])];
        List<double[]> indicators = [.. names.Select(name => rows.Select(i => string.Equals(groups[i], name, StringComparison.Ordinal) ? 1.0 : 0.0).ToArray())];

        var with = RandomInterceptModel.Fit(names[1..], indicators[1..], target, site, restricted: false);
        var without = RandomInterceptModel.Fit([], [], target, site, restricted: false);
        var reml = RandomInterceptModel.Fit(names[1..], indicators[1..], target, site);
        double ratio = Math.Max(0, 2 * (with.LogLikelihood - without.LogLikelihood));
        var means = names.Select((name, g) =>
        {
            // With the group itself as reference, the intercept is its mean, with its standard error.
            string[] others = [.. names.Where((_, j) => j != g)];
            var effect = RandomInterceptModel.Fit(others, [.. indicators.Where((_, j) => j != g)], target, site).Effects[0];
            return new AdjustedMean(name, indicators[g].Count(x => x > 0), effect.Estimate, effect.StandardError);
        }).ToList();
        return new SiteEffectResult(
            reml.Groups, reml.GroupVariance, reml.ResidualVariance, reml.IntraclassCorrelation, ratio, names.Length - 1,
            SpecialFunctions.GammaUpperRegularized((names.Length - 1) / 2.0, ratio / 2), means, reml.Notes);
    }
}

/// <summary>Group means with a random site effect.</summary>
/// <param name="Sites">Number of sites.</param>
/// <param name="SiteVariance">Variance between sites (REML).</param>
/// <param name="ResidualVariance">Variance between profiles of one site.</param>
/// <param name="IntraclassCorrelation">Share of the variance within groups that is between sites.</param>
/// <param name="ChiSquared">Likelihood ratio statistic of the groups.</param>
/// <param name="Df">Groups − 1.</param>
/// <param name="P">p-value.</param>
/// <param name="Means">Group means (REML) in ascending order of names.</param>
/// <param name="Notes">Parameters that are not identifiable.</param>
public sealed record SiteEffectResult(
    int Sites, double SiteVariance, double ResidualVariance, double IntraclassCorrelation, double ChiSquared, int Df, double P,
    IReadOnlyList<AdjustedMean> Means, IReadOnlyList<string> Notes);

/// <summary>Mean of a group with random sites.</summary>
/// <param name="Name">Group.</param>
/// <param name="Count">Number of values.</param>
/// <param name="Mean">Mean.</param>
/// <param name="StandardError">Its standard error.</param>
public sealed record AdjustedMean(string Name, int Count, double Mean, double StandardError);
