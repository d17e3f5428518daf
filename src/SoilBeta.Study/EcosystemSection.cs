namespace SoilBeta.Studies;

/// <summary>One ecosystem: where it is, and which profiles belong to it.</summary>
internal sealed class EcosystemSection
{
    /// <summary>Short code used in file names, e.g. <c>CL</c>.</summary>
    public string Code { get; set; } = "";

    /// <summary>Name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Raster of its area; null if from <see cref="Classes"/>.</summary>
    public string? Area { get; set; }

    /// <summary>What that raster holds: <c>fraction</c>, <c>percent</c> or <c>hectares</c> (of a cell of that raster).</summary>
    public string AreaUnit { get; set; } = "fraction";

    /// <summary>Standard deviation of the ecosystem's area, a share: one factor for the whole map; null for a certain area.</summary>
    public string? AreaSd { get; set; }

    /// <summary>Land-cover raster whose classes are turned into fractions of a cell.</summary>
    public string? LandCover { get; set; }

    /// <summary>Classes of the land-cover raster.</summary>
    public List<int> Classes { get; set; } = [];

    /// <summary>Band of either raster, from 1; null: the first, which is said where there are several.</summary>
    public int? Band { get; set; }

    /// <summary>Stored values that mean no data besides what the file declares: one or a list; an empty list: no other.</summary>
    [OneOrMore]
    public List<double>? Nodata { get; set; }

    /// <summary>Values of the profile tables' ecosystem column that mean this ecosystem; the name when empty. Profiles without a value take it from the land cover or the fractions at their place: <c>EcosystemFinder</c>.</summary>
    public List<string> ProfileValues { get; set; } = [];
}
