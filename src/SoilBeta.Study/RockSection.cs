namespace SoilBeta.Studies;

/// <summary>Depth to rock.</summary>
internal sealed class RockSection
{
    /// <summary>Path; nodata means deep.</summary>
    public string Raster { get; set; } = "";

    /// <summary>Band of the raster, from 1; null: the first, which is said where there are several.</summary>
    public int? Band { get; set; }

    /// <summary>Stored values that mean no data besides what the file declares: one or a list; an empty list: no other.</summary>
    [OneOrMore]
    public List<double>? Nodata { get; set; }

    /// <summary>Multiplier that gives cm.</summary>
    public double Scale { get; set; } = 1;

    /// <summary>Resampling.</summary>
    public string Resampling { get; set; } = "bilinear";
}
