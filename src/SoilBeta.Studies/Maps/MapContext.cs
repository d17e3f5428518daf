using SoilBeta.Rasters;
using SoilBeta.Studies.StudyFile;

namespace SoilBeta.Studies.Maps;

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
    LoadedStudy Study, OutputFolder Folder, StepOptions Options, StackReader Stack, GridWindow Window, ZoneIndex Zones, EcosystemCells Cells, int AreaShift, IReadOnlyList<MapProduct> Products)
{
    /// <summary>Levels of the prediction interval that the maps have bands of; empty for none.</summary>
    public IReadOnlyList<double> Prediction { get; init; } = [];

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
