using SoilBeta.Rasters;

namespace SoilBeta.Studies;

/// <summary>A raster of a study with its keys and settings.</summary>
/// <param name="Section">Section: <c>covariates[2]</c>.</param>
/// <param name="Property">Key of its path there: <c>raster</c>.</param>
/// <param name="Path">Path, absolute.</param>
public sealed record StudyRaster(string Section, string Property, string Path)
{
    /// <summary>Prefix of the keys of its band and nodata values, e.g. <c>soc_</c>.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Band; null for the first.</summary>
    public int? Band { get; init; }

    /// <summary>Nodata values as stored; null if not given, empty if there are none besides the file's.</summary>
    public IReadOnlyList<double>? NoData { get; init; }

    /// <summary>Resampling; null for stored values.</summary>
    public Resampling? Resampling { get; init; }

    /// <summary>Multiplier.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Offset, added after scaling.</summary>
    public double Offset { get; init; }

    /// <summary>Unit after scaling.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Smallest plausible value.</summary>
    public double Lowest { get; init; } = double.NegativeInfinity;

    /// <summary>Largest plausible value.</summary>
    public double Highest { get; init; } = double.PositiveInfinity;

    /// <summary>Whether a value outside this range stops the run.</summary>
    public bool StopsBeyond { get; init; }

    /// <summary>Meaning of the values.</summary>
    public RasterUse Use { get; init; }

    /// <summary>Codes that the study names: classes, values of a mask's <c>keep</c>, zones with names.</summary>
    public IReadOnlyList<double> Codes { get; init; } = [];

    /// <summary>Values that a mask with bounds keeps; null for all.</summary>
    public Predicate<double>? Counts { get; init; }

    /// <summary>Its key: <c>covariates[2].raster</c>.</summary>
    public string Key => $"{Section}.{Property}";

    /// <summary>Key of its band.</summary>
    public string BandKey => $"{Section}.{Prefix}band";

    /// <summary>Key of its nodata values.</summary>
    public string NoDataKey => $"{Section}.{Prefix}nodata";

    /// <summary>The band that is read, from 1.</summary>
    public int ReadBand => Band ?? 1;

    /// <summary>The same with unit and range of bulk density.</summary>
    internal StudyRaster OfBulkDensity() => this with { Unit = "g cm⁻³", Lowest = 0.02, Highest = 2.65 };

    /// <summary>The same with unit and range of gravel.</summary>
    internal StudyRaster OfGravel() => this with { Unit = "% by volume", Lowest = 0, Highest = 100 };

    /// <summary>The raster; null if the study names none.</summary>
    internal StudyRaster? IfNamed() => Path.Length > 0 ? this : null;

    /// <summary>Source for resampling it to a grid.</summary>
    public RasterSource Source => new()
    {
        Path = Path,
        Band = ReadBand,
        NoData = NoData ?? [],
        Resampling = Resampling ?? Rasters.Resampling.Nearest,
        Scale = Scale,
        Offset = Offset,
        Exact = Use is RasterUse.Mask or RasterUse.Zones,
    };
}

/// <summary>Meaning of a raster's values.</summary>
public enum RasterUse
{
    /// <summary>A quantity.</summary>
    Quantity,

    /// <summary>Codes or a quantity that decide whether a cell is mapped.</summary>
    Mask,

    /// <summary>Land-cover classes.</summary>
    Classes,

    /// <summary>Codes of zones.</summary>
    Zones,
}
