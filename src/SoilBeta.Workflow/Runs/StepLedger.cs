using System.Text.Json;
using SoilBeta.Rasters;
using SoilBeta.Studies;

namespace SoilBeta.Workflow.Runs;

/// <summary>Inputs and outputs of each finished step, with checksums: a step is current while neither has changed.</summary>
internal sealed class StepLedger
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private readonly OutputFolder _folder;
    private readonly SortedDictionary<string, LedgerEntry> _entries;

    private readonly FileChecksums _checksums;

    /// <summary>Reads a folder's ledger; without one, or with a damaged one, no step counts as finished.</summary>
    /// <param name="folder">Output folder.</param>
    /// <param name="checksums">Checksums of the files that steps wrote.</param>
    public StepLedger(OutputFolder folder, FileChecksums checksums)
    {
        _folder = folder;
        _checksums = checksums;
        _entries = Load(folder.State);
    }

    /// <summary>Finished steps by name.</summary>
    public IReadOnlyDictionary<string, LedgerEntry> Entries => _entries;

    /// <summary>Why a step must be executed (again); null when it is current.</summary>
    /// <param name="step">Name of the step.</param>
    /// <param name="inputs">Its present inputs.</param>
    public string? WhyNotCurrent(string step, StepInputs inputs)
    {
        if (WhyMadeFromOthers(step, inputs) is { } why)
            return why;
        foreach (var (name, checksum) in _entries[step].Outputs)
        {
            string path = Path.Combine(_folder.Root, name);
            if (!File.Exists(path))
                return $"{name} is missing";
            if (_checksums.Of(path) != checksum)
                return $"{name} is no longer what the step wrote";
        }
        return null;
    }

    /// <summary>Why a step's inputs differ from those of its last execution; null when they do not. Does not check its outputs.</summary>
    /// <param name="step">Name of the step.</param>
    /// <param name="inputs">Its present inputs.</param>
    public string? WhyMadeFromOthers(string step, StepInputs inputs)
    {
        if (!_entries.TryGetValue(step, out var entry))
            return "not done yet";
        var changes = inputs.ChangesSince(entry.Inputs);
        return changes.Count == 0 ? null : $"{string.Join(" and ", changes)} changed";
    }

    /// <summary>Records a finished step.</summary>
    /// <param name="step">Name of the step.</param>
    /// <param name="inputs">Inputs.</param>
    /// <param name="outputs">Absolute paths of its outputs.</param>
    /// <param name="seconds">Duration, s.</param>
    /// <param name="device">Device that computed it; null for none.</param>
    /// <param name="stages">Times of its stages, s; null if they are not measured.</param>
    /// <exception cref="InvalidDataException">A file has changed since it was written; the step is not recorded.</exception>
    public void Record(string step, StepInputs inputs, IEnumerable<string> outputs, double seconds, string? device = null, IReadOnlyDictionary<string, double>? stages = null)
    {
        var files = outputs.Order(StringComparer.Ordinal).ToDictionary(path => Path.GetRelativePath(_folder.Root, path).Replace('\\', '/'), WrittenFiles.RequireUnchanged, StringComparer.Ordinal);
        _entries[step] = new LedgerEntry(new Dictionary<string, string>(inputs.Parts, StringComparer.Ordinal), files, seconds, DateTimeOffset.UtcNow, device, stages is null ? null : new Dictionary<string, double>(stages, StringComparer.Ordinal));
        // Flush the outputs before the ledger, and the ledger before anything that it replaces is removed, so that a power cut leaves a consistent state.
        foreach (string place in files.Keys.Select(name => Path.GetDirectoryName(Path.Combine(_folder.Root, name))!).Distinct(StringComparer.Ordinal))
            DurableFile.FlushFolder(place);
        Save();
    }

    /// <summary>Removes a step from the ledger.</summary>
    /// <param name="step">Name of the step.</param>
    public void Forget(string step)
    {
        if (_entries.Remove(step))
            Save();
    }

    private void Save()
    {
        WholeFile.WriteText(_folder.State, JsonSerializer.Serialize(_entries, Json) + "\n");
        DurableFile.FlushFolder(_folder.Work);
    }

    private static SortedDictionary<string, LedgerEntry> Load(string path)
    {
        try
        {
            var entries = File.Exists(path) ? JsonSerializer.Deserialize<SortedDictionary<string, LedgerEntry>>(File.ReadAllText(path), Json) : null;
            return entries is not null && entries.Values.All(entry => entry is { Inputs: not null, Outputs: not null } && entry.Outputs.Keys.All(IsInside)) ? entries : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    // The ledger may be of unknown origin: it must not name files outside the folder.
    private static bool IsInside(string name) => !Path.IsPathRooted(name) && !name.Split('/', '\\').Contains("..", StringComparer.Ordinal);
}

/// <summary>A finished step.</summary>
/// <param name="Inputs">Its inputs: part → checksum.</param>
/// <param name="Outputs">Its outputs: path below the output folder → SHA-256.</param>
/// <param name="Seconds">Duration, s.</param>
/// <param name="Finished">Time of its end.</param>
/// <param name="Device">Device that computed it; null for none.</param>
/// <param name="Stages">Time in which at least one thread worked on a stage, s; stages overlap. Null if they are not measured.</param>
internal sealed record LedgerEntry(
    Dictionary<string, string> Inputs, Dictionary<string, string> Outputs, double Seconds, DateTimeOffset Finished, string? Device = null, Dictionary<string, double>? Stages = null);
