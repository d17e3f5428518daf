namespace SoilBeta.Rasters;

/// <summary>Resampling methods of gdalwarp.</summary>
public enum Resampling
{
    /// <summary>Value of the nearest cell.</summary>
    Nearest,

    /// <summary>Bilinear interpolation of the four nearest cells.</summary>
    Bilinear,

    /// <summary>Cubic convolution of 4 × 4 cells.</summary>
    Cubic,

    /// <summary>B-spline of 4 × 4 cells.</summary>
    CubicSpline,

    /// <summary>Windowed sinc of 6 × 6 cells.</summary>
    Lanczos,

    /// <summary>Mean of the cells that contribute.</summary>
    Average,

    /// <summary>Root mean square of the cells that contribute.</summary>
    Rms,

    /// <summary>Most frequent value.</summary>
    Mode,

    /// <summary>Largest value.</summary>
    Max,

    /// <summary>Smallest value.</summary>
    Min,

    /// <summary>Median.</summary>
    Med,

    /// <summary>First quartile.</summary>
    Q1,

    /// <summary>Third quartile.</summary>
    Q3,

    /// <summary>Sum of the cells that contribute.</summary>
    Sum,
}

/// <summary>Words of the resampling methods.</summary>
public static class ResamplingWords
{
    /// <summary>The word in study files and in the stack: the name in lower case.</summary>
    public static string Word(this Resampling resampling) => resampling.ToString().ToLowerInvariant();

    /// <summary>Whether results are always values of the raster, so that classes remain classes.</summary>
    public static bool KeepsValues(this Resampling resampling) => resampling is Resampling.Nearest or Resampling.Mode;

    /// <summary>The word of gdalwarp.</summary>
    internal static string OfGdalwarp(this Resampling resampling) => resampling == Resampling.Nearest ? "near" : resampling.Word();

    /// <summary>Radius of the kernel, cells; 0 without a kernel.</summary>
    internal static int Radius(this Resampling resampling) => resampling switch
    {
        Resampling.Bilinear => 1,
        Resampling.Cubic or Resampling.CubicSpline => 2,
        Resampling.Lanczos => 3,
        _ => 0,
    };
}
