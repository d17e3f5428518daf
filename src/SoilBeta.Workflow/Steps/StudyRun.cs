using System.Diagnostics;
using SoilBeta.Mapping.Maps;
using SoilBeta.Rasters;
using SoilBeta.Reports;
using SoilBeta.Studies;
using SoilBeta.Training.Ecosystems;
using SoilBeta.Workflow.Runs;

namespace SoilBeta.Workflow.Steps;

/// <summary>The steps of a study in order: stack, profiles, train, map, report. Skips current steps and reports why others are not current. Holds the output folder's lock.</summary>
public sealed class StudyRun : IDisposable
{
    private readonly StudyContext _study;
    private readonly OutputFolder _folder;
    private readonly StepOptions _options;
    private readonly OutputLock _lock;
    private readonly StaleFiles _processes;
    private readonly FileChecksums _checksums;
    private readonly StepLedger _ledger;
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);
    private readonly DateTimeOffset _started = DateTimeOffset.UtcNow;

    /// <summary>Starts a run with exclusive access to the output folder.</summary>
    /// <exception cref="InvalidDataException">Another run is active there, the folder is not writable, or results there could destroy an input.</exception>
    public StudyRun(StudyContext study, OutputFolder folder, StepOptions options)
    {
        (_study, _folder, _options) = (study, folder, options);
        OutputGuard.Require(study, folder);
        _lock = OutputLock.Take(folder);
        try
        {
            _processes = StaleFiles.Remove(folder);
        }
        catch
        {
            _lock.Dispose();
            throw;
        }
        WrittenFiles.Forget(folder.Root);
        _checksums = new FileChecksums(options.Gdal, folder);
        _ledger = new StepLedger(folder, _checksums);
    }

    /// <summary>The steps that will be called, in order, for the report of progress; empty for a single step.</summary>
    public IReadOnlyList<string> Planned { get; init; } = [];

    /// <summary>Warps the rasters into the stack, unless it is current.</summary>
    /// <returns>The mapped part, and why the rest is not mapped.</returns>
    public StackSummary Stack()
    {
        var inputs = StackStep.InputsOf(_study, _checksums, _options);
        if (Do("stack", inputs.Parts, always: false, () => StackStep.Run(_study, _folder, _options, inputs), [_folder.Stack]) is { } made)
            return made;
        using var stack = StackStep.Open(_folder);
        return StackStep.SummaryOf(stack);
    }

    /// <summary>Computes β from horizons; the stack must exist.</summary>
    /// <param name="always">Whether to run the step even if it is current.</param>
    /// <returns>Null when it was current.</returns>
    public ProfilesResult? Profiles(bool always = false)
    {
        var inputs = ProfilesStep.InputsOf(_study, _folder, _checksums, _options.Cancellation);
        return Do("profiles", inputs, always, () => ProfilesStep.Run(_study, _folder, _options), [_folder.Profiles, _folder.Rejected]);
    }

    /// <summary>Trains and validates; <c>profiles.csv</c> must exist.</summary>
    /// <param name="always">Whether to run the step even if it is current.</param>
    /// <returns>Null when it was current.</returns>
    public IReadOnlyList<EcosystemModel>? Train(bool always = false)
    {
        if (!File.Exists(_folder.Profiles))
            throw new InvalidDataException($"{_folder.Profiles}: there is no such table. Make it: soilbeta profiles (or run).");
        var inputs = TrainStep.InputsOf(_study, _folder);
        var outputs = TrainStep.OutputsOf(_folder).Concat(TrainStep.ForestsOf(_study.Study, _folder));
        return Do("train", inputs, always, () => TrainStep.Run(_study, _folder, _options), outputs);
    }

    /// <summary>Makes maps and totals; stack and forests must exist.</summary>
    /// <param name="request">Part of the grid.</param>
    /// <param name="always">Whether to run the step even if it is current.</param>
    /// <returns>Null when it was current.</returns>
    public MapResult? Map(MapRequest request, bool always = false)
    {
        using var inputs = new MapInputs(_study.Study, _folder);
        var result = Do("map", MapStep.InputsOf(_study, inputs, request), always, () => MapStep.Run(_study, inputs, _options, request), MapStep.OutputsOf(_study.Study, _folder), result => result.Device, result => result.Seconds);
        // Only once the step is recorded: after a kill during the checksums, the tiles are still there and nothing is computed again.
        if (result is not null)
            TrimTiles(_options.TileBytes, result.TileFolders);
        return result;
    }

    /// <summary>Removes all finished tiles; later maps compute them again.</summary>
    public void RemoveTiles() => TrimTiles(0, new HashSet<string>());

    private void TrimTiles(long bytes, IReadOnlySet<string> own) => new TileStore(_folder.Tiles).Trim(bytes, own);

    /// <summary>Makes maps and totals from the shards that <c>map --shard</c> has computed; the same files as <see cref="Map"/>.</summary>
    /// <param name="request">Part of the grid, as for the shards.</param>
    /// <param name="shards">Number of shards; null to take it from the folder.</param>
    /// <returns>Null when the maps were current.</returns>
    public MapResult? Merge(MapRequest request, int? shards)
    {
        PreparedFolder.Require(_study, _folder, _options);
        using var inputs = new MapInputs(_study.Study, _folder);
        return Do("map", MapStep.InputsOf(_study, inputs, request), always: false, () => MapStep.Merge(_study, inputs, _options, request, shards), MapStep.OutputsOf(_study.Study, _folder), result => result.Device, result => result.Seconds);
    }

    /// <summary>Makes the report page from the outputs on disk: <c>report.html</c>, <c>figures/</c>, the maps' styles and <c>stac/</c>.</summary>
    /// <param name="always">Whether to run the step even if it is current.</param>
    /// <exception cref="InvalidDataException">There are no outputs, or they are damaged.</exception>
    public void Report(bool always = false)
    {
        StudyReport.RequireResults(_folder);
        Do("report", ReportInputs(), always, () => Page.Make(_study, _folder, _options), WrittenFiles.Below(_folder.Root).Where(path => StudyReport.IsOf(_folder, path)));
    }

    /// <summary>Executes a step unless it is current, and records it in ledger and manifest.</summary>
    /// <typeparam name="T">What the step returns.</typeparam>
    /// <param name="step">Name of the step.</param>
    /// <param name="inputs">Inputs.</param>
    /// <param name="always">Whether to run the step even if it is current.</param>
    /// <param name="work">The work of the step.</param>
    /// <param name="outputs">Absolute paths of its outputs, below the output folder.</param>
    /// <param name="device">Returns the device, for the manifest; null for none.</param>
    /// <param name="stages">Returns the times of its stages, s, for the manifest; null if they are not measured.</param>
    /// <returns>Null when it was current.</returns>
    internal T? Do<T>(string step, StepInputs inputs, bool always, Func<T> work, IEnumerable<string> outputs, Func<T, string>? device = null, Func<T, IReadOnlyDictionary<string, double>>? stages = null) where T : class
    {
        _options.Cancellation.ThrowIfCancellationRequested();
        string? why = always ? "" : _ledger.WhyNotCurrent(step, inputs);
        if (why is null)
        {
            _options.Report.Say($"{step}: current.");
            return null;
        }
        if (why.Length > 0)
            _options.Report.Say($"{step}: {why}.");
        _options.Report.BeginStep(PlaceOf(step));
        var clock = Stopwatch.StartNew();
        T result = work();
        _ledger.Record(step, inputs, outputs, clock.Elapsed.TotalSeconds, device?.Invoke(result), stages?.Invoke(result));
        _done.Add(step);
        return result;
    }

    private StepPlace PlaceOf(string step)
    {
        string[] left = [.. Planned.SkipWhile(name => name != step)];
        double? seconds = left.Length > 0 && left.All(_ledger.Entries.ContainsKey) ? left.Sum(name => _ledger.Entries[name].Seconds) : null;
        return left.Length > 0 ? new StepPlace(step, Planned.Count - left.Length + 1, Planned.Count, seconds) : new StepPlace(step, 1, 1, null);
    }

    /// <summary>Writes <c>manifest.json</c> for the steps done so far.</summary>
    public void Finish() => RunManifest.Write(_study, _folder, _options, _ledger.Entries, _done, _started);

    /// <inheritdoc/>
    public void Dispose()
    {
        _processes.Dispose();
        _lock.Dispose();
    }

    // Inputs of the page. Only the Reports room counts as program here, so that a change of it rebuilds only the page.
    private StepInputs ReportInputs()
    {
        var inputs = new StepInputs($"{ProgramVersion.Current} {ProgramVersion.SourcesOf(typeof(StudyReport).Assembly)}").With("the study", _study.Checksum).With("title and sources", Checksums.OfText(_study.ReaderLines));
        foreach (string file in StudyReport.InputsOf(_folder))
            inputs.With(Path.GetRelativePath(_folder.Root, file), _checksums.Of(file, _options.Cancellation));
        return inputs;
    }

    private sealed record Page
    {
        public static Page Make(StudyContext study, OutputFolder folder, StepOptions options)
        {
            StudyReport.Make(study, folder, options);
            return new Page();
        }
    }
}
