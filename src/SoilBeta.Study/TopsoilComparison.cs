using System.Globalization;
using SoilBeta.Numerics;
using SoilBeta.Soil;

namespace SoilBeta.Studies;

/// <summary>Compares the map's topsoil with the profiles' own 0–20 cm. A raster in a wrong unit scales all carbon by the same factor, which no other check shows.</summary>
/// <param name="Profiles">Number of profiles with both values.</param>
/// <param name="MapMedian">Median of the map's 0–20 cm at the profiles, Mg C ha⁻¹.</param>
/// <param name="OwnMedian">Median of the profiles' own 0–20 cm, Mg C ha⁻¹.</param>
public sealed record TopsoilComparison(int Profiles, double MapMedian, double OwnMedian)
{
    /// <summary>Minimum number of profiles for a decision.</summary>
    public const int Fewest = 10;

    /// <summary>Ratio of the map's median to the profiles'.</summary>
    public double Factor => MapMedian / OwnMedian;

    /// <summary>Compares the values at the profiles.</summary>
    /// <param name="pairs">The map's and the profile's own 0–20 cm, Mg C ha⁻¹, [profile]; pairs with a missing value are skipped.</param>
    /// <returns>The comparison; null if no profile has both.</returns>
    public static TopsoilComparison? Compare(IEnumerable<(double Map, double Own)> pairs)
    {
        (double Map, double Own)[] known = [.. pairs.Where(pair => double.IsFinite(pair.Map) && pair.Own > 0)];
        return known.Length == 0 ? null : new TopsoilComparison(known.Length, Median(known.Select(pair => pair.Map)), Median(known.Select(pair => pair.Own)));
    }

    /// <summary>The map's 0–20 cm from a topsoil of another depth, by Eq. 3 with the profile's own β, as in the map.</summary>
    /// <param name="topsoil">Density of 0–<paramref name="depth"/> cm, Mg C ha⁻¹; NaN for none.</param>
    /// <param name="depth">Depth of that topsoil, cm.</param>
    /// <param name="beta">β of the profile.</param>
    /// <returns>Mg C ha⁻¹.</returns>
    public static double Upper20(double topsoil, int depth, double beta) => depth == 20 ? topsoil : topsoil * BetaFit.TruncatedShare(beta, 20, depth);

    /// <summary>Whether the medians agree within the study's factor, or there are too few profiles to decide.</summary>
    /// <param name="topsoil">Topsoil of the study.</param>
    public bool IsAccepted(Topsoil topsoil)
    {
        double accepted = topsoil.AcceptFactor;
        return Profiles < Fewest || (Factor <= accepted && Factor >= 1 / accepted);
    }

    /// <summary>Text with medians and factor, and how the map's 0–20 cm were computed.</summary>
    /// <param name="topsoil">Topsoil of the study.</param>
    public string Sentence(Topsoil topsoil)
    {
        string how = topsoil.Depth == 20 ? "" : string.Create(CultureInfo.InvariantCulture, $" (its 0–{topsoil.Depth} cm brought to 0–20 cm by each profile's β)");
        return string.Create(CultureInfo.InvariantCulture, $"at {Profiles:N0} profiles the topsoil map has a median of {MapMedian:0.#} Mg C ha⁻¹ in 0–20 cm{how}, the profiles themselves {OwnMedian:0.#}: factor {Factor:0.00}");
    }

    /// <summary>The text, with advice if the study does not accept the factor.</summary>
    /// <param name="topsoil">Topsoil of the study.</param>
    public string Refusal(Topsoil topsoil)
    {
        string accepted = string.Create(CultureInfo.InvariantCulture, $"expected within {topsoil.AcceptFactor:0.##}");
        string unit = "";
        if (topsoil.IsDensity && Factor > 0)
        {
            TopsoilUnit nearest = TopsoilUnits.Nearest(topsoil.Carbon.Scale / Factor, topsoil.Depth, null);
            double left = nearest.Scale / topsoil.Carbon.Scale * Factor;
            if (left is < TopsoilUnits.Fits and > 1 / TopsoilUnits.Fits)
                unit = string.Create(CultureInfo.InvariantCulture, $" 'scale: {nearest.Scale}' would fit: is it in {nearest.Name}?");
        }
        return $"{Sentence(topsoil)}, {accepted}. Check the raster's unit and its scale.{unit} If both are right, write 'accept_factor' under 'topsoil' with a larger factor.";
    }

    private static double Median(IEnumerable<double> values) => OrderStatistics.Quantile([.. values.Order()], 0.5);
}
