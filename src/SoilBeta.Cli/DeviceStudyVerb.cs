using CommandLine;
using SoilBeta.Studies;

namespace SoilBeta.Cli;

/// <summary>A verb on a study that computes on a device.</summary>
internal abstract class DeviceStudyVerb : StudyVerb
{
    /// <summary>Device.</summary>
    [Option("device", Default = "auto", MetaValue = "D", HelpText = "cpu, cuda:N (NVIDIA), opencl:N, gpu, or auto: a GPU if there is one, else cpu ('soilbeta devices').")]
    public string Device { get; set; } = "auto";

    /// <summary>Number of draws in place of the study's.</summary>
    [Option("draws", MetaValue = "N", HelpText = "Draws instead of the study's; 100 are enough for a preview.")]
    public int? Draws { get; set; }

    /// <summary>Size of finished tiles to keep.</summary>
    [Option("keep-tiles", MetaValue = "SIZE", HelpText = "Most finished tiles that stay in work/tiles when the maps are there, e.g. 500MB (default: 4GB); what does not concern the draws is then changed without computing them again. The oldest go first.")]
    public string? KeepTiles { get; set; }

    /// <inheritdoc/>
    protected override string? TilesText => KeepTiles;

    /// <inheritdoc/>
    protected override string DeviceName => Device;

    /// <inheritdoc/>
    protected override int? DrawsOverride => Draws;
}
