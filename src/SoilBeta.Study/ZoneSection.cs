namespace SoilBeta.Studies;

/// <summary>Zones from a raster of codes or a vector layer.</summary>
internal sealed class ZoneSection : InputSection
{
    /// <summary>Name of the set, e.g. <c>country</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary>Raster of integer codes.</summary>
    public string? Raster { get; set; }

    /// <summary>Band of that raster, from 1; null for the first, with a message if there are several.</summary>
    public int? Band { get; set; }

    /// <summary>Nodata values besides those that the file declares, as stored: one or a list; an empty list for no others.</summary>
    [OneOrMore]
    public List<double>? Nodata { get; set; }

    /// <summary>Code → name for a raster; codes without a name are named by number.</summary>
    public Dictionary<int, string> Names { get; set; } = [];

    /// <summary>Vector file.</summary>
    public string? Vector { get; set; }

    /// <summary>Field of the vector layer that names the zone.</summary>
    public string? Field { get; set; }

    /// <summary>Encoding of a shapefile's text, e.g. <c>latin1</c>; null for that of its .cpg file.</summary>
    public string? Encoding { get; set; }
}
