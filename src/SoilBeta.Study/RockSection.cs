namespace SoilBeta.Studies;

/// <summary>Depth to rock.</summary>
public sealed class RockSection : InputSection
{
    /// <summary>Path; nodata means deep.</summary>
    public string Raster { get; set; } = "";

    /// <summary>Band of the raster, from 1; null for the first, with a message if there are several.</summary>
    public int? Band { get; set; }

    /// <summary>Nodata values besides those that the file declares, as stored: one or a list; an empty list for no others.</summary>
    [OneOrMore]
    public List<double>? Nodata { get; set; }

    /// <summary>Multiplier to cm.</summary>
    public double Scale { get; set; } = 1;

    /// <summary>Resampling.</summary>
    public string Resampling { get; set; } = "bilinear";
}
