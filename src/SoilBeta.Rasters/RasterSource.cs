namespace SoilBeta.Rasters;

/// <summary>A raster to be warped to a grid, and how.</summary>
public sealed record RasterSource
{
    /// <summary>Path.</summary>
    public required string Path { get; init; }

    /// <summary>Band, from 1.</summary>
    public int Band { get; init; } = 1;

    /// <summary>Nodata values besides those that the file declares, as stored.</summary>
    public IReadOnlyList<double> NoData { get; init; } = [];

    /// <summary>Resampling.</summary>
    public Resampling Resampling { get; init; } = Resampling.Bilinear;

    /// <summary>Multiplier of the physical value, after the file's own scale and offset.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Added after <see cref="Scale"/>.</summary>
    public double Offset { get; init; }

    /// <summary>Whether values are codes: exact integers, not rounded to float32.</summary>
    public bool Exact { get; init; }

    /// <summary>Whether the file's nodata value differs from that of the cells by rounding (<see cref="BandSurvey.MissedNoData"/>).</summary>
    public bool MissesNoData { get; init; }
}
