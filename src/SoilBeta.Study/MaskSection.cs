namespace SoilBeta.Studies;

/// <summary>A raster that excludes cells, by at least one of <see cref="Keep"/>, <see cref="Drop"/>, <see cref="Min"/>, <see cref="Max"/>.</summary>
internal sealed class MaskSection : InputSection
{
    /// <summary>Path.</summary>
    public string Raster { get; set; } = "";

    /// <summary>Band of the raster, from 1; null for the first, with a message if there are several.</summary>
    public int? Band { get; set; }

    /// <summary>Nodata values besides those that the file declares, as stored: one or a list; an empty list for no others.</summary>
    [OneOrMore]
    public List<double>? Nodata { get; set; }

    /// <summary>Values kept; null for all.</summary>
    public List<double>? Keep { get; set; }

    /// <summary>Values excluded.</summary>
    public List<double>? Drop { get; set; }

    /// <summary>Smallest value kept.</summary>
    public double? Min { get; set; }

    /// <summary>Largest value kept.</summary>
    public double? Max { get; set; }
}
