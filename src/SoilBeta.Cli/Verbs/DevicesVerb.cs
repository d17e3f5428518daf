using CommandLine;

namespace SoilBeta.Cli.Verbs;

/// <summary><c>soilbeta devices</c>: what can run here.</summary>
[Verb("devices", HelpText = "Lists what can run here.")]
internal sealed class DevicesVerb : IVerb
{
    /// <inheritdoc/>
    public int Run(CancellationToken cancellation)
    {
        Console.WriteLine("cpu");
        return 0;
    }
}
