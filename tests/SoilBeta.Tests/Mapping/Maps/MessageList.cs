using SoilBeta.Studies;

namespace SoilBeta.Tests.Mapping.Maps;

/// <summary>Keeps what a step said.</summary>
internal sealed class MessageList : IStepReport, IWorkReport
{
    public List<string> Messages { get; } = [];

    public void Say(string message)
    {
        lock (Messages)
            Messages.Add(message);
    }

    public IWorkReport Begin(string what, long total, string unit) => this;

    public void Advance(long amount) { }

    public void Dispose() { }
}
