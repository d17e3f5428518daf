using System.Globalization;
using System.Runtime.InteropServices;
using SoilBeta.Rasters.Native;

namespace SoilBeta.Rasters;

/// <summary>A band of a raster file as the file describes it.</summary>
/// <param name="Description">Name of the band; empty if it has none.</param>
/// <param name="Unit">Unit; empty if it has none.</param>
/// <param name="DataType">GDAL's name of the stored type, e.g. <c>Int16</c>.</param>
/// <param name="NoData">Nodata value; null for none.</param>
/// <param name="Scale">The file's own multiplier; 1 for none.</param>
/// <param name="Offset">The file's own offset, added after the scale; 0 for none.</param>
public sealed unsafe record RasterBand(string Description, string Unit, string DataType, double? NoData, double Scale, double Offset)
{
    private const int AlphaBand = 6; // GCI_AlphaBand
    private const int AllValid = 1, PerDataset = 2, NoDataFlag = 8; // GMF_…
    private const int NameColumn = 2, ValueColumn = 5; // GFU_Name, GFU_MinMax

    /// <summary>Further nodata values besides <see cref="NoData"/>: a netCDF variable's <c>missing_value</c>, and those that a study declares.</summary>
    public IReadOnlyList<double> FurtherNoData { get; init; } = [];

    /// <summary>All nodata values, as stored.</summary>
    public IEnumerable<double> AllNoData => NoData is { } one ? FurtherNoData.Prepend(one) : FurtherNoData;

    /// <summary>Declared nodata values that do not fit the file's type, e.g. −9999 of a <c>Byte</c>: no cell has them.</summary>
    public IReadOnlyList<double> UnheldNoData { get; init; } = [];

    /// <summary>Whether the band is an alpha band, the opacity of the others.</summary>
    public bool IsAlpha { get; init; }

    /// <summary>Evidence that the values are classes, e.g. <c>a colour table</c>; null for none.</summary>
    public string? ClassesBy { get; init; }

    /// <summary>Whether the classes have names, so that the colours cannot belong to a quantity.</summary>
    public bool HasClassNames { get; init; }

    /// <summary>Whether a mask of the file marks cells without data.</summary>
    internal bool IsMasked { get; init; }

    /// <summary>Whether that mask belongs to this band alone.</summary>
    internal bool HasOwnMask { get; init; }

    /// <summary>Whether stored values are integers.</summary>
    public bool IsInteger => !DataType.Contains("Float", StringComparison.Ordinal);

    /// <summary>Whether every stored value is a float32.</summary>
    internal bool FitsFloat => DataType is "Float32" or "Byte" or "Int8" or "UInt16" or "Int16";

    /// <summary>Describes a band of an open file.</summary>
    internal static RasterBand Describe(DatasetHandle dataset, int index, IReadOnlyDictionary<string, string> metadata)
    {
        nint band = GdalNative.GDALGetRasterBand(dataset, index);
        int found = 0;
        double none = GdalNative.GDALGetRasterNoDataValue(band, &found);
        double? noData = found != 0 ? none : null;
        double scale = GdalNative.GDALGetRasterScale(band, &found), offset = GdalNative.GDALGetRasterOffset(band, &found);
        string type = Marshal.PtrToStringUTF8(GdalNative.GDALGetDataTypeName(GdalNative.GDALGetRasterDataType(band))) ?? "";
        int flags = GdalNative.GDALGetMaskFlags(band);
        (string? classes, bool named) = Classes(band);
        double[] further = [.. Numbers(Item(band, "missing_value"))];
        var facts = new RasterBand(DescriptionOf(band, metadata), Marshal.PtrToStringUTF8(GdalNative.GDALGetRasterUnitType(band)) ?? "", type, noData, scale == 0 ? 1 : scale, offset)
        {
            IsAlpha = index > 1 && GdalNative.GDALGetRasterColorInterpretation(band) == AlphaBand,
            ClassesBy = classes,
            HasClassNames = named,
            // A mask of the whole file, or (no flag at all) one for each band; opacity comes from the alpha band, nodata from the values.
            IsMasked = (flags & PerDataset) != 0 || (flags & (AllValid | NoDataFlag)) == 0,
            HasOwnMask = (flags & (PerDataset | AllValid | NoDataFlag)) == 0,
        };
        return facts.WithNoData(further) with { UnheldNoData = [.. further.Concat(noData is { } declared ? [declared] : []).Where(value => !facts.CanHold(value)).Distinct()] };
    }

    /// <summary>The band with further nodata values, except those that do not fit its type, which GDAL would replace by the nearest value that does.</summary>
    internal RasterBand WithNoData(IEnumerable<double> values) => this with { FurtherNoData = [.. FurtherNoData.Concat(values).Where(value => value != NoData && CanHold(value)).Distinct()] };

    /// <summary>Value that remains of an integer when it is stored without its upper bits: −32768 is 32768 in <c>UInt16</c>, −9999 is 241 in <c>Byte</c>. Null where it is not a 32-bit integer, or fits.</summary>
    internal double? Wrapped(double value)
    {
        (double lowest, double highest) = Range;
        return double.IsFinite(highest) && value == Math.Truncate(value) && value is >= int.MinValue and <= uint.MaxValue && !CanHold(value)
            ? LongitudeArc.Modulo(value - lowest, highest - lowest + 1) + lowest
            : null;
    }

    private (double Lowest, double Highest) Range => DataType switch
    {
        "Byte" => (0, byte.MaxValue),
        "Int8" => (sbyte.MinValue, sbyte.MaxValue),
        "UInt16" => (0, ushort.MaxValue),
        "Int16" => (short.MinValue, short.MaxValue),
        "UInt32" => (0, uint.MaxValue),
        "Int32" => (int.MinValue, int.MaxValue),
        _ => (double.NegativeInfinity, double.PositiveInfinity),
    };

    private bool CanHold(double value)
    {
        (double lowest, double highest) = Range;
        return !IsInteger || (value == Math.Truncate(value) && value >= lowest && value <= highest);
    }

    /// <summary>A band's own name, or its position in the dimensions of a netCDF variable, e.g. <c>time = 15 days since 2000-01-01</c>.</summary>
    private static string DescriptionOf(nint band, IReadOnlyDictionary<string, string> metadata)
    {
        const string dimension = "NETCDF_DIM_";
        string name = Marshal.PtrToStringUTF8(GdalNative.GDALGetDescription(band)) ?? "";
        if (name.Length > 0 || !metadata.TryGetValue("NETCDF_DIM_EXTRA", out string? extra))
            return name;
        var places = extra.Trim('{', '}').Split(',').Select(axis => (Axis: axis, Value: Item(band, dimension + axis))).Where(place => place.Value is not null);
        return string.Join(", ", places.Select(place => $"{place.Axis} = {place.Value} {metadata.GetValueOrDefault($"{place.Axis}#units")}".TrimEnd()));
    }

    private static (string? By, bool Named) Classes(nint band)
    {
        byte** names = GdalNative.GDALGetRasterCategoryNames(band);
        if (names != null && names[0] != null)
            return ("names of categories", true);
        if (Item(band, "flag_meanings") is not null && Item(band, "flag_values") is not null)
            return ("flag_meanings", true);
        nint table = GdalNative.GDALGetDefaultRAT(band);
        if (table != 0)
        {
            int[] usages = [.. Enumerable.Range(0, GdalNative.GDALRATGetColumnCount(table)).Select(column => GdalNative.GDALRATGetUsageOfCol(table, column))];
            if (usages.Contains(NameColumn) && usages.Contains(ValueColumn))
                return ("an attribute table with names", true);
        }
        return GdalNative.GDALGetRasterColorTable(band) != 0 ? ("a colour table", false) : (null, false);
    }

    private static string? Item(nint band, string name) => Marshal.PtrToStringUTF8(GdalNative.GDALGetBandMetadataItem(band, name, null));

    /// <summary>Parses the numbers of a netCDF attribute: <c>-9999</c> or <c>{-9999,-32768}</c>.</summary>
    private static IEnumerable<double> Numbers(string? text)
    {
        foreach (string part in (text ?? "").Trim('{', '}').Split(',', StringSplitOptions.TrimEntries))
        {
            if (double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value))
                yield return value;
        }
    }
}
