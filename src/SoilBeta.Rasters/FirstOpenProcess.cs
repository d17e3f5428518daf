namespace SoilBeta.Rasters;

/// <summary>Opens files first in a child process with limits of memory and time. One process opens all files of a list; if a file crashes it, a new one opens the rest.</summary>
/// <param name="command">Program and first arguments that start the process; its main function calls <see cref="OpeningService.Run(IReadOnlyList{string})"/> with the arguments that follow.</param>
/// <param name="limits">Limits per file.</param>
/// <param name="cancellation">Cancellation token.</param>
public sealed class FirstOpenProcess(IReadOnlyList<string> command, OpeningLimits limits, CancellationToken cancellation = default) : IFirstOpen
{
    /// <inheritdoc/>
    public IReadOnlyList<string?> Open(IReadOnlyList<InputFile> files, bool allowNetwork)
    {
        using var process = new OpeningProcess(command, limits, allowNetwork, cancellation);
        return [.. files.Select(file => process.Open(file).Refusal)];
    }
}

/// <summary>Limits of the first opening of a file.</summary>
/// <param name="Seconds">Time, s; extended for large files (<see cref="SecondsFor"/>).</param>
/// <param name="MemoryBytes">Memory of the process, bytes.</param>
public sealed record OpeningLimits(double Seconds = 60, long MemoryBytes = 1L << 30)
{
    /// <summary>Assumed minimum speed of a disk, bytes per second.</summary>
    private const double SlowestBytes = 5e6;

    /// <summary>Time limit for a file of this length, s.</summary>
    public double SecondsFor(long length) => Seconds + (length / SlowestBytes);
}
