using System.Globalization;
using SoilBeta.Rasters;
using SoilBeta.Studies;

namespace SoilBeta.Workflow.Steps;

/// <summary>Upper limits of the resources of a run, in words: <see cref="ResourceEstimate"/> compared with this machine.</summary>
internal static class ResourceFindings
{
    /// <summary>The estimates.</summary>
    public static IReadOnlyList<Finding> List(Study study, Grid grid, OutputFolder folder, StepOptions options)
    {
        ResourceEstimate needs;
        try
        {
            needs = ResourceEstimate.ForStudy(study, grid, folder, options);
        }
        catch (InvalidDataException problem)
        {
            return [new(Severity.Problem, "uncertainty", problem.Message)];
        }
        var time = new Finding(Severity.Fine, "time", string.Create(CultureInfo.InvariantCulture,
            $"{(needs.CellsCounted ? "" : "at most ")}{needs.Cells:N0} cells × {needs.Realisations:N0} realisations{(needs.Trees > 1 ? $" × {needs.Trees:N0} trees" : "")}: maps in about {Duration(needs.Seconds)} on {options.Threads} thread(s) of the CPU device, as fast as it is right now; a GPU is faster"));
        return [Disk(needs.DiskBytes, folder), Memory(needs.MemoryBytes, options), time];
    }

    private static Finding Disk(long needed, OutputFolder folder) => DiskSpace.FreeAt(folder.Root) is not { } free
        ? new(Severity.Note, "disk", $"up to {DiskSpace.Size(needed)} needed; the system does not say how much is free")
        : free < needed
        ? new(Severity.Problem, "disk", $"up to {DiskSpace.Size(needed)} needed in {folder.Root}, {DiskSpace.Size(free)} are free. Choose a larger disk with --output.")
        : new(Severity.Fine, "disk", $"up to {DiskSpace.Size(needed)} needed, {DiskSpace.Size(free)} free");

    private static Finding Memory(long least, StepOptions options)
    {
        long machine = StepOptions.MachineMemory, given = options.MemoryBytes;
        return least > given
            ? new(Severity.Problem, "memory", $"at least {DiskSpace.Size(least)} needed, --memory is {DiskSpace.Size(given)}. Give it more, or compute fewer realisations (draws, refits), zones or trees.")
            : given > machine
            ? new(Severity.Problem, "memory", $"--memory is {DiskSpace.Size(given)}, the machine has {DiskSpace.Size(machine)}. Lower it; {DiskSpace.Size(least)} would do.")
            : new(Severity.Fine, "memory", $"at most {DiskSpace.Size(given)} (--memory), {DiskSpace.Size(least)} would do; the machine has {DiskSpace.Size(machine)}");
    }

    private static string Duration(double seconds) => seconds switch
    {
        < 90 => $"{Math.Ceiling(seconds):0} s",
        < 5400 => $"{Math.Ceiling(seconds / 60):0} min",
        < 172_800 => $"{Math.Ceiling(seconds / 3600):0} h",
        _ => $"{Math.Ceiling(seconds / 86_400):0} days",
    };
}
