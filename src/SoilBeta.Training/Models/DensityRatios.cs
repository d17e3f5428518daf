using SoilBeta.Forests;
using SoilBeta.Soil;
using SoilBeta.Studies;
using SoilBeta.Training.Profiles;
using SoilBeta.Training.Tables;

namespace SoilBeta.Training.Models;

/// <summary>Ratios of observed to predicted density of the profiles, for each layer and each sum. Their quantiles bound a single profile, including the errors of topsoil, covariates and β.</summary>
/// <remarks>
/// The predicted density is Eq. 3 with the map's topsoil and covariates at the profile's site and the β that the model predicts without the profile, ended at the map's rock. A profile has no ratio for a layer that it does not reach, where the map has no
/// topsoil, and where the map predicts 0 (topsoil 0, or below rock): the map's bounds are 0 there.
/// A ratio is equivalent to a difference of logarithms; ratios are used because multiplication rounds the same on every machine. An observed density below <see cref="LeastDensity"/>, including 0, is raised to it, since 0 has no logarithm; a bound below it is 0.
/// </remarks>
public static class DensityRatios
{
    /// <summary>Smallest density that is distinguished from 0, Mg C ha⁻¹: 20 cm of soil with less have 0.004 g kg⁻¹ of carbon, which no laboratory measures.</summary>
    public const double LeastDensity = 0.01;

    /// <summary>Observed density of a profile for a product, Mg C ha⁻¹; NaN where it does not reach all of its layers.</summary>
    public static double Observed(ProfileRecord profile, MapProduct product) => profile.Densities[product.FirstLayer..(product.LastLayer + 1)].Sum();

    /// <summary>Density predicted on the map, Mg C ha⁻¹; NaN without a topsoil or β.</summary>
    /// <param name="product">Layers.</param>
    /// <param name="topsoil">Topsoil density of the map, Mg C ha⁻¹.</param>
    /// <param name="topsoilDepth">Depth, cm.</param>
    /// <param name="soilDepth">Depth to rock of the map, cm; 100 or more for none.</param>
    /// <param name="beta">β.</param>
    public static double Predicted(MapProduct product, float topsoil, int topsoilDepth, int soilDepth, double beta)
    {
        if (!float.IsFinite(topsoil) || !(beta > 0))
            return double.NaN;
        LayerParts parts = LayerDensities.Compute(Math.Clamp(topsoil, 0, LayerDensities.LargestTopsoil), topsoilDepth, (float)Math.Min(beta, BetaLimits.Upper));
        parts = RockCut.Apply(parts, soilDepth);
        long sum = 0;
        for (int layer = product.FirstLayer; layer <= product.LastLayer; layer++)
            sum += parts[layer];
        return sum / (double)LayerDensities.Units;
    }

    /// <summary>Ratios for all maps of densities, in the order of <see cref="MapProduct.All"/>.</summary>
    /// <param name="profiles">Profiles.</param>
    /// <param name="places">Values of the map at their sites.</param>
    /// <param name="topsoilDepth">Depth of the map's topsoil, cm.</param>
    /// <param name="betas">β that the model predicts without each profile, [profile].</param>
    public static IReadOnlyList<QuantileTarget> Targets(IReadOnlyList<ProfileRecord> profiles, ProfilePlaces places, int topsoilDepth, double[] betas) =>
        [.. MapProduct.All.Where(product => !product.IsBeta).Select(product => new QuantileTarget(product.Suffix, [.. profiles.Select((profile, i) =>
        {
            double predicted = Predicted(product, places.Topsoil[i], topsoilDepth, places.SoilDepths[i], betas[i]);
            return predicted > 0 ? Math.Max(LeastDensity, Observed(profile, product)) / predicted : double.NaN;
        })], IsRatio: true, 0))];

    /// <summary>A bound of a density on maps, Mg C ha⁻¹: a density indistinguishable from 0 is 0.</summary>
    /// <param name="mean">The map's density, Mg C ha⁻¹.</param>
    /// <param name="ratio">Bound of the ratio to it; NaN where no profile has the layer, which makes the bound unknown.</param>
    public static double Bound(double mean, double ratio) => mean * ratio < LeastDensity ? 0 : mean * ratio;
}
