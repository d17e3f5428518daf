namespace SoilBeta.Soil;

/// <summary>Where a layer's bulk density or gravel comes from. Where a layer has several sources, the last of this list counts.</summary>
public enum FillSource
{
    /// <summary>Nothing lies in this layer.</summary>
    None,

    /// <summary>The table.</summary>
    Measured,

    /// <summary>A raster.</summary>
    Raster,

    /// <summary>A pedotransfer function.</summary>
    Function,

    /// <summary>The study's constant.</summary>
    Constant,
}

/// <summary>A profile in layers of 20 cm, with its β.</summary>
public sealed record LayeredProfile
{
    /// <summary>SOC density of 0–20 … 80–100 cm, Mg C ha⁻¹, [layer]; NaN below what was sampled, 0 below rock.</summary>
    public required double[] Densities { get; init; }

    /// <summary>Bottoms of the layers that β was fitted to, cm; the last may be rock.</summary>
    public required double[] Bottoms { get; init; }

    /// <summary>Source of bulk density, [layer].</summary>
    public required FillSource[] BulkDensityFrom { get; init; }

    /// <summary>Source of gravel, [layer].</summary>
    public required FillSource[] GravelFrom { get; init; }

    /// <summary>Organic horizons above the mineral soil that were dropped.</summary>
    public int OrganicHorizons { get; init; }

    /// <summary>Share of the horizons' step function in the curve that the layers are integrals of, 0–1: see <see cref="CarbonCurve"/>.</summary>
    public double StepShare { get; init; }

    /// <summary>Horizons that were mended, or left out, as mpspline2 does it.</summary>
    public int Repairs { get; init; }

    /// <summary>Whether sampling ended above 100 cm, and part of 80–100 cm is taken to be as the rest: see <see cref="ProfileRules.MinDepth"/>.</summary>
    public bool EndsShort { get; init; }

    /// <summary>Whether rock ends the profile above 100 cm.</summary>
    public bool EndsAtRock { get; init; }

    /// <summary>β of the rules' mode.</summary>
    public double Beta { get; init; } = double.NaN;

    /// <summary>Root mean square difference between measured and predicted cumulative shares.</summary>
    public double FitRootMeanSquare { get; init; } = double.NaN;

    /// <summary>Densities of the layers at <see cref="Bottoms"/>, Mg C ha⁻¹.</summary>
    public ReadOnlySpan<double> Fitted => Densities.AsSpan(0, Bottoms.Length);

    /// <summary>SOC density measured below the topsoil, Mg C ha⁻¹, down to the last of <see cref="Bottoms"/>.</summary>
    public double Subsoil => Fitted[1..].ToArray().Sum();

    /// <summary>Predicted over measured subsoil for a β: Eq. 3 from the measured topsoil down to the last of <see cref="Bottoms"/>.</summary>
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
