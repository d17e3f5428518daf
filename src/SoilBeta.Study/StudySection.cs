namespace SoilBeta.Studies;

/// <summary>A study as its YAML file says it, key for key (snake_case in the file): plain text and numbers, which <see cref="Study"/> is bound from.</summary>
internal sealed class StudySection
{
    /// <summary>Name; the default output folder is <c>out/NAME</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary><c>default</c>, or <c>paper</c>: every choice as Wang et al. 2025 made it, where the file does not say otherwise.</summary>
    public string Preset { get; set; } = "default";

    /// <summary>Seed of everything random in the study.</summary>
    public ulong Seed { get; set; } = 1;

    /// <summary>Grid of the maps.</summary>
    public GridSection Grid { get; set; } = new();

    /// <summary>Profile tables, joined one under the other.</summary>
    public List<ProfileTableSection> Profiles { get; set; } = [];

    /// <summary>Which profiles are used, and how horizons become layers and β.</summary>
    public SoilSection Soil { get; set; } = new();

    /// <summary>Covariates, in the order of the forest's features.</summary>
    public List<CovariateSection> Covariates { get; set; } = [];

    /// <summary>Topsoil SOC density.</summary>
    public TopsoilSection Topsoil { get; set; } = new();

    /// <summary>Rasters that leave out cells.</summary>
    public List<MaskSection> Masks { get; set; } = [];

    /// <summary>Depth to rock: layers end there; null for none.</summary>
    public RockSection? DepthToRock { get; set; }

    /// <summary>Zones whose totals are wanted beside those of the whole map.</summary>
    public List<ZoneSection> Zones { get; set; } = [];

    /// <summary>Ecosystems, each with its own forest.</summary>
    public List<EcosystemSection> Ecosystems { get; set; } = [];

    /// <summary>The model of β.</summary>
    public ForestSection Forest { get; set; } = new();

    /// <summary>How the model is validated against profiles that it has not seen.</summary>
    public ValidationSection Validation { get; set; } = new();

    /// <summary>Whether and how mtry and node size are tuned.</summary>
    public TuningSection Tuning { get; set; } = new();

    /// <summary>How it is shown what drives β.</summary>
    public DriversSection Drivers { get; set; } = new();

    /// <summary>Where the validation applies.</summary>
    public ApplicabilitySection Applicability { get; set; } = new();

    /// <summary>Draws and refits.</summary>
    public UncertaintySection Uncertainty { get; set; } = new();
}
