namespace SoilBeta.Studies.StudyFile;

/// <summary>A study as its YAML file says it, key for key (snake_case in the file). <c>StudyReader</c> reads and checks it and applies the preset.</summary>
public sealed class Study
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

    /// <summary>How the model is held against profiles that it has not seen.</summary>
    public ValidationSection Validation { get; set; } = new();

    /// <summary>Whether and how mtry and node size are tuned.</summary>
    public TuningSection Tuning { get; set; } = new();

    /// <summary>How it is shown what drives β.</summary>
    public DriversSection Drivers { get; set; } = new();

    /// <summary>Where the validation applies.</summary>
    public ApplicabilitySection Applicability { get; set; } = new();

    /// <summary>Draws and refits.</summary>
    public UncertaintySection Uncertainty { get; set; } = new();

    /// <summary>A copy whose uncertainty can be changed; the other sections are shared.</summary>
    internal Study Copy()
    {
        var copy = (Study)MemberwiseClone();
        copy.Uncertainty = Uncertainty.Copy();
        return copy;
    }
}

/// <summary>Grid of the maps: a resolution and bounds, or like a raster.</summary>
public sealed class GridSection
{
    /// <summary>Path of a raster whose grid is taken, relative to the study file.</summary>
    public string? Like { get; set; }

    /// <summary>Cell size: a number in the unit of the CRS, or with a unit: <c>5 arcmin</c>, <c>30 arcsec</c>, <c>0.5 deg</c>, <c>1000 m</c>.</summary>
    public string? Resolution { get; set; }

    /// <summary>West, south, east, north in the unit of the CRS.</summary>
    public List<double>? Bounds { get; set; }

    /// <summary>Coordinate reference system as GDAL reads it: <c>EPSG:4326</c>, a PROJ string, <c>ESRI:54052</c>, <c>homolosine</c> (SoilGrids' Interrupted Goode Homolosine).</summary>
    public string Crs { get; set; } = "EPSG:4326";
}

/// <summary>One profile table.</summary>
public sealed class ProfileTableSection
{
    /// <summary>Path of a table of horizons, one row a horizon: .csv, .csv.gz or .xlsx.</summary>
    public string Table { get; set; } = "";

    /// <summary>Sheet of an .xlsx; the first when empty.</summary>
    public string? Sheet { get; set; }

    /// <summary>Name used in <c>source</c> where the table has no such column; the file's name when empty.</summary>
    public string? Source { get; set; }

    /// <summary>Column names and units of a known compilation: <c>wosis</c>, <c>israd</c>, <c>sislac</c>; empty for <see cref="Columns"/> alone.</summary>
    public string? Preset { get; set; }

    /// <summary>Our name → the table's column. Ours: profile_id, source, site, lat, lon, ecosystem, top, bottom, horizon, soc, organic_matter, bulk_density, coarse, coarse_basis (vol or mass, row by row), clay, sand, silt, ph, total_nitrogen, year, duplicate, rock (depth of rock, cm). <c>a | b</c> takes the first column that has a value, <c>a + b</c> joins two by an underscore.</summary>
    public Dictionary<string, string> Columns { get; set; } = [];

    /// <summary>Our name → unit: soc, organic_matter, total_nitrogen (<c>g/kg</c>, <c>%</c>), bulk_density (<c>g/cm3</c>, <c>kg/m3</c>), coarse (<c>% volume</c>, <c>% mass</c>, <c>fraction volume</c>, <c>fraction mass</c>), top, bottom, rock (<c>cm</c>, <c>m</c>).</summary>
    public Dictionary<string, string> Units { get; set; } = [];

    /// <summary>A second table with one row a profile (or site), joined by a key; null for none.</summary>
    public JoinSection? Join { get; set; }
}

/// <summary>A second table joined to the horizons.</summary>
public sealed class JoinSection
{
    /// <summary>Path of the table.</summary>
    public string Table { get; set; } = "";

    /// <summary>Sheet of an .xlsx.</summary>
    public string? Sheet { get; set; }

    /// <summary>Key column of the horizon table.</summary>
    public string Key { get; set; } = "";

    /// <summary>Key column of the second table; the same name when empty.</summary>
    public string? OtherKey { get; set; }
}

/// <summary>Which profiles are used, and how horizons become layers and β.</summary>
public sealed class SoilSection
{
    /// <summary><c>exact</c> or <c>mpspline2</c>.</summary>
    public string? Spline { get; set; }

    /// <summary>λ of the spline.</summary>
    public double Lambda { get; set; } = 0.1;

    /// <summary><c>ratio</c>, <c>normalised</c>, <c>paper</c> or <c>loglinear</c>.</summary>
    public string? Beta { get; set; }

    /// <summary>Least number of measured horizons that start in the first metre (default 3; the paper: more than three, 4).</summary>
    public int? MinHorizons { get; set; }

    /// <summary>Deepest top of the first horizon, cm.</summary>
    public double FirstHorizonTop { get; set; } = 5;

    /// <summary>Largest β kept by <c>ratio</c>.</summary>
    public double LargestBeta { get; set; } = 1.02;

    /// <summary>Where missing bulk density and gravel come from.</summary>
    public FillSection Fill { get; set; } = new();

    /// <summary>Training covariates: <c>raster</c> (default) or <c>table_else_raster</c> (the paper's).</summary>
    public string? Covariates { get; set; }

    /// <summary>Whether rows marked as duplicates are dropped.</summary>
    public bool DropDuplicates { get; set; } = true;
}

/// <summary>Where missing bulk density and gravel come from.</summary>
public sealed class FillSection
{
    /// <summary>Raster of bulk density, g cm⁻³ after <see cref="BulkDensityScale"/>; null for none.</summary>
    public string? BulkDensityRaster { get; set; }

    /// <summary>Multiplier of that raster.</summary>
    public double BulkDensityScale { get; set; } = 1;

    /// <summary>Pedotransfer function of bulk density where there is no raster value: a name of <c>PedotransferFunctions</c>.</summary>
    public string? BulkDensityFunction { get; set; }

    /// <summary>Raster of gravel, volume % after <see cref="GravelScale"/>; null for none.</summary>
    public string? GravelRaster { get; set; }

    /// <summary>Multiplier of that raster.</summary>
    public double GravelScale { get; set; } = 1;

    /// <summary>Gravel where nothing is known, volume %.</summary>
    public double Gravel { get; set; }
}

/// <summary>One covariate.</summary>
public sealed class CovariateSection
{
    /// <summary>Name, the forest's feature.</summary>
    public string Name { get; set; } = "";

    /// <summary>Path of its raster; band 1 unless <see cref="Band"/>.</summary>
    public string Raster { get; set; } = "";

    /// <summary>Band, from 1.</summary>
    public int Band { get; set; } = 1;

    /// <summary>Multiplier that turns raster values into <see cref="Unit"/>.</summary>
    public double Scale { get; set; } = 1;

    /// <summary>Added after scaling.</summary>
    public double Offset { get; set; }

    /// <summary>Unit, e.g. <c>°C</c>.</summary>
    public string Unit { get; set; } = "";

    /// <summary><c>nearest</c>, <c>bilinear</c> (default), <c>cubic</c>, <c>average</c>, <c>mode</c>, … as gdalwarp.</summary>
    public string Resampling { get; set; } = "bilinear";

    /// <summary>Standard deviation of the perturbation: <c>10 %</c> (a share of |x|) or a number in <see cref="Unit"/>.</summary>
    public string? Sd { get; set; }

    /// <summary>Physical bounds that perturbed values are clipped to: lower, upper, in <see cref="Unit"/>; either may be null.</summary>
    public List<double?>? Bounds { get; set; }

    /// <summary>Column of the profile table, for <c>table_else_raster</c>: one of our names (clay, ph, total_nitrogen, …); null for none.</summary>
    public string? Column { get; set; }
}

/// <summary>Topsoil SOC density: a raster of it, or SOC content, bulk density and gravel.</summary>
public sealed class TopsoilSection
{
    /// <summary>Raster of SOC density; null if made from the three below.</summary>
    public string? Density { get; set; }

    /// <summary>Multiplier that turns the raster into Mg C ha⁻¹ (10 for kg m⁻²).</summary>
    public double Scale { get; set; } = 1;

    /// <summary>Raster of SOC content.</summary>
    public string? Soc { get; set; }

    /// <summary>Multiplier that gives g kg⁻¹.</summary>
    public double SocScale { get; set; } = 1;

    /// <summary>Raster of bulk density.</summary>
    public string? BulkDensity { get; set; }

    /// <summary>Multiplier that gives g cm⁻³.</summary>
    public double BulkDensityScale { get; set; } = 1;

    /// <summary>Raster of gravel.</summary>
    public string? Gravel { get; set; }

    /// <summary>Multiplier that gives volume %.</summary>
    public double GravelScale { get; set; } = 1;

    /// <summary>Depth of the topsoil d₀, cm: a multiple of 10.</summary>
    public int Depth { get; set; } = 20;

    /// <summary>Resampling.</summary>
    public string Resampling { get; set; } = "bilinear";

    /// <summary>Standard deviation: <c>10 %</c>, or a number in Mg C ha⁻¹; null for a certain topsoil, or for what the three below give together.</summary>
    public string? Sd { get; set; }

    /// <summary>Standard deviation of SOC content, a share.</summary>
    public string? SocSd { get; set; }

    /// <summary>Standard deviation of bulk density, a share.</summary>
    public string? BulkDensitySd { get; set; }

    /// <summary>Standard deviation of the fine earth 1 − gravel / 100 that gravel's error makes, a share.</summary>
    public string? GravelSd { get; set; }
}

/// <summary>A raster that leaves out cells; one of <see cref="Keep"/>, <see cref="Drop"/>, <see cref="Min"/>, <see cref="Max"/> at least.</summary>
public sealed class MaskSection
{
    /// <summary>Path.</summary>
    public string Raster { get; set; } = "";

    /// <summary>Values kept; null for all.</summary>
    public List<double>? Keep { get; set; }

    /// <summary>Values left out.</summary>
    public List<double>? Drop { get; set; }

    /// <summary>Smallest value kept.</summary>
    public double? Min { get; set; }

    /// <summary>Largest value kept.</summary>
    public double? Max { get; set; }
}

/// <summary>Depth to rock.</summary>
public sealed class RockSection
{
    /// <summary>Path; nodata means deep.</summary>
    public string Raster { get; set; } = "";

    /// <summary>Multiplier that gives cm.</summary>
    public double Scale { get; set; } = 1;

    /// <summary>Resampling.</summary>
    public string Resampling { get; set; } = "bilinear";
}

/// <summary>Zones from a raster of codes or a vector layer.</summary>
public sealed class ZoneSection
{
    /// <summary>Name of the set, e.g. <c>country</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary>Raster of integer codes.</summary>
    public string? Raster { get; set; }

    /// <summary>Code → name for a raster; codes without a name are named by number.</summary>
    public Dictionary<int, string> Names { get; set; } = [];

    /// <summary>Vector file.</summary>
    public string? Vector { get; set; }

    /// <summary>Field of the vector layer that names the zone.</summary>
    public string? Field { get; set; }
}

/// <summary>One ecosystem: where it is, and which profiles belong to it.</summary>
public sealed class EcosystemSection
{
    /// <summary>Short code used in file names, e.g. <c>CL</c>.</summary>
    public string Code { get; set; } = "";

    /// <summary>Name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Raster of its area; null if from <see cref="Classes"/>.</summary>
    public string? Area { get; set; }

    /// <summary>What that raster holds: <c>fraction</c>, <c>percent</c> or <c>hectares</c> (of a cell of that raster).</summary>
    public string AreaUnit { get; set; } = "fraction";

    /// <summary>Standard deviation of the ecosystem's area, a share: one factor for the whole map; null for a certain area.</summary>
    public string? AreaSd { get; set; }

    /// <summary>Land-cover raster whose classes are turned into fractions of a cell.</summary>
    public string? LandCover { get; set; }

    /// <summary>Classes of the land-cover raster.</summary>
    public List<int> Classes { get; set; } = [];

    /// <summary>Values of the profile tables' ecosystem column that mean this ecosystem; the name when empty. Profiles without a value take the ecosystem with the largest fraction at their place.</summary>
    public List<string> ProfileValues { get; set; } = [];
}

/// <summary>The model of β.</summary>
public sealed class ForestSection
{
    /// <summary><c>forest</c> (default), <c>constant</c> or <c>mixed</c>.</summary>
    public string Model { get; set; } = "forest";

    /// <summary>Trees of each forest.</summary>
    public int Trees { get; set; } = 500;

    /// <summary>Features tried at a split; null: a third of them, at least 1.</summary>
    public int? Mtry { get; set; }

    /// <summary>Nodes of this many rows (copies counted) or fewer are not split.</summary>
    public int MinNodeSize { get; set; } = 5;
}

/// <summary>How the model is held against profiles that it has not seen.</summary>
public sealed class ValidationSection
{
    /// <summary>Folds of every design that has folds.</summary>
    public int Folds { get; set; } = 10;

    /// <summary>Repeats of random, site and block folds; 0 leaves all designs but in-sample and out-of-bag out.</summary>
    public int Repeats { get; set; } = 3;

    /// <summary>Repeats of the paper's 70/30; 0 for none.</summary>
    public int Holdouts { get; set; } = 10;

    /// <summary>Sides of spatial blocks, degrees; empty for none (then nothing is known of skill).</summary>
    public List<double> Blocks { get; set; } = [1, 2, 5];

    /// <summary>Cells of the map that nearest-neighbour-distance-matched folds are matched to; 0 for no such folds.</summary>
    public int MapCells { get; set; } = 1000;

    /// <summary>Whether the coverage of the intervals and the split of the variance are found out.</summary>
    public bool Coverage { get; set; } = true;

    /// <summary>Trees of the forests of folds; null: those of the model, at most 200.</summary>
    public int? Trees { get; set; }
}

/// <summary>Whether and how mtry and node size are tuned. The number of trees stays the study's; its effect is in the surface.</summary>
public sealed class TuningSection
{
    /// <summary><c>off</c>, <c>bootstrap</c> (as e1071's tune: the least error on sites that were not drawn) or <c>out_of_bag</c>.</summary>
    public string? Method { get; set; }

    /// <summary>Values of mtry; empty: every one, at most nine.</summary>
    public List<int> Mtry { get; set; } = [];

    /// <summary>Least node sizes.</summary>
    public List<int> NodeSizes { get; set; } = [3, 5, 10, 20];

    /// <summary>Numbers of trees of the surface; empty: a fifth, two fifths and all of the model's, at most 500.</summary>
    public List<int> Trees { get; set; } = [];

    /// <summary>Bootstrap samples.</summary>
    public int Bootstraps { get; set; } = 10;
}

/// <summary>How it is shown what drives β.</summary>
public sealed class DriversSection
{
    /// <summary>Values of a dependence curve, and bins of the accumulated effects.</summary>
    public int Points { get; set; } = 25;

    /// <summary>Forests on resampled sites for the 95 % bands; 0 for none.</summary>
    public int Refits { get; set; } = 25;

    /// <summary>Rows that curves are averaged over.</summary>
    public int Rows { get; set; } = 500;

    /// <summary>Whether covariates are selected forward under blocks; it advises and changes no model.</summary>
    public bool Selection { get; set; } = true;
}

/// <summary>Where the validation applies: the dissimilarity index (Meyer and Pebesma 2021).</summary>
public sealed class ApplicabilitySection
{
    /// <summary>Whether the maps of it are written.</summary>
    public bool Map { get; set; } = true;

    /// <summary>What the covariates count by: <c>importance</c> (permutation importance, default) or <c>equal</c>.</summary>
    public string Weights { get; set; } = "importance";

    /// <summary>Side of the blocks of the folds that the threshold is taken from, degrees; null: the smallest of <c>validation.blocks</c>, or folds of sites without any.</summary>
    public double? Block { get; set; }
}

/// <summary>Draws and refits.</summary>
public sealed class UncertaintySection
{
    /// <summary>Draws.</summary>
    public int Draws { get; set; } = 1000;

    /// <summary>How common draws are sampled: <c>monte-carlo</c> (default) or <c>sobol</c> (Owen-scrambled; the draws are <see cref="Replicates"/> times a power of two).</summary>
    public string Sampler { get; set; } = "monte-carlo";

    /// <summary>Sobol: independent scramblings that are pooled; two or more for standard errors.</summary>
    public int Replicates { get; set; } = 1;

    /// <summary>Whether the bounds of totals get the standard error that the number of draws leaves.</summary>
    public bool StandardErrors { get; set; }

    /// <summary>Two levels of the prediction interval by quantile regression forest, the maps' bands <c>prediction_q05</c>, <c>prediction_q95</c>; null: [0.05, 0.95]; an empty list for none.</summary>
    public List<double>? Prediction { get; set; }

    /// <summary>Correlation of the covariates' errors: <c>none</c> (default, the paper's), <c>matrix</c>, or <c>training</c>: that of the profiles' covariates.</summary>
    public string? Correlation { get; set; }

    /// <summary>Correlations of the errors, in the order of the covariates, [row][column].</summary>
    public List<List<double>>? CorrelationMatrix { get; set; }

    /// <summary><c>common</c> (default), <c>block</c> or <c>independent</c>.</summary>
    public string Mode { get; set; } = "common";

    /// <summary>Side of a block, degrees (or the CRS' unit), for <c>block</c>.</summary>
    public double Block { get; set; } = 1;

    /// <summary><c>none</c>, <c>cycled</c> or <c>crossed</c>; null: <c>none</c> unless <see cref="RefitCount"/> is given, then <c>cycled</c>.</summary>
    public string? Refits { get; set; }

    /// <summary>Number of refits B (the paper: 100).</summary>
    public int? RefitCount { get; set; }

    /// <summary>Other modes whose totals are wanted beside: <c>common</c>, <c>block</c>, <c>independent</c>; each costs a run of its own.</summary>
    public List<string> Compare { get; set; } = [];

    /// <summary>Whether totals get intervals that include residuals of β correlated in space.</summary>
    public bool Residuals { get; set; }

    /// <summary>A copy.</summary>
    internal UncertaintySection Copy() => (UncertaintySection)MemberwiseClone();
}
