using System.Text;
using SoilBeta.Rasters;
using SoilBeta.Studies;
using SoilBeta.Workflow.Runs;

namespace SoilBeta.Workflow.Steps;

/// <summary>Brings every raster of a study to its grid, once and whole, into one checksummed stack that all later steps read.</summary>
public static class StackStep
{
    /// <summary>Version of what the step does with its input: a stack of another version is made again.</summary>
    private const string Version = "stack 2";

    /// <summary>Makes the stack, unless the one on disk was made from the same rasters and the same part of the study.</summary>
    /// <returns>What it holds, and whether it was made now.</returns>
    /// <exception cref="InvalidDataException">A raster or the study cannot be used; nothing appears under the stack's name.</exception>
    public static StackResult Run(StudyContext study, OutputFolder folder, StepOptions options)
    {
        GdalLibrary.Require();
        Grid grid = study.Study.Grid.Make();
        string key = KeyOf(study, folder, options);
        if (Current(folder.Stack, key) is { } summary)
            return new StackResult(summary, Made: false);

        DiskSpace.Require(folder.Root, BytesOf(study.Study, grid), "the stack");
        Directory.CreateDirectory(folder.Work);
        string scratch = Path.Combine(folder.Work, "warping");
        if (Directory.Exists(scratch))
            Directory.Delete(scratch, recursive: true); // left by a run that was killed
        Directory.CreateDirectory(scratch);
        if (options.LimitsHeap)
            MemoryBudget.LimitHeap(options.Memory.StackHeap);
        try
        {
            using var writer = StackWriter.Create(folder.Stack, grid, key);
            using var layers = new StackLayers(study.Study, grid, writer, scratch, options);
            summary = layers.WriteAll();
            writer.Commit(new Dictionary<string, string>(StringComparer.Ordinal) { [StackSummary.Property] = summary.ToText() });
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
            if (options.LimitsHeap)
                MemoryBudget.LimitHeap(options.Memory.Data);
        }
        foreach (string note in summary.Notes)
            options.Report.Say(note);
        return new StackResult(summary, Made: true);
    }

    /// <summary>Disk that making the stack takes, bytes: its layers, and at most four scratch rasters at a time.</summary>
    public static long BytesOf(Study study, Grid grid)
    {
        const int always = 3, scratch = 4; // hectares, topsoil, valid
        int layers = study.Covariates.Count + study.Ecosystems.Count + study.Masks.Count + study.Zones.Count + (study.DepthToRock is null ? 0 : 1) + always;
        return (layers + scratch) * grid.Cells * sizeof(float);
    }

    /// <summary>Opens the stack of a study.</summary>
    /// <exception cref="InvalidDataException">There is none, or it is damaged.</exception>
    public static StackReader Open(OutputFolder folder) => StackReader.Open(folder.Stack);

    /// <summary>What a stack says of its making.</summary>
    public static StackSummary SummaryOf(StackReader stack) => StackSummary.Parse(stack.Header.Properties[StackSummary.Property]);

    /// <summary>What the stack depends on: the program's way of making it, GDAL, the grid's and rasters' part of the study, and every byte of the rasters.</summary>
    /// <param name="study">Study.</param>
    /// <param name="folder">Output folder.</param>
    /// <param name="options">Cancellation.</param>
    /// <param name="remember">Whether checksums of large files are kept in the output folder.</param>
    /// <exception cref="InvalidDataException">A file is missing or no raster.</exception>
    public static string KeyOf(StudyContext study, OutputFolder folder, StepOptions options, bool remember = true)
    {
        var checksums = new FileChecksums(folder, remember);
        var text = new StringBuilder().Append(Version).Append('\n').Append(GdalLibrary.Version).Append('\n').AppendJoin('\n', GdalLibrary.Settings).Append('\n')
            .Append(study.ChecksumOf("grid", "covariates", "topsoil", "masks", "depth_to_rock", "zones", "ecosystems")).Append('\n');
        foreach (StudyPath path in study.Study.Paths)
        {
            if (path.Kind == FileKind.Table || path.Key.StartsWith("soil.", StringComparison.Ordinal))
                continue;
            foreach (string file in path.Kind == FileKind.Vector ? GdalLibrary.FilesOfVector(path.Value) : FilesOf(path.Value))
                text.Append(path.Key).Append(' ').Append(checksums.Of(file, options.Cancellation)).Append('\n');
        }
        return Checksums.OfText(text.ToString());
    }

    private static IReadOnlyList<string> FilesOf(string path)
    {
        using RasterFile raster = RasterFile.Open(path);
        return raster.Files;
    }

    private static StackSummary? Current(string path, string key)
    {
        if (StackReader.KeyOf(path) != key)
            return null;
        using StackReader stack = StackReader.Open(path);
        return SummaryOf(stack);
    }
}

/// <summary>What <see cref="StackStep"/> did.</summary>
/// <param name="Summary">How much is mapped, and why the rest is not.</param>
/// <param name="Made">Whether the stack was made now; false if it was current.</param>
public sealed record StackResult(StackSummary Summary, bool Made);
