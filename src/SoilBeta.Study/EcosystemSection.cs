namespace SoilBeta.Studies;

/// <summary>An ecosystem: its area and its profiles.</summary>
internal sealed class EcosystemSection : InputSection
{
    /// <summary>Short code used in file names, e.g. <c>CL</c>.</summary>
    public string Code { get; set; } = "";

    /// <summary>Name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Raster of its area; null if <see cref="Classes"/> give it.</summary>
    public string? Area { get; set; }

    /// <summary>Unit of that raster: <c>fraction</c>, <c>percent</c> or <c>hectares</c> (of a cell of that raster).</summary>
    public string AreaUnit { get; set; } = "fraction";

    /// <summary>Standard deviation of the ecosystem's area, a share: one factor for the whole map; null for no error.</summary>
    public string? AreaSd { get; set; }

    /// <summary>Land-cover raster whose classes give the area fraction.</summary>
    public string? LandCover { get; set; }

    /// <summary>Classes of the land-cover raster.</summary>
    public List<int> Classes { get; set; } = [];

    /// <summary>Band of either raster, from 1; null for the first, with a message if there are several.</summary>
    public int? Band { get; set; }

    /// <summary>Nodata values besides those that the file declares, as stored: one or a list; an empty list for no others.</summary>
    [OneOrMore]
    public List<double>? Nodata { get; set; }

    /// <summary>Values of the profile tables' ecosystem column for this ecosystem; its name if empty. Profiles without a value are assigned by land cover or area fractions at their place: <c>EcosystemFinder</c>.</summary>
    public List<string> ProfileValues { get; set; } = [];
}
