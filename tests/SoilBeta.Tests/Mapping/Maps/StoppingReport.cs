using SoilBeta.Studies;

namespace SoilBeta.Tests.Mapping.Maps;

/// <summary>Stops a step after so many tiles, and keeps what was said.</summary>
internal sealed class StoppingReport(int tiles, CancellationTokenSource stop) : IStepReport, IWorkReport
{
    private int _left = tiles;

    public List<string> Messages { get; } = [];

    public void Say(string message) => Messages.Add(message);

    public IWorkReport Begin(string what, long total, string unit) => this;

    public void Advance(long amount)
    {
        if (Interlocked.Decrement(ref _left) == 0)
            stop.Cancel();
    }

    public void Dispose() { }
}
