using System.Text.Json;
using SoilBeta.Rasters;
using SoilBeta.Studies;

namespace SoilBeta.Workflow.Runs;

/// <summary>What each finished step was made from and what it wrote, with checksums: a step is current while neither has changed.</summary>
internal sealed class StepLedger
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private readonly OutputFolder _folder;
    private readonly SortedDictionary<string, LedgerEntry> _entries;

    private readonly FileChecksums _checksums;

    /// <summary>Reads a folder's ledger; one that is missing or damaged is as if no step were finished.</summary>
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

    /// <summary>Why a step must be done (again), or null when it is current.</summary>
    /// <param name="step">Name of the step.</param>
    /// <param name="inputs">What it would be made from now.</param>
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

    /// <summary>Why a step's inputs are not those that it was done from, or null when they are; what became of its outputs is not looked at.</summary>
    /// <param name="step">Name of the step.</param>
    /// <param name="inputs">What it would be made from now.</param>
    public string? WhyMadeFromOthers(string step, StepInputs inputs)
    {
        if (!_entries.TryGetValue(step, out var entry))
            return "not done yet";
        var changes = inputs.ChangesSince(entry.Inputs);
        return changes.Count == 0 ? null : $"{string.Join(" and ", changes)} changed";
    }

    /// <summary>Keeps a finished step.</summary>
    /// <param name="step">Name of the step.</param>
    /// <param name="inputs">What it was made from.</param>
    /// <param name="outputs">Absolute paths of what it wrote.</param>
    /// <param name="seconds">How long it took, s.</param>
    /// <param name="device">Device it was computed on; null for none.</param>
    /// <param name="stages">Seconds of its stages; null where none are told apart.</param>
    /// <exception cref="InvalidDataException">A file is no longer what was written; the step is not recorded.</exception>
    public void Record(string step, StepInputs inputs, IEnumerable<string> outputs, double seconds, string? device = null, IReadOnlyDictionary<string, double>? stages = null)
    {
        var files = outputs.Order(StringComparer.Ordinal).ToDictionary(path => Path.GetRelativePath(_folder.Root, path).Replace('\\', '/'), WrittenFiles.RequireUnchanged, StringComparer.Ordinal);
        _entries[step] = new LedgerEntry(new Dictionary<string, string>(inputs.Parts, StringComparer.Ordinal), files, seconds, DateTimeOffset.UtcNow, device, stages is null ? null : new Dictionary<string, double>(stages, StringComparer.Ordinal));
        // What the ledger calls finished must be there after a power cut, and so must the ledger before what it replaces is removed.
        foreach (string place in files.Keys.Select(name => Path.GetDirectoryName(Path.Combine(_folder.Root, name))!).Distinct(StringComparer.Ordinal))
            DurableFile.FlushFolder(place);
        Save();
    }

    /// <summary>Takes a step off the record.</summary>
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

    // The ledger may come from a stranger with the folder: it names no file outside of it.
    private static bool IsInside(string name) => !Path.IsPathRooted(name) && !name.Split('/', '\\').Contains("..", StringComparer.Ordinal);
}

/// <summary>A finished step.</summary>
/// <param name="Inputs">What it was made from: part → checksum.</param>
/// <param name="Outputs">What it wrote: path below the output folder → SHA-256.</param>
/// <param name="Seconds">How long it took, s.</param>
/// <param name="Finished">When.</param>
/// <param name="Device">Device it was computed on; null for none.</param>
/// <param name="Stages">Seconds in which at least one thread was at a stage; stages overlap. Null where none are told apart.</param>
internal sealed record LedgerEntry(
    Dictionary<string, string> Inputs, Dictionary<string, string> Outputs, double Seconds, DateTimeOffset Finished, string? Device = null, Dictionary<string, double>? Stages = null);
