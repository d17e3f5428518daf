using System.Text;
using SoilBeta.Rasters;
using SoilBeta.Soil.Tables;

namespace SoilBeta.Studies;

/// <summary>A set of zones that get totals.</summary>
/// <param name="Name">Name of the set, e.g. <c>country</c>.</param>
public abstract record ZoneSet(string Name)
{
    /// <summary>Binds a section.</summary>
    internal static ZoneSet Bind(ZoneSection section, Binding at)
    {
        bool vector = !string.IsNullOrEmpty(section.Vector);
        if (!Binding.IsFileName(section.Name) || section.Name == "all")
            at.Add("name", $"'{section.Name}' cannot name zones; use letters, digits, '-' and '_', and not 'all'.");
        if (string.IsNullOrEmpty(section.Raster) != vector)
            at.Add("", "expected 'raster: FILE', or 'vector: FILE' with 'field'.");
        if (vector && string.IsNullOrEmpty(section.Field))
            at.Add("", "expected 'field', the field of the vector layer that names the zones.");
        var encoding = EncodingOf(section, at);
        var raster = at.Raster("raster", section.Raster, section.Band, section.Nodata) with { Unit = "code", Use = RasterUse.Zones, Codes = [.. section.Names.Keys.Select(value => (double)value)] };
        string path = at.File("vector", FileKind.Vector, section.Vector);
        return vector ? new PolygonZones(section.Name, path, section.Field ?? "", encoding) { Key = at.Key("vector") } : new RasterZones(section.Name, raster, section.Names);
    }

    private static Encoding? EncodingOf(ZoneSection section, Binding at)
    {
        if (string.IsNullOrEmpty(section.Encoding))
            return null;
        if (string.IsNullOrEmpty(section.Vector) || !VectorZones.TakesEncoding(section.Vector))
            at.Add("encoding", "only the text of a shapefile has an encoding to declare; in other files it is UTF-8. Leave it out.");
        else if (TableRows.EncodingOf(section.Encoding) is not { } encoding || encoding.GetByteCount("A") != 1)
            at.Add("encoding", $"'{section.Encoding}' is not a known encoding of shapefiles. Expected e.g. utf-8, latin1, windows-1252 or cp850.");
        else
            return encoding;
        return null;
    }
}

/// <summary>Zones from a raster of codes.</summary>
/// <param name="Name">Name of the set.</param>
/// <param name="Raster">Raster of integer codes.</param>
/// <param name="Names">Code → name; codes without a name are named by number.</param>
public sealed record RasterZones(string Name, StudyRaster Raster, IReadOnlyDictionary<int, string> Names) : ZoneSet(Name);

/// <summary>Zones from the polygons of a vector layer.</summary>
/// <param name="Name">Name of the set.</param>
/// <param name="Path">Vector file, absolute.</param>
/// <param name="Field">Field that names the zone.</param>
/// <param name="Encoding">Encoding of a shapefile's text; null for that of its .cpg file.</param>
public sealed record PolygonZones(string Name, string Path, string Field, Encoding? Encoding) : ZoneSet(Name)
{
    /// <summary>Key of the path: <c>zones[1].vector</c>.</summary>
    public required string Key { get; init; }
}
