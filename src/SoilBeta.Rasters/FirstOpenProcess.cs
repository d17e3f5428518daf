namespace SoilBeta.Rasters;

/// <summary>Opens files first in a process of its own, with limits of memory and time: one process for all files of a list, and another one for the rest after a file that it did not survive.</summary>
/// <param name="command">How the process is started: a program and its first arguments, whose main function calls <see cref="OpeningService.Run(IReadOnlyList{string})"/> with those that are appended.</param>
/// <param name="limits">What it may take for a file.</param>
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

/// <summary>What the first opening of a file may take.</summary>
/// <param name="Seconds">Time, s; a large file may take more (<see cref="SecondsFor"/>).</param>
/// <param name="MemoryBytes">Memory of the process, bytes.</param>
public sealed record OpeningLimits(double Seconds = 60, long MemoryBytes = 1L << 30)
{
    /// <summary>Bytes that a disk gives in a second at least.</summary>
    private const double SlowestBytes = 5e6;

    /// <summary>Time for a file of a length, s.</summary>
    public double SecondsFor(long length) => Seconds + (length / SlowestBytes);
}
