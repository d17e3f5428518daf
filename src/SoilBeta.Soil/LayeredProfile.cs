namespace SoilBeta.Soil;

/// <summary>Source of a layer's bulk density or gravel. A layer with several sources takes the last of this list.</summary>
public enum FillSource
{
    /// <summary>No horizon in this layer.</summary>
    None,

    /// <summary>Measured, from the table.</summary>
    Measured,

    /// <summary>From a raster.</summary>
    Raster,

    /// <summary>From a pedotransfer function.</summary>
    Function,

    /// <summary>The constant of the study file.</summary>
    Constant,
}

/// <summary>A profile as 20 cm layers, with its β.</summary>
public sealed record LayeredProfile
{
    /// <summary>SOC density of 0–20 … 80–100 cm, Mg C ha⁻¹, [layer]; NaN below what was sampled, 0 below rock.</summary>
    public required double[] Densities { get; init; }

    /// <summary>Bottoms of the layers that β was fitted to, cm; rock may end the last.</summary>
    public required double[] Bottoms { get; init; }

    /// <summary>Source of bulk density, [layer].</summary>
    public required FillSource[] BulkDensityFrom { get; init; }

    /// <summary>Source of gravel, [layer].</summary>
    public required FillSource[] GravelFrom { get; init; }

    /// <summary>Organic horizons above the mineral soil that were dropped.</summary>
    public int OrganicHorizons { get; init; }

    /// <summary>Share of the horizons' step function in the curve that was integrated to layers, 0–1: see <see cref="CarbonCurve"/>.</summary>
    public double StepShare { get; init; }

    /// <summary>Number of horizons repaired or dropped by the rules of mpspline2.</summary>
    public int Repairs { get; init; }

    /// <summary>Whether sampling ended above 100 cm, so that part of 80–100 cm is extrapolated: see <see cref="ProfileRules.MinDepth"/>.</summary>
    public bool EndsShort { get; init; }

    /// <summary>SOC density of <see cref="ProfileRules.OwnLayers"/>, Mg C ha⁻¹, [layer]; NaN below what was sampled; null without such layers.</summary>
    public double[]? OwnDensities { get; init; }

    /// <summary>Depth of the rock that ends the profile above 100 cm, cm; NaN for none.</summary>
    public double Rock { get; init; } = double.NaN;

    /// <summary>Whether rock ends the profile above 100 cm.</summary>
    public bool EndsAtRock => !double.IsNaN(Rock);

    /// <summary>β by the mode of the rules.</summary>
    public double Beta { get; init; } = double.NaN;

    /// <summary>Root mean square difference between measured and predicted cumulative shares.</summary>
    public double FitRootMeanSquare { get; init; } = double.NaN;

    /// <summary>Densities of the layers at <see cref="Bottoms"/>, Mg C ha⁻¹.</summary>
    public ReadOnlySpan<double> Fitted => Densities.AsSpan(0, Bottoms.Length);

    /// <summary>SOC density measured below the topsoil, Mg C ha⁻¹, down to the last of <see cref="Bottoms"/>.</summary>
    public double Subsoil => Fitted[1..].ToArray().Sum();

    /// <summary>Ratio of predicted to measured subsoil for a β: Eq. 3 from the measured topsoil down to the last of <see cref="Bottoms"/>.</summary>
    /// <param name="beta">β.</param>
    public double Closure(double beta) => Predicted(beta, 1, Bottoms.Length) / Subsoil;

    /// <summary>Density that Eq. 3 predicts from the measured topsoil for the layers from <paramref name="first"/> to before <paramref name="end"/>, Mg C ha⁻¹.</summary>
    /// <param name="beta">β.</param>
    /// <param name="first">First layer.</param>
    /// <param name="end">Layer after the last.</param>
    public double Predicted(double beta, int first, int end)
    {
        double deepest = Bottoms[^1];
        double upper = first == 0 ? 0 : BetaFit.TruncatedShare(beta, Bottoms[first - 1], deepest);
        return Densities[0] * (BetaFit.TruncatedShare(beta, Bottoms[end - 1], deepest) - upper) / BetaFit.TruncatedShare(beta, Bottoms[0], deepest);
    }
}
