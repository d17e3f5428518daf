namespace SoilBeta.Studies;

/// <summary>One covariate.</summary>
internal sealed class CovariateSection : InputSection
{
    /// <summary>Name of the covariate and of the forest's feature.</summary>
    public string Name { get; set; } = "";

    /// <summary>Path of its raster.</summary>
    public string Raster { get; set; } = "";

    /// <summary>Band of the raster, from 1; null for the first, with a message if there are several.</summary>
    public int? Band { get; set; }

    /// <summary>Nodata values besides those that the file declares, as stored: one or a list; an empty list for no others.</summary>
    [OneOrMore]
    public List<double>? Nodata { get; set; }

    /// <summary>Multiplier from raster values to <see cref="Unit"/>.</summary>
    public double Scale { get; set; } = 1;

    /// <summary>Added after scaling.</summary>
    public double Offset { get; set; }

    /// <summary>Unit, e.g. <c>°C</c>.</summary>
    public string Unit { get; set; } = "";

    /// <summary><c>nearest</c>, <c>bilinear</c> (default), <c>cubic</c>, <c>average</c>, <c>mode</c>, … as gdalwarp.</summary>
    public string Resampling { get; set; } = "bilinear";

    /// <summary>Standard deviation of the perturbation: <c>10 %</c> (a share of |x|) or a number in <see cref="Unit"/>.</summary>
    public string? Sd { get; set; }

    /// <summary>Physical bounds that perturbed values are clipped to: lower, upper, in <see cref="Unit"/>; either may be null.</summary>
    public List<double?>? Bounds { get; set; }

    /// <summary>Column of the profile table, for <c>table_else_raster</c>: one of our names (clay, ph, total_nitrogen, …); null for none.</summary>
    public string? Column { get; set; }
}
