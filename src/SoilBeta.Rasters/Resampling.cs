namespace SoilBeta.Rasters;

/// <summary>How a raster's values become those of another grid, as gdalwarp does it.</summary>
public enum Resampling
{
    /// <summary>Value of the nearest cell.</summary>
    Nearest,

    /// <summary>Of the four nearest cells.</summary>
    Bilinear,

    /// <summary>Of 4 × 4 cells.</summary>
    Cubic,

    /// <summary>B-spline of 4 × 4 cells.</summary>
    CubicSpline,

    /// <summary>Windowed sinc of 6 × 6 cells.</summary>
    Lanczos,

    /// <summary>Mean of the cells that contribute.</summary>
    Average,

    /// <summary>Root of their mean square.</summary>
    Rms,

    /// <summary>The commonest.</summary>
    Mode,

    /// <summary>The largest.</summary>
    Max,

    /// <summary>The smallest.</summary>
    Min,

    /// <summary>Median.</summary>
    Med,

    /// <summary>First quartile.</summary>
    Q1,

    /// <summary>Third quartile.</summary>
    Q3,

    /// <summary>Their sum.</summary>
    Sum,
}

/// <summary>Words of resampling.</summary>
public static class ResamplingWords
{
    /// <summary>The word in study files and in the stack: the name in lower case.</summary>
    public static string Word(this Resampling resampling) => resampling.ToString().ToLowerInvariant();

    /// <summary>Whether values stay values of the raster, so that classes stay classes.</summary>
    public static bool KeepsValues(this Resampling resampling) => resampling is Resampling.Nearest or Resampling.Mode;

    /// <summary>The word of gdalwarp.</summary>
    internal static string OfGdalwarp(this Resampling resampling) => resampling == Resampling.Nearest ? "near" : resampling.Word();

    /// <summary>Cells on each side that the kernel reaches; 0 without a kernel.</summary>
    internal static int Radius(this Resampling resampling) => resampling switch
    {
        Resampling.Bilinear => 1,
        Resampling.Cubic or Resampling.CubicSpline => 2,
        Resampling.Lanczos => 3,
        _ => 0,
    };
}
