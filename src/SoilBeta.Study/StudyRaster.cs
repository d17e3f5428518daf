using SoilBeta.Rasters;

namespace SoilBeta.Studies;

/// <summary>A raster that a study names, with all that the study says of it.</summary>
/// <param name="Section">Its section: <c>covariates[2]</c>.</param>
/// <param name="Property">Key of its path there: <c>raster</c>.</param>
/// <param name="Path">Path, absolute.</param>
public sealed record StudyRaster(string Section, string Property, string Path)
{
    /// <summary>What the keys of its band and nodata values begin with, e.g. <c>soc_</c>.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Band; null where the study names none: the first is read.</summary>
    public int? Band { get; init; }

    /// <summary>Stored values that mean no data; null where the study gives none, empty where it says that there are no others than the file's.</summary>
    public IReadOnlyList<double>? NoData { get; init; }

    /// <summary>Resampling; null where values are taken as they are.</summary>
    public Resampling? Resampling { get; init; }

    /// <summary>Multiplier.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Added after it.</summary>
    public double Offset { get; init; }

    /// <summary>Unit after scaling.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Smallest plausible value.</summary>
    public double Lowest { get; init; } = double.NegativeInfinity;

    /// <summary>Largest plausible value.</summary>
    public double Highest { get; init; } = double.PositiveInfinity;

    /// <summary>Whether a value beyond them stops the run.</summary>
    public bool StopsBeyond { get; init; }

    /// <summary>What the values are.</summary>
    public RasterUse Use { get; init; }

    /// <summary>Codes that the study names: classes, values of a mask's <c>keep</c>, zones with names.</summary>
    public IReadOnlyList<double> Codes { get; init; } = [];

    /// <summary>Which values count, of a mask with bounds; null for all.</summary>
    public Predicate<double>? Counts { get; init; }

    /// <summary>Its key: <c>covariates[2].raster</c>.</summary>
    public string Key => $"{Section}.{Property}";

    /// <summary>Key of its band.</summary>
    public string BandKey => $"{Section}.{Prefix}band";

    /// <summary>Key of its nodata values.</summary>
    public string NoDataKey => $"{Section}.{Prefix}nodata";

    /// <summary>The band that is read, from 1.</summary>
    public int ReadBand => Band ?? 1;

    /// <summary>The same as bulk density, which has one unit and range wherever a study names it.</summary>
    internal StudyRaster OfBulkDensity() => this with { Unit = "g cm⁻³", Lowest = 0.02, Highest = 2.65 };

    /// <summary>The same as gravel.</summary>
    internal StudyRaster OfGravel() => this with { Unit = "% by volume", Lowest = 0, Highest = 100 };

    /// <summary>The raster, or null where the study names none.</summary>
    internal StudyRaster? IfNamed() => Path.Length > 0 ? this : null;

    /// <summary>How it is brought to a grid.</summary>
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

/// <summary>What the values of a raster are.</summary>
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
