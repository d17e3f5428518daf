using System.Globalization;
using System.Text;
using SoilBeta.Studies;
using SoilBeta.Workflow.Steps;

namespace SoilBeta.Workflow.Slurm;

/// <summary>Job scripts for Slurm: prepare, an array of shards, merge, and one that submits all three. Slurm schedules, retries and accounts; the scripts only contain commands and resource requests.</summary>
public static class SlurmScripts
{
    /// <summary>Additional minutes of a job beyond the estimate: to start, to read the stack, to share a node.</summary>
    private const int SpareMinutes = 15;

    /// <summary>Speed of writing and reading back maps, with prediction bounds and applicability, cells per second: less than half of that of the sample's merge on one core (19,489 cells in 4.1 s).</summary>
    private const double MergedCellsPerSecond = 2000;

    /// <summary>Memory of a task beyond that of the program, bytes: the shell, and file pages that the system attributes to the task.</summary>
    private const long SpareMemory = 256L << 20;

    /// <summary>Writes the scripts into <c>slurm/</c> below the output folder.</summary>
    /// <param name="study">The study.</param>
    /// <param name="folder">Output folder, which all nodes see.</param>
    /// <param name="options">Threads and memory of a task.</param>
    /// <param name="request">Commands of the jobs.</param>
    /// <returns>Paths of the scripts, the submitting one first.</returns>
    public static IReadOnlyList<string> Write(StudyContext study, OutputFolder folder, StepOptions options, SlurmRequest request)
    {
        var needs = ResourceEstimate.ForStudy(study.Study, study.Study.Grid.Make(options.Gdal), folder, options);
        var job = new Job(study, folder, options, request, Math.Max(needs.MemoryBytes, options.MemoryBytes) + SpareMemory);
        int shardMinutes = SpareMinutes + (int)Math.Min(1e6, Math.Ceiling(1.5 * needs.Seconds / request.Shards / 60));
        int mergeMinutes = SpareMinutes + (int)Math.Min(1e6, Math.Ceiling(needs.Cells * (1.0 + study.Study.Uncertainty.Compare.Count) / MergedCellsPerSecond / 60));
        string place = folder.Slurm;
        return
        [
            Save("submit.sh", Submit, executable: true),
            Save("prepare.sbatch", job.Script("prepare", null, job.Prepare)),
            Save("shards.sbatch", job.Script("shards", shardMinutes, job.Shard)),
            Save("merge.sbatch", job.Script("merge", mergeMinutes, job.Merge)),
        ];

        string Save(string name, string text, bool executable = false)
        {
            string path = Path.Combine(place, name);
            WholeFile.WriteText(path, text);
            if (executable && !OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
            return path;
        }
    }

    /// <summary>Quotes a word for the shell, whatever its content.</summary>
    internal static string Quoted(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private const string Submit = """
        #!/bin/bash
        # Submits the three jobs: prepare, then the array of shards, then merge. Each waits until all of the one before have ended well.
        # What is given here is given to each sbatch: ./submit.sh --partition=long --account=soil
        set -euo pipefail
        cd "$(dirname "${BASH_SOURCE[0]}")"
        prepare=$(sbatch --parsable "$@" prepare.sbatch)
        shards=$(sbatch --parsable --dependency="afterok:${prepare%%;*}" --kill-on-invalid-dep=yes "$@" shards.sbatch)
        merge=$(sbatch --parsable --dependency="afterok:${shards%%;*}" --kill-on-invalid-dep=yes "$@" merge.sbatch)
        echo "prepare ${prepare%%;*}, shards ${shards%%;*}, merge ${merge%%;*}; logs in $PWD"

        """;

    private sealed class Job(StudyContext study, OutputFolder folder, StepOptions options, SlurmRequest request, long memory)
    {
        private string Common => string.Join(' ', [Quoted(study.Path), "--output", Quoted(folder.Root), .. request.StudyOptions.Select(Quoted)]);

        private string Limits => string.Create(CultureInfo.InvariantCulture, $"--threads \"${{SLURM_CPUS_PER_TASK:-{options.Threads}}}\" --memory {options.MemoryBytes >> 20}MB");

        private string Program => string.Join(' ', request.Program.Select(Quoted));

        public string Prepare => $"{Program} prepare {Common} {Limits}";

        public string Shard => $"{Program} map {Common}{Map} {Limits} --device {Quoted(request.Device)} --shard \"$SLURM_ARRAY_TASK_ID/{request.Shards}\"";

        public string Merge => $"{Program} merge {Common}{Map} {Limits} --shards {request.Shards}";

        private string Map => string.Concat(request.MapOptions.Select(word => $" {Quoted(word)}"));

        public string Script(string name, int? minutes, string command)
        {
            bool array = name == "shards";
            var text = new StringBuilder("#!/bin/bash\n# Written by 'soilbeta slurm' (docs/cluster.md); submit.sh submits it.\n");
            Ask($"job-name={study.Study.Name}-{name}");
            if (array)
                Ask($"array=1-{request.Shards}");
            Ask("ntasks=1");
            Ask($"cpus-per-task={options.Threads}");
            Ask($"mem={(memory + (1 << 20) - 1) >> 20}M");
            if (minutes is { } limit)
                Ask($"time={limit}");
            if (array && request.GpusPerTask > 0)
                Ask($"gpus-per-task={request.GpusPerTask}");
            Ask("requeue");
            Ask("open-mode=append");
            Ask(array ? "output=shard-%a.log" : $"output={name}.log");
            text.Append(CultureInfo.InvariantCulture, $$"""

                code=0
                {{command}} || code=$?
                # Killed by a signal (too little memory, a person, a node that shuts down): back into the queue, at most three times; it goes on where it was.
                if [ "$code" -gt 128 ] && [ "${SLURM_RESTART_COUNT:-0}" -lt 3 ]; then
                  scontrol requeue "{{(array ? "${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID" : "$SLURM_JOB_ID")}}" && sleep 300
                fi
                exit "$code"

                """);
            return text.ToString();

            void Ask(string what) => text.Append("#SBATCH --").Append(what).Append('\n');
        }
    }
}

/// <summary>Commands and resources of the jobs.</summary>
/// <param name="Shards">Number of shards of the map: tasks of the array.</param>
/// <param name="GpusPerTask">GPUs of a task: 0 or 1.</param>
/// <param name="Device">Device of a task.</param>
/// <param name="Program">The program and its arguments before the verb, as words.</param>
/// <param name="StudyOptions">Options of every verb, as words: <c>--seed</c>, <c>--allow-network</c>.</param>
/// <param name="MapOptions">Options of map and merge, as words: <c>--draws</c>, <c>--bounds</c>.</param>
public sealed record SlurmRequest(int Shards, int GpusPerTask, string Device, IReadOnlyList<string> Program, IReadOnlyList<string> StudyOptions, IReadOnlyList<string> MapOptions);
