using CommandLine;
using SoilBeta.Cli.Terminal;
using SoilBeta.Devices;
using SoilBeta.Devices.Catalog;
using SoilBeta.Devices.Host;
using SoilBeta.Forests;
using SoilBeta.Mapping.Maps;
using SoilBeta.Numerics;
using SoilBeta.Rasters;
using SoilBeta.Soil;
using SoilBeta.Soil.Tables;
using SoilBeta.Studies;
using SoilBeta.Workflow.Steps;

namespace SoilBeta.Cli.Verbs;

/// <summary><c>soilbeta predict</c>: β and its covariate interval at the points of a table, with the densities of the layers where the topsoil is known.</summary>
[VerbTask(VerbGroup.Forests, 1, "Predict at the points of a table")]
[Verb("predict", HelpText = "Predicts at the points of a table: mean, 2.5 % and 97.5 % quantile (type 7) and U = width/mean of β over draws of the covariates; with a column X20 (SOC density of 0-20 cm as the topsoil map has it, Mg C ha⁻¹) the same for the layers. That interval is of the covariates' errors alone. Forests that 'soilbeta train' made hold their training data: then prediction_q05 and prediction_q95, the bounds of a single profile there (of a density with the topsoil map's error inside), and di and inside, the dissimilarity index and whether the point lies in the area of applicability, follow. With --study and --at it predicts at places instead, by every model of the study, as the maps have it there.")]
[VerbExample("soilbeta predict --study data-samples/study.yml --at data-samples/places.csv --output places.csv")]
[VerbExample("soilbeta predict --forest out/argentina-uruguay/forests/CL.forest --table out/argentina-uruguay/profiles.csv --sd-of MAT=1 pH=0.5 --draws 1000 --exact-mean --output beta.csv")]
[VerbExample("soilbeta predict --forest out/argentina-uruguay/forests/CL.forest --table out/argentina-uruguay/profiles.csv --sd-of MAT=1 pH=0.5 --sampler sobol --replicates 4 --draws 1024 --correlation training --training out/argentina-uruguay/profiles.csv --output beta.csv")]
internal sealed class PredictVerb : VerbBase
{
    private static readonly double[] s_probabilities = [0.025, 0.975];

    /// <summary>The 20 cm layers, and sums of them, in the output: name, first and last layer.</summary>
    private static readonly (string Name, int First, int Last)[] s_layers = [("20_40", 1, 1), ("40_60", 2, 2), ("60_80", 3, 3), ("80_100", 4, 4), ("20_100", 1, 4), ("0_100", 0, 4)];

    /// <summary>Points are taken to have no rock above 100 cm.</summary>
    private const int NoRock = 100;

    /// <summary>Forest.</summary>
    [Option("forest", MetaValue = "F.forest", HelpText = "Forest file; with --table.")]
    public string Forest { get; set; } = "";

    /// <summary>Study.</summary>
    [Option("study", MetaValue = "STUDY.yml", HelpText = "Study whose stack and forests exist ('run' or 'prepare'); with --at. Its own standard deviations, sampler and correlation apply.")]
    public string? Study { get; set; }

    /// <summary>Places.</summary>
    [Option("at", MetaValue = "places.csv", HelpText = "Places: columns lon and lat (degrees, WGS 84) and, if there is one, id. The table has a row for each place, ecosystem and model: what the maps have in that cell, prediction bounds and index; a place that is not mapped has a row with the reason.")]
    public string? At { get; set; }

    /// <summary>Folder of the study's results.</summary>
    [Option("folder", MetaValue = "FOLDER", HelpText = "With --study: folder of its results (default: out/NAME in the current folder).")]
    public string? Folder { get; set; }

    /// <summary>Table.</summary>
    [Option("table", MetaValue = "cells.csv", HelpText = "Points: columns id, the forest's covariates in its units, and X20 if layers are wanted; others are ignored.")]
    public string Table { get; set; } = "";

    /// <summary>Missing values.</summary>
    [Option("missing", Separator = ',', MetaValue = "CODES", HelpText = TableHelp.Missing + " Points without a covariate get empty fields, and are counted.")]
    public IEnumerable<string> Missing { get; set; } = [];

    /// <summary>Encoding.</summary>
    [Option("encoding", MetaValue = "E", HelpText = TableHelp.Encoding)]
    public string? Encoding { get; set; }

    /// <summary>Sheet.</summary>
    [Option("sheet", MetaValue = "S", HelpText = TableHelp.Sheet)]
    public string? Sheet { get; set; }

    /// <summary>Draws.</summary>
    [Option("draws", MetaValue = "N", HelpText = "Draws (default: 1000, or the study's); draw k uses the same standard normals at every point.")]
    public int? DrawsOption { get; set; }

    private const float DefaultSd = 0.1f;

    /// <summary>Standard deviation.</summary>
    [Option("sd", Default = DefaultSd, MetaValue = "SHARE", HelpText = "Standard deviation of every covariate that --sd-of does not name, as a share of its absolute value; no bounds. Not for temperatures in °C and pH, whose zero is a convention.")]
    public float Sd { get; set; }

    /// <summary>Standard deviations of covariates by name.</summary>
    [Option("sd-of", MetaValue = "NAME=SD ...", HelpText = "Standard deviations of single covariates: a number in the covariate's unit, or a share such as 10%. Temperatures in °C and pH need a number here, unless --sd is 0.")]
    public IEnumerable<string> SdOf { get; set; } = [];

    /// <summary>Device.</summary>
    [Option("device", Default = "auto", MetaValue = "D", HelpText = "cpu, cuda:N, cuda:all, opencl:N, opencl:all, gpu or auto.")]
    public string Device { get; set; } = "auto";

    /// <summary>Seed.</summary>
    [Option("seed", MetaValue = "S", HelpText = "Seed of the draws (default: 1, or the study's).")]
    public ulong? SeedOption { get; set; }

    /// <summary>Threads.</summary>
    [Option("threads", MetaValue = "N", HelpText = "CPU threads (default: all).")]
    public int? Threads { get; set; }

    /// <summary>Sampler.</summary>
    [Option("sampler", Default = "monte-carlo", MetaValue = "S", HelpText = "monte-carlo, or sobol: Owen-scrambled Sobol points, for the same bounds with fewer draws (docs/uncertainty.md); --draws is then --replicates times a power of two.")]
    public string Sampler { get; set; } = "monte-carlo";

    /// <summary>Replicates.</summary>
    [Option("replicates", Default = 1, MetaValue = "N", HelpText = "Sobol: independent scramblings that are pooled.")]
    public int Replicates { get; set; } = 1;

    /// <summary>Correlation.</summary>
    [Option("correlation", Default = "none", MetaValue = "C", HelpText = "Of the covariates' errors: none, matrix (--correlation-matrix), or training: that of the covariates in --training.")]
    public string Correlation { get; set; } = "none";

    /// <summary>Matrix.</summary>
    [Option("correlation-matrix", MetaValue = "M.csv", HelpText = "Correlations: a header with the covariates' names, and a row for each in that order.")]
    public string? CorrelationMatrix { get; set; }

    /// <summary>Training table.</summary>
    [Option("training", MetaValue = "T.csv", HelpText = "Table that the forest was trained on, e.g. a study's profiles.csv.")]
    public string? Training { get; set; }

    /// <summary>Exact mean.</summary>
    [Option("exact-mean", HelpText = "Adds beta_exact_mean: the mean over all possible draws, by integrating each leaf's box over independent normals; not for regressions. It agrees with beta_mean within the draws' standard error.")]
    public bool ExactMean { get; set; }

    /// <summary>Output.</summary>
    [Option("output", MetaValue = "O.csv", HelpText = "CSV (default: stdout).")]
    public string? Output { get; set; }

    private int Draws => DrawsOption ?? 1000;

    private ulong Seed => SeedOption ?? 1;

    /// <inheritdoc/>
    public override int Run(VerbContext context)
    {
        if (Study is not null || At is not null)
            return RunAtPlaces(context);
        if (Forest.Length == 0 || Table.Length == 0)
            throw new UsageException("predict needs --forest F.forest --table cells.csv, or --study STUDY.yml --at places.csv.");
        if (Folder is not null)
            throw new UsageException("--folder is for --study.");
        if (Draws < 1)
            throw new UsageException($"--draws {Draws}: expected 1 or more.");
        if (!(Sd >= 0 && Sd <= 10))
            throw new UsageException($"--sd {Sd}: expected a share from 0 to 10.");
        if (Threads is < 1)
            throw new UsageException($"--threads {Threads}: expected 1 or more.");
        CheckErrors();
        (Forest, Table) = (context.PathOf(Forest), context.PathOf(Table));
        (CorrelationMatrix, Training) = (CorrelationMatrix is null ? null : context.PathOf(CorrelationMatrix), Training is null ? null : context.PathOf(Training));
        string? output = Output is null ? null : context.PathOf(Output);
        if (output is not null)
            OutputFile.Require(output, Forest, Table, CorrelationMatrix, Training);
        ForestFile file = ForestFile.Open(Forest);
        if (ExactMean && file.Regression is not null)
            throw new UsageException($"--exact-mean integrates the boxes of trees, and {Path.GetFileName(Forest)} holds a regression: its mean without bounds is its value at the point.");
        DrawSampler sampler = SamplerOf(file.Features);
        Perturbation[] errors = Errors(file);
        PointTable points = PointTable.Read(Table, file.Features, NumericTableOptions.Parse(Missing, Encoding, Sheet));
        if (points.Remark is { } remark)
            context.Error.WriteLine(remark);
        using IDevice device = DeviceCatalog.Open(Device, new DeviceOptions(Threads ?? 0));
        var forests = points.Topsoil is null ? file.ReadSet() : BetaForests.Checked(file.ReadSet(), Path.GetFileName(Forest));
        RunPlan plan = Plan(forests, sampler, errors, points.Topsoil is not null);
        var prediction = PointPredictions.Compute(file, points, Threads ?? Environment.ProcessorCount, context.Cancellation);
        if (prediction?.Note is { } note)
            context.Error.WriteLine($"soilbeta predict: {note}");
        using IDeviceRun run = ModelRun.Load(device, plan, Threads ?? 0);
        double[]? exact = ExactMean ? ExactMeans(file.ReadForest(), errors, points, context.Cancellation) : null;
        if (output is null)
        {
            using Stream stdout = context.OpenOutput();
            Write(stdout, plan, run, points, new PointResults(exact, prediction), context.Cancellation);
        }
        else
        {
            WholeFile.Write(output, stream => Write(stream, plan, run, points, new PointResults(exact, prediction), context.Cancellation));
            context.Output.WriteLine(Output);
        }
        if (points.WithoutCovariates.Count(without => without) is > 0 and int empty)
            context.Error.WriteLine($"{empty:N0} of {points.Ids.Count:N0} points lack a covariate: nothing is predicted there.");
        return 0;
    }

    // A study has errors, sampler and correlation of its own.
    private int RunAtPlaces(VerbContext context)
    {
        if (Study is null || At is null)
            throw new UsageException("--study STUDY.yml and --at places.csv go together.");
        string[] others = [.. new[] { ("--forest", Forest.Length > 0), ("--table", Table.Length > 0), ("--sd", Sd != DefaultSd), ("--sd-of", SdOf.Any()), ("--sampler", SamplerKind != Numerics.Sampler.MonteCarlo), ("--replicates", Replicates != 1), ("--correlation", CorrelationKind != ErrorCorrelation.None), ("--correlation-matrix", CorrelationMatrix is not null), ("--training", Training is not null), ("--exact-mean", ExactMean) }.Where(option => option.Item2).Select(option => option.Item1)];
        if (others.Length > 0)
            throw new UsageException($"{string.Join(", ", others)}: not with --study, which has its own forests and errors.");
        var study = StudyReader.Read(context.PathOf(Study), new StudyOverrides(SeedOption, DrawsOption) { Threads = Threads });
        var folder = new OutputFolder(context.PathOf(Folder ?? Path.Combine("out", study.Study.Name)));
        string places = context.PathOf(At);
        string? output = Output is null ? null : context.PathOf(Output);
        if (output is not null)
            OutputFile.Require(output, places, context.PathOf(Study));
        var read = PlacesTable.Read(places, NumericTableOptions.Parse(Missing, Encoding, Sheet), out string? remark);
        if (remark is not null)
            context.Error.WriteLine(remark);
        var options = new StepOptions
        {
            Threads = Threads ?? Environment.ProcessorCount,
            Gdal = new GdalSession(OpeningCommand.FirstOpen(new OpeningLimits().Seconds, context)),
            Cancellation = context.Cancellation,
        };
        RequireCurrent(study, folder, options);
        using var inputs = new MapInputs(study.Study, folder);
        using IDevice device = DeviceCatalog.Open(Device, new DeviceOptions(Threads ?? 0));
        var predictions = new PlacePredictions(study.Study, inputs, device, options);
        int without = 0;
        if (output is null)
        {
            using Stream stdout = context.OpenOutput();
            without = predictions.Write(stdout, read);
        }
        else
        {
            WholeFile.Write(output, stream => without = predictions.Write(stream, read));
            context.Output.WriteLine(Output);
        }
        if (without > 0)
            context.Error.WriteLine($"{without:N0} of {read.Count:N0} places are not mapped: the column reason says why.");
        return 0;
    }

    // A study that has changed since would give the old layers new names. --seed may be the seed of the run, or of other draws through its forests.
    private void RequireCurrent(StudyContext study, OutputFolder folder, StepOptions options)
    {
        try
        {
            PreparedFolder.Require(study, folder, options);
        }
        catch (InvalidDataException) when (SeedOption is not null)
        {
            PreparedFolder.Require(StudyReader.Read(study.Path, new StudyOverrides { Threads = Threads }), folder, options);
        }
    }

    private Sampler SamplerKind => StudyWords.Samplers.Find(Sampler) ?? throw new UsageException($"--sampler {Sampler}: expected monte-carlo or sobol.");

    private ErrorCorrelation CorrelationKind => StudyWords.Correlations.Find(Correlation) ?? throw new UsageException($"--correlation {Correlation}: expected none, matrix or training.");

    private void CheckErrors()
    {
        if (Replicates < 1 || (Replicates > 1 && SamplerKind != Numerics.Sampler.Sobol))
            throw new UsageException($"--replicates {Replicates}: {(Replicates < 1 ? "expected 1 or more" : "Monte Carlo draws need no replicates; use --sampler sobol")}.");
        if ((CorrelationKind == ErrorCorrelation.Matrix) != (CorrelationMatrix is not null))
            throw new UsageException("--correlation matrix and --correlation-matrix M.csv go together.");
        if ((CorrelationKind == ErrorCorrelation.Training) != (Training is not null))
            throw new UsageException("--correlation training and --training T.csv go together.");
        if (ExactMean && CorrelationKind != ErrorCorrelation.None)
            throw new UsageException("--exact-mean is for independent errors; leave it or --correlation out.");
    }

    private DrawSampler SamplerOf(IReadOnlyList<string> features)
    {
        var sampler = new DrawSampler(SamplerKind, Replicates, 1,
            CorrelationMatrix is not null ? CorrelationOptions.OfMatrix(CorrelationMatrix, features)
            : Training is not null ? CorrelationOptions.OfTable(Training, features)
            : null);
        return sampler.Refusal(Draws, features.Count) is { } refusal ? throw new UsageException($"--draws {Draws}: {refusal}") : sampler;
    }

    /// <summary>Perturbation of each covariate. Refuses a relative standard deviation for a value whose zero is a convention, as a study does.</summary>
    private Perturbation[] Errors(ForestFile file)
    {
        var given = new Dictionary<string, StandardDeviation>(StringComparer.Ordinal);
        foreach (string text in SdOf)
        {
            string[] parts = text.Split('=', 2);
            if (!file.Features.Contains(parts[0], StringComparer.Ordinal))
                throw new UsageException($"--sd-of {text}: the forest has no covariate '{parts[0]}'. It has {string.Join(", ", file.Features)}.");
            if (parts.Length < 2 || StandardDeviation.Parse(parts[1]) is not { } sd)
                throw new UsageException($"--sd-of {text}: expected NAME=SD, the standard deviation a number in the covariate's unit or a share such as 10%.");
            if (!given.TryAdd(parts[0], sd))
                throw new UsageException($"--sd-of names {parts[0]} twice.");
        }
        string[] shares = [.. file.Features.Where((name, f) => StandardDeviation.MustBeAbsolute(name, file.Units[f]) && (given.TryGetValue(name, out var own) ? own is { IsShare: true, Amount: > 0 } : Sd > 0))];
        if (shares.Length > 0)
        {
            throw new UsageException($"{string.Join(", ", shares)}: found a standard deviation that is a share of the value, expected a number in {(shares.Length == 1 ? "its unit" : "their units")}: a share of a value whose zero is a convention means nothing (10 % of 0 °C). "
                + $"Give it, for example --sd-of {string.Join(' ', shares.Select(name => $"{name}=1"))}.");
        }
        return [.. file.Features.Select(name => given.TryGetValue(name, out var own)
            ? new Perturbation(own.IsShare, (float)own.Amount, float.NegativeInfinity, float.PositiveInfinity)
            : new Perturbation(true, Sd, float.NegativeInfinity, float.PositiveInfinity))];
    }

    private RunPlan Plan(ForestSet forests, DrawSampler sampler, Perturbation[] errors, bool withLayers)
    {
        int features = forests.Features.Count;
        var known = new Perturbation(true, 0, 0, LayerDensities.LargestTopsoil);
        return new RunPlan
        {
            Forests = forests,
            Draws = new DrawPlan(DrawMode.Common, Draws, Seed, CommonDraws.Table(Seed, features, Draws, sampler), null),
            Perturbations = [.. errors, known],
            WithLayers = withLayers,
            Ranks = Summaries.RanksFor(Draws, s_probabilities),
        };
    }

    /// <summary>Mean over all draws at each point, from the probability of each leaf's box under independent normals.</summary>
    private double[] ExactMeans(Forest forest, Perturbation[] errors, PointTable points, CancellationToken cancellation)
    {
        var mean = new ExactMean(forest);
        var means = new double[points.Ids.Count];
        Parallel.For(0, means.Length, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Threads ?? Environment.ProcessorCount }, point =>
        {
            var x = new double[points.Covariates.Count];
            var sd = new double[x.Length];
            for (int feature = 0; feature < x.Length; feature++)
            {
                x[feature] = points.Covariates[feature][point];
                sd[feature] = errors[feature].IsShare ? errors[feature].Amount * Math.Abs(x[feature]) : errors[feature].Amount;
            }
            means[point] = mean.Predict(x, sd);
        });
        return means;
    }

    private static void Write(Stream stream, RunPlan plan, IDeviceRun run, PointTable points, PointResults more, CancellationToken cancellation)
    {
        var (exact, prediction) = more;
        using var csv = new CsvFile(stream);
        var header = new List<string> { "id" };
        header.AddRange(Four("beta"));
        if (exact is not null)
            header.Add("beta_exact_mean");
        if (plan.WithLayers)
            header.AddRange(s_layers.SelectMany(layer => Four($"socd_{layer.Name}")));
        header.AddRange(prediction?.Header(plan.WithLayers ? s_layers.Select(layer => layer.Name) : []) ?? []);
        csv.Add(header);

        var summaries = new Summaries(plan, s_probabilities);
        int point = 0;
        JobsInOrder.Run(run, Jobs(points, run, plan.WithLayers), (job, result) =>
        {
            for (int cell = 0; cell < job.Cells; cell++, point++)
            {
                var row = new List<string>(header.Count) { points.Ids[point] };
                if (points.WithoutCovariates[point])
                {
                    csv.Add([.. row, .. Enumerable.Repeat("", header.Count - 1)]);
                    continue;
                }
                Add(row, summaries.MeanBeta(result, cell), summaries.QuantileBeta(result, cell, 0), summaries.QuantileBeta(result, cell, 1));
                if (exact is not null)
                    row.Add(Text(exact[point]));
                bool hasLayers = plan.WithLayers && !float.IsNaN(points.Topsoil![point]);
                if (plan.WithLayers && !hasLayers)
                {
                    row.AddRange(s_layers.SelectMany(layer => Four(layer.Name)).Select(_ => ""));
                }
                else if (plan.WithLayers)
                {
                    foreach ((_, int from, int to) in s_layers)
                    {
                        Add(row, summaries.MeanDensity(result, cell, from, to), Quantile(0), Quantile(1));

                        double Quantile(int index) => summaries.QuantileDensity(result, job.Topsoil[cell], NoRock, cell, from, to, index);
                    }
                }
                row.AddRange((prediction?.Values(point, plan.WithLayers ? s_layers.Select(layer => (layer.Name, hasLayers ? summaries.MeanDensity(result, cell, layer.First, layer.Last) : double.NaN)) : []) ?? []).Select(Text));
                csv.Add(row);
            }
        }, cancellation);
    }

    /// <summary>Cells of a job: the number that the device prefers, or fewer where the points do not fill all concurrent jobs.</summary>
    /// <param name="points">Number of points.</param>
    /// <param name="run">Plan on its device.</param>
    internal static int CellsOfJob(int points, IDeviceRun run) => Math.Clamp((int)(((long)points + run.JobsAtOnce - 1) / run.JobsAtOnce), 1, run.PreferredCells);

    private static IEnumerable<TileJob> Jobs(PointTable points, IDeviceRun run, bool withLayers)
    {
        int cells = CellsOfJob(points.Ids.Count, run);
        for (int first = 0; first < points.Ids.Count; first += cells)
            yield return Job(points, first, Math.Min(cells, points.Ids.Count - first), withLayers);
    }

    private static TileJob Job(PointTable points, int first, int cells, bool withLayers) => new()
    {
        Cells = cells,
        Covariates = [.. points.Covariates.SelectMany(values => values.Skip(first).Take(cells))],
        Topsoil = withLayers ? [.. points.Topsoil!.Skip(first).Take(cells).Select(density => float.IsNaN(density) ? 0 : density)] : [],
    };

    private static string[] Four(string name) => [$"{name}_mean", $"{name}_q025", $"{name}_q975", $"{name}_u"];

    private static void Add(List<string> row, double mean, double lower, double upper)
    {
        row.Add(Text(mean));
        row.Add(Text(lower));
        row.Add(Text(upper));
        row.Add(Text(Summaries.RelativeWidth(mean, lower, upper)));
    }

    /// <summary>Nine digits, more than the fixed-point resolution of the forest.</summary>
    private static string Text(double value) => CsvFile.Number(value, 9);
}

/// <summary>Results for the points, other than those computed from the draws.</summary>
/// <param name="Exact">Mean over all possible draws, [point]; null where it is not requested.</param>
/// <param name="Prediction">Bounds of single profiles, and the dissimilarity index; null where the forest's file does not hold its training data.</param>
internal sealed record PointResults(double[]? Exact, PointPredictions? Prediction);
