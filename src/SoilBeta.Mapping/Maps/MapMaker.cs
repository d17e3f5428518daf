using SoilBeta.Devices;
using SoilBeta.Mapping.Totals;
using SoilBeta.Numerics;
using SoilBeta.Rasters;
using SoilBeta.Studies;
using SoilBeta.Training.Assessment;
using SoilBeta.Training.Tables;

namespace SoilBeta.Mapping.Maps;

/// <summary>Makes maps and totals from a stack, forests and finished tiles: one ecosystem after the other, resumable; the maps of one are written while the next is computed.</summary>
public sealed class MapMaker(StudyContext study, OutputFolder folder, StepOptions options, StackReader stack, ITileSource source, MapRuns runs)
{
    /// <summary>The maps to write.</summary>
    public IReadOnlyList<MapProduct> Products { get; init; } = study.Study.Products;

    /// <summary>Training data of the models, for the area of applicability; empty where unknown.</summary>
    public IReadOnlyDictionary<string, TrainingData> Training { get; init; } = new Dictionary<string, TrainingData>(StringComparer.Ordinal);

    /// <summary>Validated skill of each ecosystem's forest, by code; empty where nothing was validated.</summary>
    public IReadOnlyDictionary<string, SkillFlag> Skills { get; init; } = new Dictionary<string, SkillFlag>(StringComparer.Ordinal);

    /// <summary>Loads a plan on the device that computes joint quantiles; null where there is none.</summary>
    public Func<RunPlan, IDeviceRun>? Load { get; init; }

    /// <summary>Time that each stage of the map took.</summary>
    public MapTimes Times { get; } = new();

    /// <summary>Makes the maps.</summary>
    /// <param name="window">Part of the grid.</param>
    /// <returns>The rows of the totals.</returns>
    public IReadOnlyList<TotalsRow> Run(GridWindow window)
    {
        var surveying = Times.Measure(MapTimes.Survey);
        var (context, survey) = MapContext.Open(study, folder, options, stack, window, runs);
        surveying.Dispose();
        int written = 0;
        IWorkReport? last = null;
        var predictions = new MapPredictions(study.Study, stack, Training, options);
        var levels = predictions.Levels();
        context = context with
        {
            Products = Products, Prediction = levels, Spreads = levels.Count > 0 ? RelativeInterval.Spreads(study.Study, Training, Products, levels) : context.Spreads, Times = Times, MapWritten = () =>
            {
                Interlocked.Increment(ref written);
                Volatile.Read(ref last)?.Advance(1);
            },
        };
        source.Begin(context, survey, runs);
        Directory.CreateDirectory(folder.Maps);
        // The disk must hold at least the maps of the largest ecosystem while they are written.
        DiskSpace.Require(folder.Root, survey.Ecosystems.Max(ecosystem => ecosystem.Cells) * Products.Count * MapProduct.BandCount * sizeof(float), "writing maps");

        var metadata = MapMetadata.Of(study, stack, runs.Carbon, prediction: levels.Count > 0);
        var found = new List<EcosystemTotals>();
        List<MapResults> models = [.. runs.Models(Products).Select(maps => new MapResults(maps))];
        var skill = new Dictionary<string, SkillFlag>(StringComparer.Ordinal);
        Task<EcosystemTotals>? writing = null;
        try
        {
            // Start with the largest ecosystem: while the last one's maps are written, the device is idle.
            foreach (var ecosystem in survey.Ecosystems.OrderByDescending(ecosystem => ecosystem.Cells))
            {
                var flag = skill[ecosystem.Code] = SkillOf(ecosystem.Code, runs.Forest(ecosystem.Code, runs.BetaModel));
                var computed = models.ConvertAll(model => Compute(context, ecosystem, model));
                if (writing is not null)
                    found.Add(writing.GetAwaiter().GetResult());
                var results = computed.ConvertAll(of => WithBounds(context, of, predictions, metadata, flag));
                writing = Task.Run(() => Write(context, results), CancellationToken.None);
                if (options.Threads < Environment.ProcessorCount)
                {
                    // The thread limit is below the number of cores: writing while computing would exceed it.
                    found.Add(writing.GetAwaiter().GetResult());
                    writing = null;
                }
            }
            // The device is idle by now; on a large grid the last files take a while.
            int left = (context.Products.Count * (survey.Ecosystems.Count + 1)) - Volatile.Read(ref written);
            Volatile.Write(ref last, options.Report.Begin("write maps", left, "maps"));
            if (writing is not null)
                found.Add(writing.GetAwaiter().GetResult());
        }
        catch
        {
            last?.Dispose();
            // Report the failure that occurred first.
            writing?.ContinueWith(_ => { }, TaskScheduler.Default).Wait(CancellationToken.None);
            throw;
        }
        skill = survey.Ecosystems.ToDictionary(ecosystem => ecosystem.Code, ecosystem => skill[ecosystem.Code], StringComparer.Ordinal);
        List<EcosystemTotals> totals = [.. survey.Ecosystems.Select(ecosystem => found.Single(totals => totals.Code == ecosystem.Code))];
        List<FinishedTiles> finished = [];
        using (last)
        using (Times.Measure(MapTimes.All))
        {
            foreach (var model in models)
            {
                List<FinishedTiles> tiles = [.. survey.Ecosystems.Select(ecosystem => model.Tiles[ecosystem.Code])];
                var own = context with { Products = model.Maps.Products };
                var joint = context.JointQuantiles ? new JointQuantiles(own, [.. tiles.Select(of => of.Plan)], Load ?? throw new InvalidOperationException("Joint quantiles need a device.")) : null;
                AllMaps.Write(own, new AllSources(tiles, model.Predictions, model.Forests, joint), MapMetadata.OfAll(metadata, model.Maps.Model, skill, context.JointQuantiles));
                model.Predictions.Clear();
                finished = model.Maps.Model == MapModel.Carbon ? tiles : finished;
            }
        }
        Dictionary<string, TotalsApplicability>? applicability;
        using (Times.Measure(MapTimes.Applicability))
            applicability = WriteApplicability(context, survey, skill, metadata);
        using var rest = Times.Measure(MapTimes.Totals);
        var wider = WiderRows(context, finished, totals, out var residuals);
        return WriteTotals(context, totals, skill, new TotalsExtras([.. OtherRows(context, survey), .. wider], applicability, residuals));
    }

    private Computed Compute(MapContext context, EcosystemSurvey ecosystem, MapResults model)
    {
        var request = runs.Request(ecosystem, DrawRun.Own(study.Study, model.Maps.Model));
        model.Tiles[ecosystem.Code] = source.Compute(context, request);
        ReplicateMap[] replicates = [.. DrawRun.Replicates(study.Study, model.Maps.Model).Select(run => new ReplicateMap(source.Compute(context, runs.Request(ecosystem, run))))];
        return new Computed(model, ecosystem, request.Forest, replicates.Length > 0 ? new CellErrors(replicates) : null);
    }

    private static EcosystemResults WithBounds(MapContext context, Computed computed, MapPredictions predictions, IReadOnlyDictionary<string, string> metadata, SkillFlag skill)
    {
        var (model, ecosystem, forest, errors) = computed;
        var bounds = predictions.BoundsOf(context, ecosystem.Code, model.Maps.Model, forest);
        if (bounds is not null)
            (model.Predictions[ecosystem.Code], model.Forests[ecosystem.Code]) = (bounds, forest);
        return new EcosystemResults(ecosystem, model.Maps, forest, model.Tiles[ecosystem.Code], MapMetadata.OfModel(metadata, model.Maps.Model, forest, skill, bounds)) { Prediction = bounds, Errors = errors };
    }

    /// <summary>The finished tiles of one model of an ecosystem.</summary>
    private sealed record Computed(MapResults Model, EcosystemSurvey Ecosystem, MapForest Forest, CellErrors? Errors);

    private SkillFlag SkillOf(string code, MapForest forest)
    {
        var flag = SkillFlags.Find(Skills, code, forest.Checksum);
        if (flag.HasSkill == false)
            options.Report.Say($"{code}: {flag.Sentence}");
        if (flag.HasSubsoilSkill == false)
            options.Report.Say($"{code}: {flag.SubsoilSentence}");
        return flag;
    }

    private Dictionary<string, TotalsApplicability>? WriteApplicability(MapContext context, MapSurvey survey, Dictionary<string, SkillFlag> skill, IReadOnlyDictionary<string, string> metadata)
    {
        // A map of an earlier study that this study does not make would look like one of its results.
        foreach (var ecosystem in survey.Ecosystems)
            File.Delete(folder.Map($"{ecosystem.Code}_{ApplicabilityMaps.Suffix}"));
        if (!study.Study.Applicability.Map || Training.Count == 0)
            return null;
        var found = new Dictionary<string, TotalsApplicability>(StringComparer.Ordinal);
        foreach (var ecosystem in survey.Ecosystems)
        {
            if (Training.TryGetValue(ecosystem.Code, out var data) && ApplicabilityMaps.Write(context, ecosystem, data, skill[ecosystem.Code], metadata) is { } applicability)
                found[ecosystem.Code] = applicability;
            else
                options.Report.Say($"{ecosystem.Code}: there is no dissimilarity index without at least two profiles that differ.");
        }
        return found;
    }

    /// <summary>Totals under the other modes that the study requests; without comonotone rows, which belong to the run itself.</summary>
    private List<TotalsRow> OtherRows(MapContext context, MapSurvey survey)
    {
        var rows = new List<TotalsRow>();
        foreach (DrawMode mode in study.Study.Uncertainty.Compare)
        {
            List<EcosystemTotals> totals = [.. survey.Ecosystems.Select(ecosystem => ComparisonRuns.TotalsOf(context, ecosystem, source.Compute(context, runs.Request(ecosystem, new DrawRun(mode)))))];
            var all = new EcosystemTotals(MapContext.All, totals[0].Shape);
            totals.ForEach(all.Add);
            rows.AddRange(totals.Append(all).SelectMany(sums => TotalsRow.Rows(sums, context.Zones.Names, context.AreaShift, mode, MapProduct.Probabilities)).Where(row => row.Interval == IntervalNames.Describe(mode)));
        }
        return rows;
    }

    /// <summary>Totals whose intervals include errors of areas and correlated residuals, where the study requests them.</summary>
    private List<TotalsRow> WiderRows(MapContext context, IReadOnlyList<FinishedTiles> tiles, List<EcosystemTotals> totals, out TotalsResiduals? residuals)
    {
        residuals = null;
        int realisations = totals[0].Shape.Realisations;
        ResidualField? field = null;
        if (study.Study.Uncertainty.Residuals)
        {
            if (SiteResiduals.VariogramOf(study.Study, runs.Carbon, folder, Training) is { } variogram)
            {
                field = ResidualField.Simulate(context, tiles, variogram, realisations);
                residuals = new TotalsResiduals(variogram.Nugget, variogram.Sill, variogram.Range, field.BlockDegrees, field.Blocks);
            }
            else
            {
                options.Report.Say($"totals carry no residuals: there are no held-out predictions of ten sites or more ({Path.GetFileName(SiteResiduals.FileOf(runs.Carbon, folder))}; soilbeta train).");
            }
        }
        var errors = tiles.Select((of, i) => new WiderErrors(
            study.Study.Ecosystems[i].AreaSd is { } sd ? WiderTotals.AreaFactors(study.Study.Seed, i, sd, realisations) : null,
            field?.Contribution(of))).ToList();
        return [.. WiderTotals.Rows(totals, errors, context.Zones.Names, context.AreaShift, study.Study.Uncertainty.Mode, MapProduct.Probabilities)];
    }

    private static EcosystemTotals Write(MapContext context, IReadOnlyList<EcosystemResults> models)
    {
        using var clock = context.Times.Measure(MapTimes.Write);
        List<(EcosystemTotals Totals, bool Reported)> written = [.. models.Select(results => (new EcosystemMaps(context with { Products = results.Maps.Products }, results).Write(), results.Maps.Model == MapModel.Carbon))];
        var totals = written.Find(of => of.Reported).Totals;
        foreach (var (suffix, shares) in written.Where(of => !of.Reported).SelectMany(of => of.Totals.RelativeIntervals))
            totals.RelativeIntervals[suffix] = shares;
        return totals;
    }

    private List<TotalsRow> WriteTotals(MapContext context, List<EcosystemTotals> totals, Dictionary<string, SkillFlag> skill, TotalsExtras extras)
    {
        var all = new EcosystemTotals(MapContext.All, totals[0].Shape);
        foreach (var ecosystem in totals)
            all.Add(ecosystem);
        var uncertainty = study.Study.Uncertainty;
        int batches = !uncertainty.StandardErrors ? 0 : uncertainty.Sampler.IsSobol ? uncertainty.Sampler.Replicates : BoundError.MonteCarloBatches;
        var rows = totals.Append(all)
            .SelectMany(sums => TotalsRow.Rows(sums, context.Zones.Names, context.AreaShift, uncertainty.Mode, MapProduct.Probabilities, batches)).Concat(extras.Rows).ToList();
        TotalsFiles.WriteCsv(folder.TotalsCsv, rows);
        TotalsFiles.WriteJson(folder.TotalsJson, new TotalsDocument(
            study.Study.Name, study.Checksum, study.Study.Seed, study.Study.Uncertainty.Draws, all.Shape.Realisations,
            "covariate-and-resampling interval: what the covariates' errors and the refits spread; not what a single profile spreads. comonotone: the cells' quantiles added up.",
            totals.Append(all).ToDictionary(sums => sums.Code, sums => Stock.MhaFromHectares(sums.UnmappedHectares), StringComparer.Ordinal),
            skill.ToDictionary(pair => pair.Key, pair => new TotalsSkill(pair.Value.HasSkill, pair.Value.Sentence, pair.Value.HasSubsoilSkill, pair.Value.SubsoilSentence), StringComparer.Ordinal), rows)
        {
            Applicability = extras.Applicability,
            Intervals = IntervalNames.Describe(study.Study, runs.Carbon, rows),
            Residuals = extras.Residuals,
            RelativePredictionInterval = totals.Exists(sums => sums.RelativeIntervals.Count > 0) ? totals.ToDictionary(sums => sums.Code, sums => sums.RelativeIntervals, StringComparer.Ordinal) : null,
        });
        return rows;
    }
}

/// <summary>Contents of the totals besides the run's own rows.</summary>
/// <param name="Rows">Rows of other intervals.</param>
/// <param name="Applicability">Areas of applicability.</param>
/// <param name="Residuals">Variogram of the residuals.</param>
public sealed record TotalsExtras(IReadOnlyList<TotalsRow> Rows, IReadOnlyDictionary<string, TotalsApplicability>? Applicability, TotalsResiduals? Residuals);
