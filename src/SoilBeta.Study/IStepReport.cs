namespace SoilBeta.Studies;

/// <summary>Receives messages and progress of the steps; the command line shows them, tests may ignore them.</summary>
public interface IStepReport
{
    /// <summary>Reports a message: what is done and why, or what to know about it.</summary>
    void Say(string message);

    /// <summary>Reports that a step of a run begins.</summary>
    void BeginStep(StepPlace step) { }

    /// <summary>Begins work of a known amount; disposing the result ends it.</summary>
    /// <param name="what">Description for people: <c>map CL</c>.</param>
    /// <param name="total">Amount of work, in <paramref name="unit"/>.</param>
    /// <param name="unit">Unit of the amount: <c>cells</c>, <c>profiles</c>, <c>trees</c>.</param>
    IWorkReport Begin(string what, long total, string unit);
}

/// <summary>A step among those of a run.</summary>
/// <param name="Name">Name of the step: <c>train</c>.</param>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Of">Number of steps of the run.</param>
/// <param name="SecondsLeft">Time of this and the later steps when they last ran, s; null where one of them never did.</param>
public readonly record struct StepPlace(string Name, int Number, int Of, double? SecondsLeft);

/// <summary>Progress of one piece of work.</summary>
public interface IWorkReport : IDisposable
{
    /// <summary>Adds to the work done; thread-safe.</summary>
    void Advance(long amount);
}

/// <summary>Reports nothing.</summary>
public sealed class SilentReport : IStepReport, IWorkReport
{
    /// <summary>The only instance.</summary>
    public static readonly SilentReport Instance = new();

    private SilentReport() { }

    /// <inheritdoc/>
    public void Say(string message) { }

    /// <inheritdoc/>
    public IWorkReport Begin(string what, long total, string unit) => this;

    /// <inheritdoc/>
    public void Advance(long amount) { }

    /// <inheritdoc/>
    public void Dispose() { }
}
