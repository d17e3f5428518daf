using System.Runtime.ExceptionServices;
using SoilBeta.Rasters;
using SoilBeta.Studies;

namespace SoilBeta.Mapping.Maps;

/// <summary>What everything that makes maps of a study needs.</summary>
/// <param name="Study">Study.</param>
/// <param name="Folder">Where results lie.</param>
/// <param name="Options">What may be used.</param>
/// <param name="Stack">The prepared stack.</param>
/// <param name="Window">Part of the grid that is mapped.</param>
/// <param name="Zones">Zones.</param>
/// <param name="Cells">Reads cells.</param>
/// <param name="AreaShift">a of the fixed-point areas.</param>
/// <param name="Products">Maps that are written.</param>
internal sealed record MapContext(
    StudyContext Study, OutputFolder Folder, StepOptions Options, StackReader Stack, GridWindow Window, ZoneIndex Zones, EcosystemCells Cells, int AreaShift, IReadOnlyList<MapProduct> Products)
{
    /// <summary>Stands for all ecosystems together in names of maps.</summary>
    public const string All = "ALL";

    /// <summary>Levels of the prediction interval that the maps have bands of; empty for none.</summary>
    public IReadOnlyList<double> Prediction { get; init; } = [];

    /// <summary>Spread of the training profiles that the prediction interval is compared with, by ecosystem and <see cref="All"/>, [product of <see cref="MapProduct.All"/>]; empty where the maps have no prediction interval.</summary>
    public IReadOnlyDictionary<string, double[]> Spreads { get; init; } = new Dictionary<string, double[]>(StringComparer.Ordinal);

    /// <summary>Called for each map file that has its final name.</summary>
    public Action MapWritten { get; init; } = () => { };

    /// <summary>Whether the maps have bands of the bounds' standard errors.</summary>
    public bool CellErrors => Study.Study.Uncertainty.MapStandardErrors;

    /// <summary>Bands of each map.</summary>
    public int Bands => MapProduct.CountBands(Prediction.Count, CellErrors);

    /// <summary>What the map's time goes to.</summary>
    public MapTimes Times { get; init; } = new();

    /// <summary>Surveys the part of the grid that is mapped, and gathers what the rest needs.</summary>
    /// <param name="study">Study.</param>
    /// <param name="folder">Where results lie.</param>
    /// <param name="options">What may be used.</param>
    /// <param name="stack">The prepared stack.</param>
    /// <param name="window">Part of the grid that is mapped.</param>
    /// <param name="products">Maps that are written.</param>
    /// <exception cref="InvalidDataException">There is no cell to map.</exception>
    public static (MapContext Context, MapSurvey Survey) Of(StudyContext study, OutputFolder folder, StepOptions options, StackReader stack, GridWindow window, IReadOnlyList<MapProduct> products)
    {
        var zones = new ZoneIndex(study.Study, stack);
        var survey = MapSurvey.Of(study, stack, window, options.Cancellation);
        return survey.Ecosystems.Any(ecosystem => ecosystem.Cells > 0)
            ? (new MapContext(study, folder, options, stack, window, zones, new EcosystemCells(study, stack, window, zones), survey.AreaShift, products), survey)
            : throw new InvalidDataException($"There is no cell to map: within {window.Width} × {window.Height} cells, none has an ecosystem and all covariates and topsoil. Compare the rasters' places, nodata and units ('soilbeta check').");
    }

    /// <summary>Does something with each of several products, on all threads at once; the first failure is the one that is told.</summary>
    /// <param name="items">What to do it with.</param>
    /// <param name="work">What to do; files of different products have nothing in common.</param>
    /// <param name="bytesOfEach">Memory that one takes, bytes.</param>
    /// <param name="bytes">Memory of all that are at work at once, bytes; what there is for finishing maps where nothing is said.</param>
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

    /// <summary>Reads cells for a run: whose normals a cell uses depends on the mode of its draws.</summary>
    public EcosystemCells CellsFor(DrawRun run) =>
        run.Mode == Study.Study.Uncertainty.Mode ? Cells : new EcosystemCells(Study with { Study = Study.Study.In(run.Mode) }, Stack, Window, Zones);

    /// <summary>Grid of the map files: the window's part of the study's grid.</summary>
    public Grid MapGrid
    {
        get
        {
            var (x, y) = Stack.Grid.Transform.Apply(Window.Column, Window.Row);
            return Window == Stack.Grid.Whole ? Stack.Grid : Stack.Grid with { Width = Window.Width, Height = Window.Height, Transform = Stack.Grid.Transform with { OriginX = x, OriginY = y } };
        }
    }
}
