using SoilBeta.Rasters;
using SoilBeta.Tests.Cli;

namespace SoilBeta.Tests.Fuzz;

/// <summary>The processes that open and read hostile files.</summary>
public sealed class FuzzProcesses : IDisposable
{
    /// <summary>Time of an input, s; one that takes longer in reading gets a minute in a second attempt, as the machine may be busy.</summary>
    private const double MostSeconds = 10;

    /// <summary>Memory of a process, its own 150 MB included.</summary>
    private const long MostBytes = 400L << 20;

    private readonly OpeningProcess _reading = new(FuzzReader.Command, new OpeningLimits(MostSeconds, MostBytes), allowNetwork: false);
    private readonly OpeningProcess _opening = new(Soilbeta.OpeningCommand, new OpeningLimits(MostSeconds, MostBytes), allowNetwork: false);
    private readonly OpeningProcess _patient = new(FuzzReader.Command, new OpeningLimits(MemoryBytes: MostBytes), allowNetwork: false);

    /// <summary>Opens a file as the program does it first, then reads it and brings it to a grid.</summary>
    /// <exception cref="InvalidDataException">It is refused, or harms the process that opens it first.</exception>
    /// <exception cref="InvalidOperationException">It is opened first without harm, and reading it crashes or does not end.</exception>
    internal void Open(InputFile file)
    {
        OpeningAnswer answer = _reading.Open(file);
        if (!answer.Survived)
        {
            if (_opening.Open(file).Refusal is { } first)
                throw new InvalidDataException(first);
            answer = _patient.Open(file);
            if (!answer.Survived)
                throw new InvalidOperationException($"opened first without harm, but: {answer.Refusal}");
        }
        if (answer.Refusal is { } refusal)
            throw new InvalidDataException(refusal);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reading.Dispose();
        _opening.Dispose();
        _patient.Dispose();
    }
}
