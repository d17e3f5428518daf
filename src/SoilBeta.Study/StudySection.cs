namespace SoilBeta.Studies;

/// <summary>Content of a study's YAML file, key for key (snake_case in the file): plain text and numbers, from which <see cref="Study"/> is bound.</summary>
internal sealed class StudySection
{
    /// <summary>Name; the default output folder is <c>out/NAME</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary>Title of the report; the name if empty.</summary>
    [ForReaders]
    public string? Title { get; set; }

    /// <summary>Author or authors, for the report.</summary>
    [ForReaders]
    public string? Author { get; set; }

    /// <summary>Date of the study, for the report: free text; empty for the day of the run.</summary>
    [ForReaders]
    public string? Date { get; set; }

    /// <summary>Time that the maps stand for, <c>2008</c> or <c>2000-2015</c>, for their STAC items; empty for that of the profiles.</summary>
    [ForReaders]
    public string? Period { get; set; }

    /// <summary>Whether the report compares the study with Wang et al. 2025; null for only with <c>preset: paper</c>.</summary>
    [ForReaders]
    public bool? PaperComparison { get; set; }

    /// <summary><c>default</c>, or <c>paper</c>: the choices of Wang et al. 2025 for missing keys.</summary>
    public string Preset { get; set; } = "default";

    /// <summary>Seed of all random numbers of the study.</summary>
    public ulong Seed { get; set; } = 1;

    /// <summary>Grid of the maps.</summary>
    public GridSection Grid { get; set; } = new();

    /// <summary>Profile tables, read one after another.</summary>
    public List<ProfileTableSection> Profiles { get; set; } = [];

    /// <summary>Selection of profiles, and method from horizons to layers and β.</summary>
    public SoilSection Soil { get; set; } = new();

    /// <summary>Covariates, in the order of the forest's features.</summary>
    public List<CovariateSection> Covariates { get; set; } = [];

    /// <summary>Topsoil SOC density.</summary>
    public TopsoilSection Topsoil { get; set; } = new();

    /// <summary>Rasters that exclude cells.</summary>
    public List<MaskSection> Masks { get; set; } = [];

    /// <summary>Depth to rock: layers end there; null for none.</summary>
    public RockSection? DepthToRock { get; set; }

    /// <summary>Zones that get totals in addition to the whole map.</summary>
    public List<ZoneSection> Zones { get; set; } = [];

    /// <summary>Ecosystems, each with its own forest.</summary>
    public List<EcosystemSection> Ecosystems { get; set; } = [];

    /// <summary>Depths that bound the layers of a direct model, cm; empty for the standard ones.</summary>
    public List<int> Layers { get; set; } = [];

    /// <summary>A property to map in addition to carbon; null for none.</summary>
    public TargetSection? Target { get; set; }

    /// <summary>The models of β and of carbon.</summary>
    public ForestSection Forest { get; set; } = new();

    /// <summary>Validation of the model on held-out profiles.</summary>
    public ValidationSection Validation { get; set; } = new();

    /// <summary>Whether and how mtry and node size are tuned.</summary>
    public TuningSection Tuning { get; set; } = new();

    /// <summary>Analysis of the drivers of β.</summary>
    public DriversSection Drivers { get; set; } = new();

    /// <summary>Area of applicability.</summary>
    public ApplicabilitySection Applicability { get; set; } = new();

    /// <summary>Draws and refits.</summary>
    public UncertaintySection Uncertainty { get; set; } = new();
}
