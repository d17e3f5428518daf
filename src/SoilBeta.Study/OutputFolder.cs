namespace SoilBeta.Studies;

/// <summary>Output folder of a study; defines the name of every file and folder below it.</summary>
public sealed class OutputFolder
{
    /// <summary>Names the files of a folder that may not exist yet.</summary>
    /// <param name="root">Folder, relative to the current one.</param>
    public OutputFolder(string root) => Root = Path.GetFullPath(root);

    /// <summary>The folder, absolute.</summary>
    public string Root { get; }

    /// <summary>Accepted profiles: layers, β, covariates, ecosystem, site.</summary>
    public string Profiles => Path.Combine(Root, "profiles.csv");

    /// <summary>Rejected profiles with the reason.</summary>
    public string Rejected => Path.Combine(Root, "rejected.csv");

    /// <summary>Folder of the forests.</summary>
    public string Forests => Path.Combine(Root, "forests");

    /// <summary>Scores of the models.</summary>
    public string Validation => Path.Combine(Root, "validation.json");

    /// <summary>Importance of the covariates.</summary>
    public string Importance => Path.Combine(Root, "importance.csv");

    /// <summary>Partial dependence.</summary>
    public string Dependence => Path.Combine(Root, "dependence.csv");

    /// <summary>Scores of every model under every design.</summary>
    public string ValidationCsv => Path.Combine(Root, "validation.csv");

    /// <summary>Held-out prediction of every profile.</summary>
    public string HeldOut => Path.Combine(Root, "heldout.csv");

    /// <summary>Held-out density below the topsoil of every profile by each model of carbon; without rows where nothing was compared.</summary>
    public string HeldOutCarbon => Path.Combine(Root, "heldout_carbon.csv");

    /// <summary>Coverage of the intervals on held-out profiles.</summary>
    public string Coverage => Path.Combine(Root, "coverage.csv");

    /// <summary>Errors and coverage of held-out profiles by dissimilarity index.</summary>
    public string Dissimilarity => Path.Combine(Root, "dissimilarity.csv");

    /// <summary>Accumulated local effects.</summary>
    public string Effects => Path.Combine(Root, "effects.csv");

    /// <summary>Forward selection of covariates.</summary>
    public string Selection => Path.Combine(Root, "selection.csv");

    /// <summary>Surface of the tuning.</summary>
    public string Tuning => Path.Combine(Root, "tuning.csv");

    /// <summary>Random-intercept regressions.</summary>
    public string Mixed => Path.Combine(Root, "mixed.csv");

    /// <summary>β by ecosystem and texture class.</summary>
    public string Statistics => Path.Combine(Root, "statistics.csv");

    /// <summary>Pairs of ecosystems and texture classes.</summary>
    public string Comparisons => Path.Combine(Root, "comparisons.csv");

    /// <summary>Folder of the maps.</summary>
    public string Maps => Path.Combine(Root, "maps");

    /// <summary>Totals as a table.</summary>
    public string TotalsCsv => Path.Combine(Root, "totals.csv");

    /// <summary>Totals for programs.</summary>
    public string TotalsJson => Path.Combine(Root, "totals.json");

    /// <summary>Manifest of the run: device, times, versions, checksums.</summary>
    public string Manifest => Path.Combine(Root, "manifest.json");

    /// <summary>Folder of the files that let a run resume: stack, finished tiles, ledger, lock.</summary>
    public string Work => Path.Combine(Root, "work");

    /// <summary>The prepared stack.</summary>
    public string Stack => Path.Combine(Work, "stack");

    /// <summary>Folder of finished tiles, kept after the maps are written: a folder of segments for each key.</summary>
    public string Tiles => Path.Combine(Work, "tiles");

    /// <summary>Folder of the shards that <c>map --shard</c> computes.</summary>
    public string Shards => Path.Combine(Root, "shards");

    /// <summary>Folder of one part: <c>2-of-5</c>.</summary>
    public string Shard(string part) => Path.Combine(Shards, part);

    /// <summary>Pictures and tables of the report.</summary>
    public string Figures => Path.Combine(Root, "figures");

    /// <summary>STAC items of the maps.</summary>
    public string Stac => Path.Combine(Root, "stac");

    /// <summary>Job scripts.</summary>
    public string Slurm => Path.Combine(Root, "slurm");

    /// <summary>Report page.</summary>
    public string Report => Path.Combine(Root, "report.html");

    /// <summary>Two-page brief for paper.</summary>
    public string Brief => Path.Combine(Root, "brief.html");

    /// <summary>Folders of results: the output folder itself, then those below it.</summary>
    public IEnumerable<string> Written => [Root, Work, Maps, Forests, Figures, Stac, Slurm, Shards, .. TileStores, .. TileStores.SelectMany(FoldersIn)];

    /// <summary>Folders with tiles: that of a run, and those of existing shards.</summary>
    public IEnumerable<string> TileStores => FoldersIn(Shards).Prepend(Tiles);

    /// <summary>Whether the program has written to the folder before: it has state of a run, or the manifest of copied results.</summary>
    public bool IsOwn => File.Exists(Lock) || File.Exists(State) || File.Exists(Stack) || (File.Exists(Manifest) && RegularFile.Is(Manifest) && File.ReadLines(Manifest).Take(2).Any(line => line.Contains("\"program\": \"SoilBeta.Gpu\"", StringComparison.Ordinal)));

    /// <summary>A foreign file that a result would overwrite in a folder that the program has not written to; null if there is none.</summary>
    public string? ForeignResult => IsOwn ? null : Files.FirstOrDefault(File.Exists);

    /// <summary>Whether a result may be written to a path: a table or page in the folder, or any file in its folders of results.</summary>
    /// <param name="path">A path without symbolic links.</param>
    public bool Claims(string path) =>
        Files.Any(file => path.Equals(RealPath.Resolve(file), RealPath.Comparison)) || new[] { Work, Maps, Forests, Figures, Stac, Slurm, Shards }.Any(place => RealPath.IsWithin(path, RealPath.Resolve(place)));

    private IEnumerable<string> Files =>
    [
        Profiles, Rejected, Validation, ValidationCsv, HeldOut, HeldOutCarbon, Importance, Dependence, Effects, Selection, Tuning, Mixed, Statistics, Comparisons, Coverage, TotalsCsv, TotalsJson, Manifest, Report, Brief,
    ];

    /// <summary>Ledger: inputs of each finished step.</summary>
    public string State => Path.Combine(Work, "state.json");

    /// <summary>Lock file with the process that is writing here.</summary>
    public string Lock => Path.Combine(Work, "lock");

    /// <summary>The forest of an ecosystem.</summary>
    public string Forest(string code) => Path.Combine(Forests, code + ".forest");

    /// <summary>A map: <c>CL_beta</c>, <c>ALL_20-40_SOCD</c>.</summary>
    public string Map(string name) => Path.Combine(Maps, name + ".tif");

    private static IEnumerable<string> FoldersIn(string path) => Directory.Exists(path) ? Directory.EnumerateDirectories(path).Order(StringComparer.Ordinal) : [];
}
