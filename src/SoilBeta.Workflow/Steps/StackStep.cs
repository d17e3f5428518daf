using SoilBeta.Rasters;
using SoilBeta.Studies;
using SoilBeta.Workflow.Runs;

namespace SoilBeta.Workflow.Steps;

/// <summary>Warps every raster of a study to its grid, once and completely, into one checksummed stack that all later steps read.</summary>
public static class StackStep
{
    /// <summary>Version of the conversion: a stack of another version is rebuilt.</summary>
    private const string Version = "stack 2";

    /// <summary>Checksum of the existing stack.</summary>
    internal static string ChecksumOf(OutputFolder folder)
    {
        using var stack = StackReader.Open(folder.Stack);
        return stack.Checksum;
    }

    /// <summary>Makes the stack.</summary>
    /// <param name="study">The study.</param>
    /// <param name="folder">Where the stack goes.</param>
    /// <param name="options">Memory, report, cancellation.</param>
    /// <param name="inputs">Inputs of the stack; null to determine them here.</param>
    /// <returns>How much is mapped, and why the rest is not.</returns>
    /// <exception cref="InvalidDataException">A raster or the study cannot be used; nothing appears under the stack's name.</exception>
    public static StackSummary Run(StudyContext study, OutputFolder folder, StepOptions options, StackInputs? inputs = null)
    {
        Grid grid = study.Study.Grid.Make(options.Gdal);
        string key = (inputs ?? InputsOf(study, new FileChecksums(options.Gdal, folder), options)).Key;
        StackSummary summary;
        DiskSpace.Require(folder.Root, BytesOf(study.Study, grid), "the stack");
        Directory.CreateDirectory(folder.Work);
        string scratch = Path.Combine(folder.Work, "warping");
        if (Directory.Exists(scratch))
            Directory.Delete(scratch, recursive: true); // left by a run that was killed
        Directory.CreateDirectory(scratch);
        options.Heap.Set(options.Memory.StackHeap);
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
            options.Heap.Set(options.Memory.Data);
        }
        foreach (string note in summary.Notes)
            options.Report.Say(note);
        return summary;
    }

    /// <summary>Disk space for making the stack, bytes: its layers, and at most four scratch rasters at a time.</summary>
    public static long BytesOf(Study study, Grid grid)
    {
        const int always = 3, scratch = 4; // hectares, topsoil, valid
        int layers = study.Covariates.Count + study.Ecosystems.Count + study.Masks.Count + study.Zones.Count + (study.DepthToRock is null ? 0 : 1) + always;
        return (layers + scratch) * grid.Cells * sizeof(float);
    }

    /// <summary>Opens the stack of a study.</summary>
    /// <exception cref="InvalidDataException">There is none, or it is damaged.</exception>
    public static StackReader Open(OutputFolder folder) => StackReader.Open(folder.Stack);

    /// <summary>Summary stored in a stack.</summary>
    public static StackSummary SummaryOf(StackReader stack) => StackSummary.Parse(stack.Header.Properties[StackSummary.Property]);

    /// <summary>Inputs of the stack: version of the conversion, GDAL, the study's sections on grid and rasters, and every byte of the rasters.</summary>
    /// <param name="study">Study.</param>
    /// <param name="checksums">Checksums of files.</param>
    /// <param name="options">GDAL session and cancellation token.</param>
    /// <exception cref="InvalidDataException">A file is missing or not a raster.</exception>
    public static StackInputs InputsOf(StudyContext study, FileChecksums checksums, StepOptions options)
    {
        string sections = study.ChecksumOf("grid", "covariates", "topsoil", "masks", "depth_to_rock", "zones", "ecosystems");
        var inputs = new StepInputs(Version).With("GDAL", $"{GdalLibrary.Version} {Checksums.OfText(GdalLibrary.Settings)}").With("the study's sections on grid and rasters", sections);
        // The key is part of the stack's checksum, which the maps' metadata contain: its text must never change.
        List<string> key = [Version, GdalLibrary.Version, .. GdalLibrary.Settings, sections];
        foreach (StudyPath path in RastersOf(study))
        {
            foreach (string file in path.Kind == FileKind.Vector ? options.Gdal.FilesOfVector(path.Value) : options.Gdal.FilesOfRaster(path.Value))
            {
                string checksum = checksums.Of(file, options.Cancellation);
                inputs.With($"{path.Key} ({Path.GetFileName(file)})", checksum);
                key.Add($"{path.Key} {checksum}");
            }
        }
        return new StackInputs(inputs, Checksums.OfText([.. key, ""]));
    }

    /// <summary>Raster and vector files of the stack.</summary>
    internal static IEnumerable<StudyPath> RastersOf(StudyContext study) => study.Study.Paths
        .Where(path => path.Kind != FileKind.Table && !path.Key.StartsWith("soil.", StringComparison.Ordinal));
}

/// <summary>Inputs of a stack.</summary>
/// <param name="Parts">Inputs by name, for the ledger.</param>
/// <param name="Key">SHA-256 of all inputs, hexadecimal, stored in the stack's header.</param>
public sealed record StackInputs(StepInputs Parts, string Key);
