namespace SoilBeta.Cli;

/// <summary>An example command below a verb's help; it runs on <c>data-samples/</c>.</summary>
/// <param name="command">The command line.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
internal sealed class VerbExampleAttribute(string command) : Attribute
{
    /// <summary>The command line.</summary>
    public string Command { get; } = command;
}
