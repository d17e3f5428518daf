using SoilBeta.Soil;

namespace SoilBeta.Studies;

/// <summary>Selection of profiles, and method from horizons to layers and β.</summary>
internal sealed class SoilSection
{
    /// <summary><c>exact</c> or <c>mpspline2</c>.</summary>
    public string? Spline { get; set; }

    /// <summary>Smoothing parameter λ of the spline.</summary>
    public double Lambda { get; set; } = 0.1;

    /// <summary><c>ratio</c>, <c>normalised</c>, <c>paper</c> or <c>loglinear</c>.</summary>
    public string? Beta { get; set; }

    /// <summary>Minimum number of measured horizons that start in the first metre (default 3; paper: more than three, 4).</summary>
    public int? MinHorizons { get; set; }

    /// <summary>Deepest top of the first horizon, cm.</summary>
    public double FirstHorizonTop { get; set; } = 5;

    /// <summary>Depth from which a profile counts as reaching 100 cm, cm: above 80, at most 100. The missing part is taken to hold as much carbon per centimetre as the sampled part of 80–100 cm.</summary>
    public double MinDepth { get; set; } = 100;

    /// <summary>Largest β that <c>ratio</c> accepts.</summary>
    public double LargestBeta { get; set; } = BetaLimits.Upper;

    /// <summary>Sources of missing bulk density and gravel.</summary>
    public FillSection Fill { get; set; } = new();

    /// <summary>Training covariates: <c>raster</c> (default) or <c>table_else_raster</c> (the paper's).</summary>
    public string? Covariates { get; set; }

    /// <summary>Smallest area fraction by which a profile is assigned to an ecosystem where neither the table nor a land-cover raster names one (default 0.5; the paper: any, 0).</summary>
    public double? EcosystemShare { get; set; }

    /// <summary>Whether to drop rows marked as duplicates.</summary>
    public bool DropDuplicates { get; set; } = true;
}
