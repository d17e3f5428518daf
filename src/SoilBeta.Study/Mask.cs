namespace SoilBeta.Studies;

/// <summary>A raster that excludes cells.</summary>
public sealed record Mask
{
    /// <summary>Raster.</summary>
    public required StudyRaster Raster { get; init; }

    /// <summary>Values kept; null for all.</summary>
    public required IReadOnlyList<double>? Keep { get; init; }

    /// <summary>Values excluded; null for none.</summary>
    public required IReadOnlyList<double>? Drop { get; init; }

    /// <summary>Smallest value kept; null for no limit.</summary>
    public required double? Min { get; init; }

    /// <summary>Largest value kept; null for no limit.</summary>
    public required double? Max { get; init; }

    /// <summary>Binds a section.</summary>
    internal static Mask Bind(MaskSection section, Binding at)
    {
        if (section.Raster.Length == 0)
            at.Add("", "expected 'raster: FILE'.");
        at.KeepsSome(section.Keep is not null || section.Drop is not null || section.Min is not null || section.Max is not null, section.Min, section.Max);
        var (keep, drop, min, max) = (section.Keep, section.Drop, section.Min, section.Max);
        bool bounded = keep is null && (min is not null || max is not null);
        return new Mask
        {
            Raster = at.Raster("raster", section.Raster, section.Band, section.Nodata) with
            {
                Use = RasterUse.Mask,
                Codes = keep ?? [],
                Counts = bounded ? value => !(value < min) && !(value > max) && drop?.Contains(value) != true : null,
            },
            Keep = keep,
            Drop = drop,
            Min = min,
            Max = max,
        };
    }
}
