namespace SoilBeta.Studies;

/// <summary>A raster that leaves out cells; one of <see cref="Keep"/>, <see cref="Drop"/>, <see cref="Min"/>, <see cref="Max"/> at least.</summary>
internal sealed class MaskSection
{
    /// <summary>Path.</summary>
    public string Raster { get; set; } = "";

    /// <summary>Band of the raster, from 1; null: the first, which is said where there are several.</summary>
    public int? Band { get; set; }

    /// <summary>Stored values that mean no data besides what the file declares: one or a list; an empty list: no other.</summary>
    [OneOrMore]
    public List<double>? Nodata { get; set; }

    /// <summary>Values kept; null for all.</summary>
    public List<double>? Keep { get; set; }

    /// <summary>Values left out.</summary>
    public List<double>? Drop { get; set; }

    /// <summary>Smallest value kept.</summary>
    public double? Min { get; set; }

    /// <summary>Largest value kept.</summary>
    public double? Max { get; set; }
}
