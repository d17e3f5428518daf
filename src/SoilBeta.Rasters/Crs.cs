using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using SoilBeta.Rasters.Native;

namespace SoilBeta.Rasters;

/// <summary>A coordinate reference system, parsed from any usual notation and kept as WKT, with x before y (longitude before latitude).</summary>
public sealed partial record Crs
{
    /// <summary>SoilGrids' Interrupted Goode Homolosine, as ISRIC defines it.</summary>
    public const string Homolosine = "+proj=igh +lat_0=0 +lon_0=0 +datum=WGS84 +units=m +no_defs +type=crs";

    private Crs(string wkt, bool isGeographic, double unit)
    {
        Wkt = wkt;
        IsGeographic = isGeographic;
        Unit = unit;
    }

    /// <summary>Longitude and latitude on WGS84, degrees.</summary>
    public static Crs Wgs84 => Parse("EPSG:4326");

    /// <summary>Well-known text (WKT 2).</summary>
    public string Wkt { get; }

    /// <summary>Whether its coordinates are angles.</summary>
    public bool IsGeographic { get; }

    /// <summary>Size of its unit: degrees if geographic, otherwise metres.</summary>
    public double Unit { get; }

    /// <summary>Whether its unit is the degree.</summary>
    public bool IsDegrees => IsGeographic && Math.Abs(Unit - 1) < 1e-9;

    /// <summary>Parses <c>EPSG:4326</c>, <c>ESRI:54052</c>, a PROJ string, WKT, or <c>homolosine</c>.</summary>
    /// <exception cref="InvalidDataException">The text is none of these.</exception>
    public static unsafe Crs Parse(string text)
    {
        GdalLibrary.Require();
        string input = text.Trim().ToLowerInvariant() is "homolosine" or "igh" ? Homolosine : text.Trim();
        GdalErrors.Clear();
        using SpatialReferenceHandle reference = GdalNative.OSRNewSpatialReference(null);
        // GDAL could take a bare name for a file or an address; here it is neither.
        bool wkt = input.Contains('[');
        if ((!wkt && (input.Contains("://") || input.Contains("/vsi") || File.Exists(input))) || GdalNative.OSRSetFromUserInput(reference, input) != 0)
            throw new InvalidDataException($"'{(text.Length <= 200 ? text : text[..200] + "…")}' is not a coordinate reference system: {GdalErrors.Text()}\n  Use e.g. EPSG:4326, ESRI:54052, homolosine, or a PROJ string.");
        return FromReference(reference, text);
    }

    /// <summary>The reference system of a stack. Where GDAL is missing, one in degrees is read from the text, which <see cref="Export"/> wrote: a shard on a grid in degrees transforms no coordinates.</summary>
    /// <exception cref="InvalidDataException">The text is no reference system, or needs GDAL, which is missing.</exception>
    internal static Crs OfStack(string wkt)
    {
        if (!GdalLibrary.IsPresent && InDegrees().Match(wkt) is { Success: true } found
            && double.TryParse(found.Groups["radians"].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out double radians) && new Crs(wkt, isGeographic: true, radians * (180 / Math.PI)) is { IsDegrees: true } degrees)
            return degrees;
        return Parse(wkt);
    }

    /// <summary>A geographic system in WKT 2, with the unit of its axes.</summary>
    [GeneratedRegex("""^GEOGCRS\[.*CS\[ellipsoidal,2\].*ANGLEUNIT\["[^"]*",(?<radians>[0-9.eE+-]+)""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InDegrees();

    /// <summary>The reference system of an open dataset; null if it has none.</summary>
    /// <exception cref="InvalidDataException">The reference system does not refer to the earth; names the file.</exception>
    internal static unsafe Crs? FromDataset(DatasetHandle dataset, string file)
    {
        nint borrowed = GdalNative.GDALGetSpatialRef(dataset);
        return borrowed == 0 ? null : OfBorrowed(borrowed, file);
    }

    /// <summary>A copy of a reference system that GDAL owns.</summary>
    /// <exception cref="InvalidDataException">The reference system does not refer to the earth; names the file.</exception>
    internal static unsafe Crs? OfBorrowed(nint borrowed, string file)
    {
        string? wkt = Export(borrowed);
        try
        {
            return string.IsNullOrEmpty(wkt) ? null : Parse(wkt);
        }
        catch (InvalidDataException failure)
        {
            throw new InvalidDataException($"{file}: {failure.Message}\n  Assign the right one, e.g. gdal_edit.py -a_srs EPSG:4326 {Path.GetFileName(file)}", failure);
        }
    }

    /// <summary>A handle for GDAL, with longitude or easting first.</summary>
    internal unsafe SpatialReferenceHandle Open()
    {
        SpatialReferenceHandle reference = GdalNative.OSRNewSpatialReference(null);
        _ = GdalNative.OSRSetFromUserInput(reference, Wkt);
        GdalNative.OSRSetAxisMappingStrategy(reference, GdalNative.TraditionalGisOrder);
        return reference;
    }

    private static unsafe Crs FromReference(SpatialReferenceHandle reference, string text)
    {
        bool geographic = GdalNative.OSRIsGeographic(reference) != 0;
        if (!geographic && GdalNative.OSRIsProjected(reference) == 0)
            throw new InvalidDataException($"'{text}' is neither a geographic nor a projected coordinate reference system.\n  Use e.g. EPSG:4326, ESRI:54052 or homolosine.");
        string? wkt = Export(reference.DangerousGetHandle());
        if (string.IsNullOrEmpty(wkt))
            throw new InvalidDataException($"'{text}' cannot be written as WKT: {GdalErrors.Text()}\n  Use e.g. EPSG:4326, ESRI:54052 or homolosine.");
        double unit = geographic ? GdalNative.OSRGetAngularUnits(reference, null) * (180 / Math.PI) : GdalNative.OSRGetLinearUnits(reference, null);
        return new Crs(wkt, geographic, unit);
    }

    private static unsafe string? Export(nint reference)
    {
        using var options = new TextList("FORMAT=WKT2_2018", "MULTILINE=NO");
        nint text = 0;
        int failed = GdalNative.OSRExportToWktEx(reference, &text, options.Pointer);
        string? wkt = failed == 0 ? Marshal.PtrToStringUTF8(text) : null;
        GdalNative.VSIFree(text);
        return wkt;
    }
}
