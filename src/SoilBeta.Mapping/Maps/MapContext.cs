using System.Runtime.ExceptionServices;
using SoilBeta.Devices;
using SoilBeta.Mapping.Totals;
using SoilBeta.Rasters;
using SoilBeta.Studies;

namespace SoilBeta.Mapping.Maps;

/// <summary>Shared context of everything that makes maps of a study.</summary>
/// <param name="Study">Study.</param>
/// <param name="Folder">Output folder.</param>
/// <param name="Options">Options of the step.</param>
/// <param name="Stack">The prepared stack.</param>
/// <param name="Window">Mapped part of the grid.</param>
/// <param name="Zones">Zones.</param>
/// <param name="Cells">Reader of cells.</param>
/// <param name="AreaShift">Exponent a of the fixed-point areas.</param>
/// <param name="Products">Maps to write.</param>
public sealed record MapContext(
    StudyContext Study, OutputFolder Folder, StepOptions Options, StackReader Stack, GridWindow Window, ZoneIndex Zones, EcosystemCells Cells, int AreaShift, IReadOnlyList<MapProduct> Products)
{
    /// <summary>Code of all ecosystems together in names of maps.</summary>
    public const string All = "ALL";

    /// <summary>Levels of the prediction interval in the maps; empty for none.</summary>
    public IReadOnlyList<double> Prediction { get; init; } = [];

    /// <summary>Depth intervals of the totals.</summary>
    public IReadOnlyList<TotalsLayer> Totals { get; init; } = Study.Study.Totals;

    /// <summary>Spread of the training profiles, for comparison with the prediction interval, by ecosystem and <see cref="All"/> and suffix of the map; empty without a prediction interval.</summary>
    public IReadOnlyDictionary<(string Code, string Suffix), double> Spreads { get; init; } = new Dictionary<(string, string), double>();

    /// <summary>Spread of the training profiles for a map, in its unit; NaN where it is unknown, null without a prediction interval.</summary>
    /// <param name="code">Ecosystem, or <see cref="All"/>.</param>
    /// <param name="product">The map.</param>
    public double? SpreadOf(string code, MapProduct product) => Spreads.TryGetValue((code, product.Suffix), out double spread) ? spread : null;

    /// <summary>Shape of the totals of a run.</summary>
    /// <param name="plan">Plan of the run.</param>
    /// <param name="model">Its model; only that of carbon has totals.</param>
    public TotalsShape ShapeOf(RunPlan plan, MapModel model = MapModel.Carbon) => new(plan, Zones.Names.Count, model == MapModel.Carbon ? Totals : []);

    /// <summary>Called for each map file that has got its final name.</summary>
    public Action MapWritten { get; init; } = () => { };

    /// <summary>Whether the maps have bands with standard errors of the bounds.</summary>
    public bool CellErrors => Study.Study.Uncertainty.MapStandardErrors;

    /// <summary>Whether the quantiles of <see cref="All"/> come from the joint realisations of the ecosystems that share a cell.</summary>
    public bool JointQuantiles => Study.Study.Uncertainty.JointQuantiles;

    /// <summary>Number of bands per map.</summary>
    public int Bands => MapProduct.CountBands(Prediction.Count, CellErrors);

    /// <summary>Times of the stages.</summary>
    public MapTimes Times { get; init; } = new();

    /// <summary>Surveys the mapped part of the grid and creates the context.</summary>
    /// <param name="study">Study.</param>
    /// <param name="folder">Output folder.</param>
    /// <param name="options">Options of the step.</param>
    /// <param name="stack">The prepared stack.</param>
    /// <param name="window">Mapped part of the grid.</param>
    /// <param name="runs">What is computed; its forests determine the largest density where they predict layers.</param>
    /// <exception cref="InvalidDataException">There is no cell to map.</exception>
    public static (MapContext Context, MapSurvey Survey) Open(StudyContext study, OutputFolder folder, StepOptions options, StackReader stack, GridWindow window, MapRuns runs)
    {
        var zones = new ZoneIndex(study.Study, stack);
        var survey = MapSurvey.Count(study, stack, window, runs.LargestDensity(study.Study.Ecosystems.Select(ecosystem => ecosystem.Code)), options.Cancellation);
        return survey.Ecosystems.Any(ecosystem => ecosystem.Cells > 0)
            ? (new MapContext(study, folder, options, stack, window, zones, new EcosystemCells(study, stack, window, zones), survey.AreaShift, study.Study.Products) { Totals = runs.Totals }, survey)
            : throw new InvalidDataException($"There is no cell to map: within {window.Width} × {window.Height} cells, none has an ecosystem and all covariates and topsoil. Compare the rasters' places, nodata and units ('soilbeta check').");
    }

    /// <summary>Runs work for each of several items, on all threads; the first failure is thrown.</summary>
    /// <param name="items">Items.</param>
    /// <param name="work">Processes one item; items run concurrently, so they must not share files.</param>
    /// <param name="bytesOfEach">Memory for one item, bytes.</param>
    /// <param name="bytes">Memory for all concurrent items, bytes; null for the memory of finishing maps.</param>
    public void ForEach<T>(IEnumerable<T> items, Action<T> work, long bytesOfEach = 0, long? bytes = null)
    {
        int atOnce = (int)Math.Clamp((bytes ?? Options.Memory.Finishing) / Math.Max(1, bytesOfEach), 1, Math.Max(1, Options.Threads));
        try
        {
            Parallel.ForEach(items, new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = Options.Cancellation }, work);
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }
    }

    /// <summary>Reader of cells for a run; the draw mode determines the keys of normals.</summary>
    public EcosystemCells CellsFor(DrawRun run) =>
        run.Mode == Study.Study.Uncertainty.Mode ? Cells : new EcosystemCells(Study with { Study = Study.Study.In(run.Mode) }, Stack, Window, Zones);

    /// <summary>Grid of the map files: the window of the study's grid.</summary>
    public Grid MapGrid
    {
        get
        {
            var (x, y) = Stack.Grid.Transform.Apply(Window.Column, Window.Row);
            return Window == Stack.Grid.Whole ? Stack.Grid : Stack.Grid with { Width = Window.Width, Height = Window.Height, Transform = Stack.Grid.Transform with { OriginX = x, OriginY = y } };
        }
    }
}
