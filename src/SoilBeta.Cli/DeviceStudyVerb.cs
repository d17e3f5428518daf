using CommandLine;

namespace SoilBeta.Cli;

/// <summary>A verb on a study that computes on a device.</summary>
internal abstract class DeviceStudyVerb : StudyVerb
{
    /// <summary>Device.</summary>
    [Option("device", Default = "auto", MetaValue = "D", HelpText = "cpu, opencl:N, or auto: a GPU if there is one, else cpu ('soilbeta devices').")]
    public string Device { get; set; } = "auto";

    /// <summary>Overrides the study's number of draws.</summary>
    [Option("draws", MetaValue = "N", HelpText = "Draws instead of the study's; 100 are enough for a preview.")]
    public int? Draws { get; set; }

    /// <inheritdoc/>
    protected override string DeviceName => Device;

    /// <inheritdoc/>
    protected override int? DrawsOverride => Draws;
}
