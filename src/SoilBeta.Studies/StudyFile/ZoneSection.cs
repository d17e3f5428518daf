namespace SoilBeta.Studies.StudyFile;

/// <summary>Zones from a raster of codes or a vector layer.</summary>
public sealed class ZoneSection
{
    /// <summary>Name of the set, e.g. <c>country</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary>Raster of integer codes.</summary>
    public string? Raster { get; set; }

    /// <summary>Code → name for a raster; codes without a name are named by number.</summary>
    public Dictionary<int, string> Names { get; set; } = [];

    /// <summary>Vector file.</summary>
    public string? Vector { get; set; }

    /// <summary>Field of the vector layer that names the zone.</summary>
    public string? Field { get; set; }
}
