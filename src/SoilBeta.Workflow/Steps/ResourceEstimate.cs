using SoilBeta.Devices;
using SoilBeta.Devices.Benchmarks;
using SoilBeta.Mapping.Maps;
using SoilBeta.Mapping.Totals;
using SoilBeta.Numerics;
using SoilBeta.Rasters;
using SoilBeta.Soil;
using SoilBeta.Studies;
using SoilBeta.Training.Models;

namespace SoilBeta.Workflow.Steps;

/// <summary>Upper limits of the resources that a study's maps need: for <c>check</c>, and for job requests on a cluster.</summary>
/// <param name="Cells">Number of cells to compute, all ecosystems together.</param>
/// <param name="CellsCounted">Whether they were counted in a stack; otherwise the whole grid is assumed.</param>
/// <param name="DiskBytes">Disk for stack, tiles and maps, bytes.</param>
/// <param name="MemoryBytes">Smallest sufficient <c>--memory</c>, bytes; with more, the maps take less time.</param>
/// <param name="Seconds">Time of the maps on the CPU device with the options' threads, s.</param>
/// <param name="Trees">Number of trees per forest; 1 for other models.</param>
/// <param name="Realisations">Number of realisations per cell.</param>
public sealed record ResourceEstimate(long Cells, bool CellsCounted, long DiskBytes, long MemoryBytes, double Seconds, int Trees, long Realisations)
{
    /// <summary>Number of bands in an applicability map.</summary>
    private const int ApplicabilityBands = 2;

    /// <summary>Processor time of a cell's prediction interval for each tree of a forest that exceeds a core's caches, s (bench/uncertainty/prediction-cost.cs).</summary>
    private const double IntervalSecondsPerTree = 6e-7;

    /// <summary>Processor time of a cell's dissimilarity index for each profile and covariate, s (bench/uncertainty/applicability.cs).</summary>
    private const double IndexSecondsPerValue = 5e-10;

    /// <summary>Nodes of a tree for each profile, assumed where there is no forest yet: nodes of five profiles and more are split.</summary>
    private const double NodesPerProfile = 0.7;

    /// <summary>Time of each further output of a forest, relative to the first.</summary>
    private const double TimePerOutput = 0.375;

    /// <summary>Profiles of an ecosystem, assumed where there is no table yet: the paper has 18,000 in three.</summary>
    private const long UnknownProfiles = 10_000;

    /// <summary>Estimates the resources; takes about half a second, since it measures this machine's speed.</summary>
    /// <param name="study">Study.</param>
    /// <param name="grid">Grid.</param>
    /// <param name="folder">Output folder; an existing stack or table of profiles is counted.</param>
    /// <param name="options">Threads and memory.</param>
    /// <exception cref="InvalidDataException">The totals are too large for any memory.</exception>
    public static ResourceEstimate ForStudy(Study study, Grid grid, OutputFolder folder, StepOptions options)
    {
        long cells = CellsOf(study, grid, folder, out bool counted);
        var uncertainty = study.Uncertainty;
        int trees = study.Forest.TreesOnMap;
        long realisations = uncertainty.Realisations;
        var models = new EstimatedModels(study, folder);
        return new ResourceEstimate(cells, counted, Disk(study, grid, cells, models, options), Memory(study, folder, trees), Time(study, folder, cells, models, options), trees, realisations);
    }

    /// <summary>Number of bands in each map of β or density.</summary>
    internal static int Bands(Uncertainty uncertainty) => MapProduct.CountBands(uncertainty.Prediction.Count, uncertainty.MapStandardErrors);

    // Cells times ecosystems: without a stack, at most the whole grid.
    private static long CellsOf(Study study, Grid grid, OutputFolder folder, out bool counted)
    {
        counted = false;
        if (StackReader.KeyOf(folder.Stack) is null)
            return grid.Cells * study.Ecosystems.Count;
        using var stack = StackReader.Open(folder.Stack);
        if (stack.Grid != grid || !study.Ecosystems.All(ecosystem => stack.Has(StackLayerNames.Fraction(ecosystem.Code))))
            return grid.Cells * study.Ecosystems.Count;
        counted = true;
        long found = 0;
        float[] valid = new float[grid.Width], fraction = new float[grid.Width];
        for (int row = 0; row < grid.Height; row++)
        {
            stack.ReadRows(StackLayerNames.Valid, row, valid);
            foreach (var ecosystem in study.Ecosystems)
            {
                stack.ReadRows(StackLayerNames.Fraction(ecosystem.Code), row, fraction);
                for (int column = 0; column < grid.Width; column++)
                    found += StackLayerNames.IsMapped(valid[column], fraction[column]) ? 1 : 0;
            }
        }
        return found;
    }

    private static long Disk(Study study, Grid grid, long cells, EstimatedModels models, StepOptions options)
    {
        long realisations = study.Uncertainty.Realisations;
        long bands = ((study.Ecosystems.Count + 1L) * study.Products.Count * Bands(study.Uncertainty)) + (study.Applicability.Map && study.Profiles.Count > 0 ? study.Ecosystems.Count * ApplicabilityBands : 0);
        // Each map temporarily exists twice: as written, and as Cloud-Optimised GeoTIFF with overviews.
        long maps = bands * sizeof(float) * Math.Min(cells, grid.Cells) * 2;
        // Tiles: the record of each cell, and for each tile, until they are added up, the totals of each realisation and zone combination (two in a tile, where there are zones).
        var carbon = models.ShapeOf(MapModel.Carbon);
        long cell = TileRecord.PlaceBytes + carbon.Bytes;
        long tiles = 1 + (cells / DeviceTiles.CellsOfTile(options.Threads, (double)realisations * study.Forest.TreesOnMap, 64, 32768));
        long row = (study.Zones.Count > 0 ? 2 : 1) * carbon.Parts * realisations * sizeof(long);
        long totals = Math.Min(tiles * row, Math.Max(study.Ecosystems.Count * TileOptions.LeastTotals, cells * cell) + (study.Ecosystems.Count * row));
        int runs = 1 + study.Uncertainty.Compare.Count;
        // An ecosystem's tiles temporarily exist twice, while they are merged.
        long again = totals < tiles * row ? cells * cell : 0;
        return StackStep.BytesOf(study, grid) + maps + (cells * models.Runs.Sum(run => TileRecord.PlaceBytes + models.ShapeOf(run.Model).Bytes)) + (totals * runs) + again;
    }

    // Zones are counted in a stack if there is one; otherwise a few are assumed for each set.
    private static long Memory(Study study, OutputFolder folder, int trees)
    {
        long profiles = Profiles(folder);
        int zones = 1 + (16 * study.Zones.Count);
        if (StackReader.KeyOf(folder.Stack) is not null)
        {
            using var stack = StackReader.Open(folder.Stack);
            if (study.Zones.All(zone => stack.Has(StackLayerNames.Zone(zone.Name))))
                zones = new ZoneIndex(study, stack).Names.Count;
        }
        TotalsShape.RequireRoom(zones, new EstimatedModels(study, folder).ShapeOf(MapModel.Carbon).Parts, study.Uncertainty.Realisations);
        return MemoryBudget.LeastFor(StudyMemory.ForStudy(study, zones, (long)(trees * profiles * NodesPerProfile), profiles));
    }

    // Upper limit: all profiles may be of one ecosystem.
    private static long Profiles(OutputFolder folder) => File.Exists(folder.Profiles) ? File.ReadLines(folder.Profiles).LongCount() : UnknownProfiles;

    private static double Time(Study study, OutputFolder folder, long cells, EstimatedModels models, StepOptions options)
    {
        int trees = study.Forest.TreesOnMap;
        // Once for an ecosystem's own maps, and again for those of all ecosystems where several share a cell.
        int walks = study.Ecosystems.Count > 1 ? 2 : 1;
        double intervals = study.Uncertainty.Prediction.Count > 0 ? models.Count * IntervalSecondsPerTree * Math.Min(trees, Forests.QuantileForest.IntervalTrees) * walks * cells / options.Threads : 0;
        double index = study.Applicability.Map && study.Profiles.Count > 0 ? IndexSecondsPerValue * Profiles(folder) / study.Ecosystems.Count * study.Covariates.Count * cells / options.Threads : 0;
        var uncertainty = study.Uncertainty;
        // All replicates together, and the joint quantiles, take as long as a run.
        var timings = models.Runs.Select(run => run.Mode).Distinct().ToDictionary(mode => mode, mode => ShortTiming.Measure(options.Threads, uncertainty.Draws, mode));
        double runs = models.Runs.Where(run => run.Replicate <= 1).Sum(run => models.Outputs(run.Model) * timings[run.Mode].Seconds(cells, trees, uncertainty.Passes));
        double joint = uncertainty.JointQuantiles ? models.Runs.Where(run => run == DrawRun.Own(study, run.Model)).Sum(run => models.Outputs(run.Model) * timings[run.Mode].Seconds(cells, trees, uncertainty.Passes)) : 0;
        return intervals + index + runs + joint;
    }

    /// <summary>The models of a study and their runs; where the model of carbon is still to be chosen, the most expensive.</summary>
    private sealed class EstimatedModels
    {
        private readonly Study _study;
        private readonly CarbonChoice _carbon;

        public EstimatedModels(Study study, OutputFolder folder)
        {
            _study = study;
            _carbon = study.Carbon == CarbonModel.Best && !File.Exists(folder.Validation) ? new CarbonChoice(CarbonModel.Direct) : CarbonChoice.ReadFrom(study, folder.Validation);
            MapModel[] models = [.. ModelMaps.For(study, _carbon, study.Products).Select(maps => maps.Model)];
            (Count, Runs) = (models.Length, [.. models.SelectMany(model => DrawRun.All(study, model))]);
        }

        /// <summary>Number of models.</summary>
        public int Count { get; }

        /// <summary>Runs of all models.</summary>
        public IReadOnlyList<DrawRun> Runs { get; }

        /// <summary>Integers of a cell.</summary>
        public TileShape ShapeOf(MapModel model) => TileShape.Of(_study, _carbon, model);

        /// <summary>Time of a model with its outputs, relative to one output.</summary>
        public double Outputs(MapModel model) => ShapeOf(model) is { Sums: 0 } shape ? 1 + (TimePerOutput * (shape.Parts - 1)) : 1;
    }
}
