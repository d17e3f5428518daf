namespace SoilBeta.Soil;

/// <summary>How horizons become layers.</summary>
public enum SplineMode
{
    /// <summary>Spline of carbon mass after the horizons are filled: analytic integrals, mass preserved, never clipped; blended with the step function of the horizons where a layer would be negative.</summary>
    Exact,

    /// <summary>Separate splines of SOC, bulk density and gravel, as in the R package mpspline2.</summary>
    MpSpline2,
}

/// <summary>Which profiles are used, and how their horizons become layers and β.</summary>
public sealed record ProfileRules
{
    /// <summary>Depth of the lowest layer's bottom, cm.</summary>
    public const double WholeDepth = 100;

    /// <summary>Spline.</summary>
    public SplineMode Spline { get; init; } = SplineMode.Exact;

    /// <summary>Smoothing λ.</summary>
    public double Lambda { get; init; } = 0.1;

    /// <summary>Mode of β.</summary>
    public BetaMode Beta { get; init; } = BetaMode.Ratio;

    /// <summary>Minimum number of measured horizons that start in the first metre.</summary>
    public int MinHorizons { get; init; } = 3;

    /// <summary>Deepest top of the first measured horizon, cm.</summary>
    public double FirstHorizonTop { get; init; } = 5;

    /// <summary>Largest accepted β.</summary>
    public double LargestBeta { get; init; } = BetaLimits.Upper;

    /// <summary>Bulk density where neither table nor raster has one.</summary>
    public PedotransferFunction BulkDensity { get; init; } = PedotransferFunctions.Named(null);

    /// <summary>Gravel where neither table nor raster has one, volume %.</summary>
    public double Gravel { get; init; }

    /// <summary>Whether β describes the soil above rock only (the map cuts its layers at rock), or the first metre with no carbon below rock.</summary>
    public bool LayersEndAtRock { get; init; }

    /// <summary>Whether profiles marked as duplicates are dropped.</summary>
    public bool DropDuplicates { get; init; } = true;

    /// <summary>Sampled depth from which a profile counts as 100 cm deep, cm; above 80. The missing part of 80–100 cm is assumed to hold as much carbon per centimetre as the sampled part.</summary>
    public double MinDepth { get; init; } = WholeDepth;

    /// <summary>Layers of a direct model that are not the five of 20 cm, whose densities are computed as well; null for none.</summary>
    public LayerBounds? OwnLayers { get; init; }

    /// <summary>Minimum sampled depth of a profile without rock, cm: <see cref="MinDepth"/>, or two layers for <see cref="BetaMode.Normalised"/>, whose D is the bottom of the deepest complete layer.</summary>
    public double NeededDepth => Beta == BetaMode.Normalised ? 40 : MinDepth;
}
