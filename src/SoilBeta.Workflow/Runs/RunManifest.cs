using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using SoilBeta.Rasters;
using SoilBeta.Studies;

namespace SoilBeta.Workflow.Runs;

/// <summary><c>manifest.json</c>: everything that is kept out of the other outputs so that their bytes do not depend on it (device, times, threads, paths, versions), and the checksum of every output.</summary>
internal static class RunManifest
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        IndentSize = 1,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes the manifest.</summary>
    /// <param name="study">Study.</param>
    /// <param name="folder">Output folder.</param>
    /// <param name="options">Options of the run.</param>
    /// <param name="steps">Finished steps.</param>
    /// <param name="done">Steps that this run executed; the others were current.</param>
    /// <param name="started">Start of this run.</param>
    public static void Write(
        StudyContext study, OutputFolder folder, StepOptions options, IReadOnlyDictionary<string, LedgerEntry> steps, IReadOnlySet<string> done, DateTimeOffset started)
    {
        var manifest = new
        {
            Program = "SoilBeta.Gpu",
            Version = ProgramVersion.Current,
            Study = new { study.Study.Name, study.Path, study.Checksum, study.Study.Seed, Effective = study.Lines },
            Started = started,
            Finished = DateTimeOffset.UtcNow,
            Machine = new
            {
                Os = RuntimeInformation.OSDescription,
                Architecture = RuntimeInformation.ProcessArchitecture.ToString(),
                Dotnet = RuntimeInformation.FrameworkDescription,
                Gdal = GdalLibrary.Version,
                GdalLibrary.Settings,
                Cores = Environment.ProcessorCount,
            },
            Device = steps.GetValueOrDefault("map")?.Device,
            options.Threads,
            options.MemoryBytes,
            OutputFolder = folder.Root,
            Steps = steps.ToDictionary(step => step.Key, step => new { step.Value.Finished, step.Value.Seconds, step.Value.Stages, DoneInThisRun = done.Contains(step.Key), step.Value.Inputs }, StringComparer.Ordinal),
            Outputs = steps.SelectMany(step => step.Value.Outputs).Where(output => File.Exists(Path.Combine(folder.Root, output.Key))).OrderBy(output => output.Key, StringComparer.Ordinal)
                .Select(output => new { Path = output.Key, Bytes = new FileInfo(Path.Combine(folder.Root, output.Key)).Length, Sha256 = output.Value }),
        };
        WholeFile.WriteText(folder.Manifest, JsonSerializer.Serialize(manifest, Json) + "\n");
    }
}
