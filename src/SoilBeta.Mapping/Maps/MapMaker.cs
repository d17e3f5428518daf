using System.Globalization;
using SoilBeta.Devices;
using SoilBeta.Forests;
using SoilBeta.Mapping.Totals;
using SoilBeta.Numerics;
using SoilBeta.Rasters;
using SoilBeta.Soil;
using SoilBeta.Studies;
using SoilBeta.Training.Assessment;
using SoilBeta.Training.Models;
using SoilBeta.Training.Tables;

namespace SoilBeta.Mapping.Maps;

/// <summary>Makes maps and totals from a stack, forests and finished tiles: one ecosystem after the other, resumable; the maps of one are written while the next is computed.</summary>
public sealed class MapMaker(StudyContext study, OutputFolder folder, StepOptions options, StackReader stack, ITileSource source, Func<string, MapForest> forestOf)
{
    /// <summary>The maps to write.</summary>
    public IReadOnlyList<MapProduct> Products { get; init; } = MapProduct.All;

    /// <summary>Root of the correlations of the training table where the study requests them for the covariates' errors; null otherwise.</summary>
    public double[][]? TrainingRoot { get; init; }

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
        var (context, survey) = MapContext.Open(study, folder, options, stack, window, Products);
        surveying.Dispose();
        int written = 0;
        IWorkReport? last = null;
        var levels = PredictionLevels();
        context = context with
        {
            Prediction = levels, Spreads = levels.Count > 0 ? RelativeInterval.Spreads(Training, levels) : context.Spreads, Times = Times, MapWritten = () =>
            {
                Interlocked.Increment(ref written);
                Volatile.Read(ref last)?.Advance(1);
            },
        };
        source.Begin(context, survey, forestOf);
        var predictions = new Dictionary<string, PredictionBounds>(StringComparer.Ordinal);
        Directory.CreateDirectory(folder.Maps);
        // The disk must hold at least the maps of the largest ecosystem while they are written.
        DiskSpace.Require(folder.Root, survey.Ecosystems.Max(ecosystem => ecosystem.Cells) * Products.Count * MapProduct.BandCount * sizeof(float), "writing maps");

        var metadata = Metadata(levels.Count > 0);
        var found = new List<EcosystemTotals>();
        var tiles = new Dictionary<string, FinishedTiles>(StringComparer.Ordinal);
        var skill = new Dictionary<string, SkillFlag>(StringComparer.Ordinal);
        Task<EcosystemTotals>? writing = null;
        try
        {
            // Start with the largest ecosystem: while the last one's maps are written, the device is idle.
            foreach (var ecosystem in survey.Ecosystems.OrderByDescending(ecosystem => ecosystem.Cells))
            {
                var forest = forestOf(ecosystem.Code);
                var flag = skill[ecosystem.Code] = SkillOf(ecosystem.Code, forest);
                var own = tiles[ecosystem.Code] = Tiles(context, ecosystem, forest, DrawRun.Own(study.Study));
                ReplicateMap[] replicates = [.. DrawRun.Replicates(study.Study).Select(run => new ReplicateMap(Tiles(context, ecosystem, forest, run)))];
                if (writing is not null)
                    found.Add(writing.GetAwaiter().GetResult());
                if (PredictionOf(context, ecosystem.Code, forest) is { } bounds)
                    predictions[ecosystem.Code] = bounds;
                var prediction = predictions.GetValueOrDefault(ecosystem.Code);
                var results = new EcosystemResults(ecosystem, own, MetadataOf(metadata, forest, flag, prediction)) { Prediction = prediction, Errors = replicates.Length > 0 ? new CellErrors(replicates) : null };
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
        List<FinishedTiles> finished = [.. survey.Ecosystems.Select(ecosystem => tiles[ecosystem.Code])];
        using (last)
        using (Times.Measure(MapTimes.All))
        {
            AllMaps.Write(context, finished, new Dictionary<string, string>(metadata, StringComparer.Ordinal)
            {
                ["SOILBETA_HAS_SKILL"] = string.Join(", ", skill.Select(pair => $"{pair.Key} {pair.Value.Word}")),
                ["SOILBETA_HAS_SUBSOIL_SKILL"] = string.Join(", ", skill.Select(pair => $"{pair.Key} {pair.Value.SubsoilWord}")),
                ["SOILBETA_INTERVAL"] = context.JointQuantiles ? JointText : ComonotoneText,
            }, predictions, context.JointQuantiles ? new JointQuantiles(context, [.. finished.Select(of => of.Plan)], Load ?? throw new InvalidOperationException("Joint quantiles need a device.")) : null);
        }
        predictions.Clear();
        Dictionary<string, TotalsApplicability>? applicability;
        using (Times.Measure(MapTimes.Applicability))
            applicability = WriteApplicability(context, survey, skill, metadata);
        using var rest = Times.Measure(MapTimes.Totals);
        var wider = WiderRows(context, finished, totals, out var residuals);
        return WriteTotals(context, totals, skill, new TotalsExtras([.. OtherRows(context, survey), .. wider], applicability, residuals));
    }

    private FinishedTiles Tiles(MapContext context, EcosystemSurvey ecosystem, MapForest forest, DrawRun run) =>
        source.Compute(context, new TileRequest(ecosystem, forest, ComparisonRuns.Plan(study.Study, forest, run, TrainingRoot), run));

    private SkillFlag SkillOf(string code, MapForest forest)
    {
        var flag = SkillFlags.Find(Skills, code, forest.Checksum);
        if (flag.HasSkill == false)
            options.Report.Say($"{code}: {flag.Sentence}");
        if (flag.HasSubsoilSkill == false)
            options.Report.Say($"{code}: {flag.SubsoilSentence}");
        return flag;
    }

    private Dictionary<string, TotalsApplicability>? WriteApplicability(MapContext context, MapSurvey survey, Dictionary<string, SkillFlag> skill, Dictionary<string, string> metadata)
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
            List<EcosystemTotals> totals = [.. survey.Ecosystems.Select(ecosystem => ComparisonRuns.TotalsOf(context, ecosystem, Tiles(context, ecosystem, forestOf(ecosystem.Code), new DrawRun(mode))))];
            var all = new EcosystemTotals("ALL", context.Zones.Names.Count, totals[0].Realisations);
            totals.ForEach(all.Add);
            rows.AddRange(totals.Append(all).SelectMany(sums => TotalsRow.Rows(sums, context.Zones.Names, context.AreaShift, mode, MapProduct.Probabilities)).Where(row => row.Interval == IntervalNames.Describe(mode)));
        }
        return rows;
    }

    /// <summary>Totals whose intervals include errors of areas and correlated residuals, where the study requests them.</summary>
    private List<TotalsRow> WiderRows(MapContext context, IReadOnlyList<FinishedTiles> tiles, List<EcosystemTotals> totals, out TotalsResiduals? residuals)
    {
        residuals = null;
        int realisations = totals[0].Realisations;
        ResidualField? field = null;
        if (study.Study.Uncertainty.Residuals)
        {
            if (SiteResiduals.VariogramOf(study.Study, folder, Training) is { } variogram)
            {
                field = ResidualField.Simulate(context, tiles, variogram, realisations);
                residuals = new TotalsResiduals(variogram.Nugget, variogram.Sill, variogram.Range, field.BlockDegrees, field.Blocks);
            }
            else
            {
                options.Report.Say("totals carry no residuals: there are no held-out predictions of ten sites or more (heldout.csv; soilbeta train).");
            }
        }
        var errors = tiles.Select((of, i) => new WiderErrors(
            study.Study.Ecosystems[i].AreaSd is { } sd ? WiderTotals.AreaFactors(study.Study.Seed, i, sd, realisations) : null,
            field?.Contribution(of))).ToList();
        return [.. WiderTotals.Rows(totals, errors, context.Zones.Names, context.AreaShift, study.Study.Uncertainty.Mode, MapProduct.Probabilities)];
    }

    /// <summary>The study's levels, if the training data of every ecosystem are available.</summary>
    private IReadOnlyList<double> PredictionLevels()
    {
        var levels = study.Study.Uncertainty.Prediction;
        if (levels.Count == 0 || study.Study.Ecosystems.All(ecosystem => Training.ContainsKey(ecosystem.Code)))
            return levels;
        if (Training.Count > 0)
            options.Report.Say("the maps get no prediction interval: not every ecosystem has the profiles that its forest was trained on.");
        return [];
    }

    private PredictionBounds? PredictionOf(MapContext context, string code, MapForest forest)
    {
        if (context.Prediction.Count == 0 || (forest.Regression is null && forest.Whole is null))
            return null;
        using var measured = context.Times.Measure(MapTimes.Prediction);
        var data = Training[code];
        var places = ProfilePlaces.ForProfiles(study.Study, stack, data.Profiles);
        var bounds = forest.Regression is { } regression ? PredictionModel.BoundsFor(study.Study, regression, data, places) : PredictionModel.BoundsFor(study.Study, InOrderOf(data.Table, forest.Whole!()), data, places);
        // Calibrate here, on all threads, not while the maps are written.
        double[][] corrections = [.. bounds.Quantiles.Targets.Select((_, target) => bounds.Quantiles.Corrections(target, [.. context.Prediction], options.Threads))];
        options.Report.Say($"{code}: density bounds of single profiles are calibrated on {PredictionModel.Profiles(bounds)}.");
        string[] without = [.. bounds.Quantiles.Targets.Where((_, target) => corrections[target].Any(double.IsNaN)).Select(target => target.Name)];
        if (without.Length > 0)
            options.Report.Say($"{code}: {string.Join(", ", without)} {(without.Length == 1 ? "has" : "have")} no prediction bounds: too few profiles reach that depth where the map has a topsoil.");
        return bounds;
    }

    // An imported forest may have its features in another order.
    private static Forest InOrderOf(TrainingTable table, Forest whole)
    {
        int[] order = [.. whole.Features.Select(feature => table.Features.ToList().IndexOf(feature))];
        return order.SequenceEqual(Enumerable.Range(0, order.Length))
            ? whole
            : whole with { Features = table.Features, Trees = [.. whole.Trees.Select(tree => tree with { Feature = Array.ConvertAll(tree.Feature, f => f < 0 ? f : order[f]) })] };
    }

    private static Dictionary<string, string> MetadataOf(IReadOnlyDictionary<string, string> metadata, MapForest forest, SkillFlag skill, PredictionBounds? prediction)
    {
        var items = new Dictionary<string, string>(metadata, StringComparer.Ordinal)
        {
            ["SOILBETA_FOREST_CHECKSUM"] = forest.Checksum,
            ["SOILBETA_HAS_SKILL"] = skill.Word,
            ["SOILBETA_SKILL"] = skill.Sentence,
            ["SOILBETA_HAS_SUBSOIL_SKILL"] = skill.SubsoilWord,
            ["SOILBETA_SUBSOIL_SKILL"] = skill.SubsoilSentence,
        };
        if (prediction is not null)
            items["SOILBETA_PREDICTION_PROFILES"] = PredictionModel.Profiles(prediction);
        return items;
    }

    private static EcosystemTotals Write(MapContext context, EcosystemResults results)
    {
        using var clock = context.Times.Measure(MapTimes.Write);
        return new EcosystemMaps(context, results).Write();
    }

    private List<TotalsRow> WriteTotals(MapContext context, List<EcosystemTotals> totals, Dictionary<string, SkillFlag> skill, TotalsExtras extras)
    {
        var all = new EcosystemTotals("ALL", context.Zones.Names.Count, totals[0].Realisations);
        foreach (var ecosystem in totals)
            all.Add(ecosystem);
        var uncertainty = study.Study.Uncertainty;
        int batches = !uncertainty.StandardErrors ? 0 : uncertainty.Sampler.IsSobol ? uncertainty.Sampler.Replicates : BoundError.MonteCarloBatches;
        var rows = totals.Append(all)
            .SelectMany(sums => TotalsRow.Rows(sums, context.Zones.Names, context.AreaShift, uncertainty.Mode, MapProduct.Probabilities, batches)).Concat(extras.Rows).ToList();
        TotalsFiles.WriteCsv(folder.TotalsCsv, rows);
        TotalsFiles.WriteJson(folder.TotalsJson, new TotalsDocument(
            study.Study.Name, study.Checksum, study.Study.Seed, study.Study.Uncertainty.Draws, all.Realisations,
            "covariate-and-resampling interval: what the covariates' errors and the refits spread; not what a single profile spreads. comonotone: the cells' quantiles added up.",
            totals.Append(all).ToDictionary(sums => sums.Code, sums => Stock.MhaFromHectares(sums.UnmappedHectares), StringComparer.Ordinal),
            skill.ToDictionary(pair => pair.Key, pair => new TotalsSkill(pair.Value.HasSkill, pair.Value.Sentence, pair.Value.HasSubsoilSkill, pair.Value.SubsoilSentence), StringComparer.Ordinal), rows)
        {
            Applicability = extras.Applicability,
            Intervals = IntervalNames.Describe(study.Study, rows),
            Residuals = extras.Residuals,
            RelativePredictionInterval = totals.Exists(sums => sums.RelativeIntervals.Count > 0) ? totals.ToDictionary(sums => sums.Code, sums => sums.RelativeIntervals, StringComparer.Ordinal) : null,
        });
        return rows;
    }

    private const string JointText = "2.5 and 97.5 % of the realisations of all ecosystems of a cell together, averaged by area draw by draw";

    private const string ComonotoneText = "comonotone: area-weighted means of the ecosystems' 2.5 and 97.5 % quantiles; exact where they rise and fall together from draw to draw, wider than the quantiles of their sum elsewhere";

    private static string PredictionText(bool mixed) => "prediction_q..: bounds for a single profile; of beta by " + (mixed ? "the regression's variances" : "quantile regression forest")
        + "; of a density the map's mean times quantiles of observed over predicted density of the profiles, predicted without each by the map's topsoil, covariates and model, so the topsoil's error is inside, calibrated out of bag;"
        + " of ALL quantiles of the mixture of the ecosystems by area";

    private Dictionary<string, string> Metadata(bool prediction)
    {
        var uncertainty = study.Study.Uncertainty;
        var items = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["SOILBETA_VERSION"] = ProgramVersion.Current,
            ["SOILBETA_STUDY"] = study.Study.Name,
            ["SOILBETA_STUDY_CHECKSUM"] = study.Checksum,
            ["SOILBETA_STACK_CHECKSUM"] = stack.Checksum,
            ["SOILBETA_SEED"] = study.Study.Seed.ToString(CultureInfo.InvariantCulture),
            ["SOILBETA_DRAWS"] = $"{uncertainty.Draws} {uncertainty.Mode.Word()} {uncertainty.Sampler.Kind.Word()}{(uncertainty.Sampler.IsSobol ? $", {uncertainty.Sampler.Replicates} replicates" : "")}",
            ["SOILBETA_CORRELATION"] = uncertainty.Correlation.Word(),
            ["SOILBETA_REFITS"] = (uncertainty.RefitCount > 0 ? $"{uncertainty.RefitCount} " : "") + uncertainty.Refits.Word(),
            ["SOILBETA_INTERVAL"] = "2.5 and 97.5 % of the realisations: covariate-and-resampling interval",
        };
        if (prediction)
            items["SOILBETA_PREDICTION"] = PredictionText(study.Study.Forest.Model == ModelKind.Mixed);
        return items;
    }
}

/// <summary>Contents of the totals besides the run's own rows.</summary>
/// <param name="Rows">Rows of other intervals.</param>
/// <param name="Applicability">Areas of applicability.</param>
/// <param name="Residuals">Variogram of the residuals.</param>
public sealed record TotalsExtras(IReadOnlyList<TotalsRow> Rows, IReadOnlyDictionary<string, TotalsApplicability>? Applicability, TotalsResiduals? Residuals);
