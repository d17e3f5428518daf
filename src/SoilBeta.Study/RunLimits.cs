using System.Globalization;
using SoilBeta.Rasters;

namespace SoilBeta.Studies;

/// <summary>Limits of a run from the command line, bound together with the study but not part of it.</summary>
/// <param name="Bounds">Part of the grid to map, in the unit of its CRS; null for all of it.</param>
/// <param name="Threads">CPU threads; null if not given.</param>
/// <param name="MemoryBytes">Limit of resident memory, bytes; null if not given.</param>
public sealed record RunLimits(Bounds? Bounds, int? Threads, long? MemoryBytes)
{
    /// <summary>No limits.</summary>
    public static readonly RunLimits None = new(null, null, null);

    /// <summary>Most finished tiles that stay when the maps are there, bytes; null where the command line says nothing.</summary>
    public long? TileBytes { get; init; }

    /// <summary>Binds the options; problems name the option.</summary>
    internal static RunLimits Bind(StudyOverrides options, StudyProblems problems)
    {
        var bounds = options.Bounds is { } area ? BoundsOf(area) : null;
        if (options.Bounds is not null && bounds is null)
            problems.AddUsage($"--bounds {options.Bounds}: expected W,S,E,N with W < E and S < N, e.g. --bounds -60,-35,-58,-33.");
        long? memory = options.Memory is { } size ? BytesOf(size, MemoryBudget.Least) : null;
        if (options.Memory is not null && memory is null)
            problems.AddUsage($"--memory {options.Memory}: expected a size of {MemoryBudget.Least >> 20} MB or more, such as 2GB or 800MB: with less the rasters cannot be brought to the study's grid.");
        if (options.Threads < 1)
            problems.AddUsage($"--threads {options.Threads}: expected 1 or more.");
        long? tiles = options.KeepTiles is { } kept ? BytesOf(kept, 0) : null;
        if (options.KeepTiles is not null && tiles is null)
            problems.AddUsage($"--keep-tiles {options.KeepTiles}: expected a size such as 500MB, 2GB or 0MB.");
        return new RunLimits(bounds, options.Threads, memory) { TileBytes = tiles };
    }

    private static Bounds? BoundsOf(string text)
    {
        double[] values = [.. text.Split(',').Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN)];
        return values.Length == 4 && values.All(double.IsFinite) && values[0] < values[2] && values[1] < values[3] ? new Bounds(values[0], values[1], values[2], values[3]) : null;
    }

    private const double FewestPlainBytes = 1e6;

    /// <summary>Bytes of <c>2GB</c>, <c>1.5 GiB</c>, <c>800MB</c> (binary multiples), or a number of bytes from a million on, which PowerShell makes of <c>2GB</c>; null if the text is not a size or is too small.</summary>
    private static long? BytesOf(string text, long least)
    {
        string trimmed = text.Trim().ToUpperInvariant();
        string number = trimmed.TrimEnd('B', 'I', 'K', 'M', 'G', 'T', ' ');
        int? shift = trimmed[number.Length..].Trim() switch
        {
            "M" or "MB" or "MIB" => 20,
            "G" or "GB" or "GIB" => 30,
            "T" or "TB" or "TIB" => 40,
            _ => null,
        };
        if (shift is null && double.TryParse(trimmed, NumberStyles.None, CultureInfo.InvariantCulture, out double plain) && plain is 0 or (>= FewestPlainBytes and < 1e18))
            return plain >= least ? (long)plain : null;
        if (shift is null || !double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) || value > 1e6)
            return null;
        double bytes = value * (1L << shift.Value);
        return bytes >= least ? (long)bytes : null;
    }
}
