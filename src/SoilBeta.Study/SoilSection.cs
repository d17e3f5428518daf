using SoilBeta.Soil;

namespace SoilBeta.Studies;

/// <summary>Which profiles are used, and how horizons become layers and β.</summary>
internal sealed class SoilSection
{
    /// <summary><c>exact</c> or <c>mpspline2</c>.</summary>
    public string? Spline { get; set; }

    /// <summary>λ of the spline.</summary>
    public double Lambda { get; set; } = 0.1;

    /// <summary><c>ratio</c>, <c>normalised</c>, <c>paper</c> or <c>loglinear</c>.</summary>
    public string? Beta { get; set; }

    /// <summary>Least number of measured horizons that start in the first metre (default 3; the paper: more than three, 4).</summary>
    public int? MinHorizons { get; set; }

    /// <summary>Deepest top of the first horizon, cm.</summary>
    public double FirstHorizonTop { get; set; } = 5;

    /// <summary>Depth from which a profile counts as one of 100 cm, cm: above 80, 100 at most. What is missing below is taken to hold as much per centimetre as the sampled part of 80–100 cm.</summary>
    public double MinDepth { get; set; } = 100;

    /// <summary>Largest β kept by <c>ratio</c>.</summary>
    public double LargestBeta { get; set; } = BetaLimits.Upper;

    /// <summary>Where missing bulk density and gravel come from.</summary>
    public FillSection Fill { get; set; } = new();

    /// <summary>Training covariates: <c>raster</c> (default) or <c>table_else_raster</c> (the paper's).</summary>
    public string? Covariates { get; set; }

    /// <summary>Least share of a cell that the ecosystem of a profile must cover where neither the table nor a land-cover raster says it (default 0.5; the paper: any, 0).</summary>
    public double? EcosystemShare { get; set; }

    /// <summary>Whether rows marked as duplicates are dropped.</summary>
    public bool DropDuplicates { get; set; } = true;
}
