namespace SoilBeta.Studies;

/// <summary>Where steps say what they do and how far they are; the command line shows it, tests may ignore it.</summary>
public interface IStepReport
{
    /// <summary>Says one thing: what is done and why, or what to know about it.</summary>
    void Say(string message);

    /// <summary>Begins a piece of work whose end is known; disposing it ends it.</summary>
    /// <param name="what">What is done, for people: <c>map CL</c>.</param>
    /// <param name="total">Amount of work, in <paramref name="unit"/>.</param>
    /// <param name="unit">What is counted: <c>cells</c>, <c>profiles</c>, <c>trees</c>.</param>
    IWorkReport Begin(string what, long total, string unit);
}

/// <summary>A piece of work under way.</summary>
public interface IWorkReport : IDisposable
{
    /// <summary>Counts work done; may be called from any thread.</summary>
    void Advance(long amount);
}

/// <summary>Says nothing.</summary>
public sealed class SilentReport : IStepReport, IWorkReport
{
    /// <summary>The one there is.</summary>
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
