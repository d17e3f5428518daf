using System.Globalization;
using SoilBeta.Numerics;
using SoilBeta.Rasters;
using SoilBeta.Soil;
using SoilBeta.Soil.Tables;

namespace SoilBeta.Studies;

/// <summary>A study: all choices of its file and the command line, checked and bound once, immutable, with absolute paths.</summary>
/// <remarks>
/// To add a key: a property with its default in the section's class (<c>UncertaintySection</c>) (the order of the properties is that of the effective study as text), a property in the record
/// that the section is bound to (<see cref="Uncertainty"/> for <c>UncertaintySection</c>), its check in that record's <c>Bind</c>, and a line in <c>docs/study-file.md</c>. A text that names
/// one of a list gets an enum and its words in <see cref="StudyWords"/>; a default that depends on the preset is filled in <c>Bind</c> by <c>??=</c>. Nothing else: rooms get the
/// <see cref="Study"/>, and a test reads the sources and fails where a word of a study is compared as text.
/// </remarks>
public sealed record Study
{
    /// <summary>Name; the default output folder is <c>out/NAME</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Title of the report.</summary>
    public string Title { get; init; } = "";

    /// <summary>Author or authors; empty for none.</summary>
    public string Author { get; init; } = "";

    /// <summary>Date of the study as the file says it; empty for none.</summary>
    public string Date { get; init; } = "";

    /// <summary>Years that the maps stand for; null where the file does not say.</summary>
    public (int First, int Last)? Period { get; init; }

    /// <summary>Whether the report compares the study with Wang et al. 2025.</summary>
    public bool ComparesWithPaper { get; init; }

    /// <summary>The files that the study reads, with their makers.</summary>
    public IReadOnlyList<StudyInput> Inputs { get; init; } = [];

    /// <summary>Preset.</summary>
    public required StudyPreset Preset { get; init; }

    /// <summary>Seed of all random numbers of the study.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Grid of the maps.</summary>
    public required StudyGrid Grid { get; init; }

    /// <summary>Profile tables, read one after another.</summary>
    public required IReadOnlyList<HorizonTableOptions> Profiles { get; init; }

    /// <summary>Selection of profiles, and method from horizons to layers and β.</summary>
    public required SoilMethod Soil { get; init; }

    /// <summary>Covariates, in the order of the forest's features.</summary>
    public required IReadOnlyList<Covariate> Covariates { get; init; }

    /// <summary>Topsoil SOC density.</summary>
    public required Topsoil Topsoil { get; init; }

    /// <summary>Rasters that exclude cells.</summary>
    public required IReadOnlyList<Mask> Masks { get; init; }

    /// <summary>Depth to rock, cm: layers end there; null for none.</summary>
    public required StudyRaster? DepthToRock { get; init; }

    /// <summary>Zones that get totals in addition to the whole map.</summary>
    public required IReadOnlyList<ZoneSet> Zones { get; init; }

    /// <summary>Ecosystems, each with its own forest.</summary>
    public required IReadOnlyList<Ecosystem> Ecosystems { get; init; }

    /// <summary>Layers of a direct model of carbon.</summary>
    public required LayerBounds Layers { get; init; }

    /// <summary>A property that is mapped in addition to carbon; null for none.</summary>
    public required Target? Target { get; init; }

    /// <summary>The models of β and of carbon.</summary>
    public required ModelChoice Forest { get; init; }

    /// <summary>Validation of the model on held-out profiles.</summary>
    public required Validation Validation { get; init; }

    /// <summary>Whether and how mtry and node size are tuned.</summary>
    public required Tuning Tuning { get; init; }

    /// <summary>Analysis of the drivers of β.</summary>
    public required Drivers Drivers { get; init; }

    /// <summary>Area of applicability.</summary>
    public required Applicability Applicability { get; init; }

    /// <summary>Draws and refits.</summary>
    public required Uncertainty Uncertainty { get; init; }

    /// <summary>All files that the study names, in the order of its sections.</summary>
    public required IReadOnlyList<StudyPath> Paths { get; init; }

    /// <summary>Model of the carbon maps.</summary>
    public CarbonModel Carbon => Forest.Carbon;

    /// <summary>Whether the given topsoil is the first layer of a direct model: it then replaces the model's own.</summary>
    public bool TopsoilReplacesFirst => Topsoil.IsGiven && Topsoil.Depth == Layers.Bottom(0);

    /// <summary>Maps of every ecosystem: of carbon, then of the layers of a target. Those of a study that chooses its model of carbon are common to all models that it chooses from.</summary>
    public IReadOnlyList<MapProduct> Products => [.. CarbonProducts, .. Target is { } target ? MapProduct.ForTarget(target) : []];

    /// <summary>Maps of β and carbon.</summary>
    public IReadOnlyList<MapProduct> CarbonProducts => Carbon == CarbonModel.Direct ? MapProduct.ForLayers(Layers, TopsoilReplacesFirst) : MapProduct.All;

    /// <summary>Depth intervals of the totals, as far as every model that the study chooses from has them.</summary>
    public IReadOnlyList<TotalsLayer> Totals => Carbon == CarbonModel.Direct ? TotalsLayer.ForLayers(Layers) : TotalsLayer.All;

    /// <summary>Names of the covariates, in their order.</summary>
    public IReadOnlyList<string> CovariateNames => [.. Covariates.Select(covariate => covariate.Name)];

    /// <summary>All rasters that are resampled to the grid or sampled at places, with keys, unit and plausible range: for <c>check</c> and the stack.</summary>
    public IEnumerable<StudyRaster> Rasters =>
    [
        .. Covariates.Select(covariate => covariate.Raster),
        .. Topsoil.Rasters,
        .. Soil.Fill.Rasters,
        .. Masks.Select(mask => mask.Raster),
        .. DepthToRock is { } rock ? [rock] : Array.Empty<StudyRaster>(),
        .. Ecosystems.Select(ecosystem => ecosystem.Raster),
        .. Zones.OfType<RasterZones>().Select(zones => zones.Raster),
    ];

    /// <summary>The rasters and vector layers among the files.</summary>
    public IEnumerable<InputFile> OpenedFiles => Paths.Where(path => path.Kind != FileKind.Table).Select(path => new InputFile(path.Value, path.Kind == FileKind.Vector));

    /// <summary>Perturbation of each covariate in the study's order, then of the topsoil.</summary>
    public IReadOnlyList<Perturbation> Perturbations => [.. Covariates.Select(covariate => covariate.Perturbation), Topsoil.Perturbation];

    /// <summary>Number of normals per draw: one per covariate, and one for an uncertain topsoil.</summary>
    public int Variables => Covariates.Count + (Topsoil.IsUncertain ? 1 : 0);

    /// <summary>The study with another draw mode.</summary>
    public Study In(DrawMode mode) => this with { Uncertainty = Uncertainty.In(mode) };

    /// <summary>Binds a study's sections, in the order in which its files are listed.</summary>
    /// <param name="section">The study file's content; missing keys get their defaults, so that it then is the effective study.</param>
    /// <param name="at">The file.</param>
    internal static Study Bind(StudySection section, Binding at)
    {
        if (section.Name.Length == 0)
            at.Add("name", "a study needs a name; its results lie in out/NAME.");
        else if (!Binding.IsFileName(section.Name))
            at.Add("name", $"'{section.Name}' cannot name a folder; use letters, digits, '-' and '_' (and '.' inside), at most 64.");
        var preset = at.Word("preset", section.Preset, StudyWords.Presets);
        at = at.With(preset);
        var grid = StudyGrid.Bind(section.Grid, at.Section("grid"));
        HorizonTableOptions[] profiles = [.. section.Profiles.Select((table, i) => ProfileTable.Bind(table, at.Entry("profiles", i)))];
        var soil = SoilMethod.Bind(section.Soil, at.Section("soil"), endsAtRock: section.DepthToRock is not null);
        var covariates = Covariate.BindAll(section.Covariates, at, soil.Covariates, profiles);
        var forest = ModelChoice.Bind(section.Forest, at.Section("forest"), covariates.Count, section.Seed);
        var topsoil = Topsoil.Bind(section.Topsoil, at.Section("topsoil"), mayLack: forest.Carbon == CarbonModel.Direct);
        Mask[] masks = [.. section.Masks.Select((mask, i) => Mask.Bind(mask, at.Entry("masks", i)))];
        var rock = section.DepthToRock is { } depth ? Rock.Bind(depth, at.Section("depth_to_rock")) : null;
        at.Unique("zones", section.Zones.Select(zone => zone.Name));
        ZoneSet[] zones = [.. section.Zones.Select((zone, i) => ZoneSet.Bind(zone, at.Entry("zones", i)))];
        var validation = Validation.Bind(section.Validation, at.Section("validation"));
        var layers = LayersOf(section, at, forest, soil);
        if (forest.TopsoilFeature && !topsoil.IsGiven)
            at.Add("forest.topsoil_feature", "needs a topsoil, and the study has none; leave the key out, or add the section 'topsoil'.");
        else if (forest.TopsoilFeature && topsoil.Depth != layers.Bottom(0))
            at.Add("forest.topsoil_feature", $"is for a topsoil that is the first of the layers, and the topsoil ends at {topsoil.Depth} cm, the layer at {layers.Bottom(0)} cm; leave the key out, or set 'layers'.");
        return new Study
        {
            Name = section.Name,
            Title = string.IsNullOrEmpty(section.Title) ? section.Name : section.Title,
            Author = section.Author ?? "",
            Date = section.Date ?? "",
            Period = PeriodOf(section.Period, at),
            ComparesWithPaper = section.PaperComparison ?? preset == StudyPreset.Paper,
            Inputs = StudyInput.List(section),
            Preset = preset,
            Seed = section.Seed,
            Grid = grid,
            Profiles = profiles,
            Soil = layers.Equals(LayerBounds.Standard) ? soil : soil with { Rules = soil.Rules with { OwnLayers = layers } },
            Covariates = covariates,
            Topsoil = topsoil,
            Masks = masks,
            DepthToRock = rock,
            Zones = zones,
            Ecosystems = Ecosystem.BindAll(section.Ecosystems, at),
            Layers = layers,
            Target = section.Target is { } target ? Target.Bind(target, at.Section("target"), layers, [.. section.Ecosystems.Select(ecosystem => ecosystem.Code)]) : null,
            Forest = forest,
            Validation = validation,
            Tuning = Tuning.Bind(section.Tuning, at.Section("tuning"), covariates.Count),
            Drivers = Drivers.Bind(section.Drivers, at.Section("drivers")),
            Applicability = Applicability.Bind(section.Applicability, at.Section("applicability"), validation),
            Uncertainty = Uncertainty.Bind(section.Uncertainty, at.Section("uncertainty"), covariates.Count),
            Paths = at.Paths,
        };
    }

    private static (int First, int Last)? PeriodOf(string? text, Binding at)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        int[] years = [.. text.Split('-', '–').Select(part => int.TryParse(part.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int year) ? year : 0)];
        if (years.Length is 1 or 2 && years.All(year => year is >= 1800 and <= 2200) && years[0] <= years[^1])
            return (years[0], years[^1]);
        at.Add("period", $"found '{text}', expected a year or two: 2008, or 2000-2015.");
        return null;
    }

    /// <summary>Layers of the direct model. Models to choose from must map the same ones, so that other layers than the standard ones need a direct model.</summary>
    private static LayerBounds LayersOf(StudySection section, Binding at, ModelChoice forest, SoilMethod soil)
    {
        if (section.Layers.Count == 0)
        {
            if (forest.MayBeDirect)
                section.Layers = [.. LayerBounds.Standard.Depths];
            return LayerBounds.Standard;
        }
        if (LayerBounds.FaultOf(section.Layers) is { } fault)
        {
            at.Add("layers", fault);
            return LayerBounds.Standard;
        }
        var layers = new LayerBounds([.. section.Layers]);
        if (forest.Carbon != CarbonModel.Direct && !layers.Equals(LayerBounds.Standard))
            at.Add("layers", $"found [{string.Join(", ", section.Layers)}] with 'model: {section.Forest.Model}'. Only a direct model predicts other layers than [{string.Join(", ", LayerBounds.Standard.Depths)}]; use 'model: direct'.");
        if (!layers.Equals(LayerBounds.Standard) && soil.Rules.Spline != SplineMode.Exact)
            at.Add("layers", $"found [{string.Join(", ", section.Layers)}] with 'spline: {section.Soil.Spline}', which gives layers of 20 cm only; use 'spline: exact'.");
        return layers;
    }
}

/// <summary>Preset of the defaults for missing keys.</summary>
public enum StudyPreset
{
    /// <summary>Current good practice.</summary>
    Default,

    /// <summary>Choices of Wang et al. 2025.</summary>
    Paper,
}
