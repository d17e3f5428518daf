using System.Text.Json;
using System.Text.Json.Serialization;

namespace SoilBeta.Rasters;

/// <summary>A layer of a stack.</summary>
public sealed record StackLayer
{
    /// <summary>Name within the stack, e.g. <c>covariate:MAT</c>: see <see cref="StackLayerNames"/>.</summary>
    public required string Name { get; init; }

    /// <summary>Unit of its values.</summary>
    public string Unit { get; init; } = "";

    /// <summary>File name of the source raster and how it was converted; informative.</summary>
    public string Source { get; init; } = "";

    /// <summary>Zone names by code.</summary>
    public SortedDictionary<int, string> Codes { get; init; } = [];

    /// <summary>Number of cells with a value.</summary>
    public long Count { get; set; }

    /// <summary>Smallest value; 0 if there is none.</summary>
    public float Min { get; set; }

    /// <summary>Largest finite value; 0 if there is none.</summary>
    public float Max { get; set; }

    /// <summary>Offset of its first value in the file, bytes.</summary>
    public long Position { get; set; }

    /// <summary>SHA-256 over the checksums of its blocks, hexadecimal.</summary>
    public string Checksum { get; set; } = "";
}

/// <summary>Names of the layers in a study's stack.</summary>
public static class StackLayerNames
{
    /// <summary>Topsoil SOC density, Mg C ha⁻¹, NaN where unknown.</summary>
    public const string Topsoil = "topsoil";

    /// <summary>1 where a cell is mapped, otherwise 0.</summary>
    public const string Valid = "valid";

    /// <summary>Whether a cell is mapped for an ecosystem: all its data are known, no mask excludes it, and the ecosystem covers part of it.</summary>
    /// <param name="valid">Value of the layer <see cref="Valid"/>.</param>
    /// <param name="fraction">Value of the ecosystem's layer of <see cref="Fraction"/>.</param>
    public static bool IsMapped(float valid, float fraction) => IsValid(valid) && fraction > 0;

    /// <summary>Whether a cell is mapped for the ecosystems that cover it.</summary>
    /// <param name="valid">Value of the layer <see cref="Valid"/>.</param>
    public static bool IsValid(float valid) => valid == 1;

    /// <summary>Depth to rock, cm; +∞ where deep or unknown.</summary>
    public const string Rock = "rock";

    /// <summary>1 where a mask of the study (counted from 1) keeps the cell, otherwise 0.</summary>
    public static string Mask(int number) => $"mask:{number}";

    /// <summary>Area of the cell on the WGS84 ellipsoid, ha; 0 off the earth.</summary>
    public const string Hectares = "hectares";

    /// <summary>A covariate in its unit, NaN where unknown.</summary>
    public static string Covariate(string name) => "covariate:" + name;

    /// <summary>Share of the cell that an ecosystem covers, 0 … 1.</summary>
    public static string Fraction(string code) => "fraction:" + code;

    /// <summary>Code of the zone that contains the cell, NaN for none; <see cref="StackLayer.Codes"/> has the names.</summary>
    public static string Zone(string name) => "zone:" + name;
}

/// <summary>Header of a stack file. Format 1: a 4096-byte head, the layers' float32 values (little endian, [layer][row][column]), the SHA-256 of every block of rows ([layer][block]), this header as JSON, and a trailer with its position, length and SHA-256.</summary>
public sealed record StackHeader
{
    /// <summary>Checksum of the inputs and options of the stack.</summary>
    public required string Key { get; init; }

    /// <summary>Columns.</summary>
    public required int Width { get; init; }

    /// <summary>Rows.</summary>
    public required int Height { get; init; }

    /// <summary>Six numbers of the geotransform in GDAL's order.</summary>
    public required double[] Transform { get; init; }

    /// <summary>Reference system, WKT.</summary>
    public required string Crs { get; init; }

    /// <summary>Number of rows in a checksummed block.</summary>
    public required int BlockRows { get; init; }

    /// <summary>Offset of the blocks' checksums, bytes.</summary>
    public long ChecksumPosition { get; set; }

    /// <summary>Layers in the order of the file.</summary>
    public List<StackLayer> Layers { get; init; } = [];

    /// <summary>Further properties from the writer: counts, notes.</summary>
    public SortedDictionary<string, string> Properties { get; init; } = [];

    /// <summary>Number of blocks in a layer.</summary>
    [JsonIgnore]
    public int Blocks => (Height + BlockRows - 1) / BlockRows;

    internal static ReadOnlySpan<byte> Magic => "SOILBETA STACK 1"u8;

    internal const int HeadBytes = 4096;

    /// <summary>Length of the trailer: position and length of the JSON (8 bytes each), its SHA-256 (32), the magic again (16).</summary>
    internal const int ClosingBytes = 64;

    internal static JsonSerializerOptions Json { get; } = new() { WriteIndented = false, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };
}
