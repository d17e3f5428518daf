using SoilBeta.Rasters;
using SoilBeta.Reports.Data;
using SoilBeta.Reports.Maps;

namespace SoilBeta.Reports.Viewer;

/// <summary>The cells that the viewer has: those of the maps, or fewer where a page of all would be too large.</summary>
internal sealed class ViewerGrid
{
    /// <summary>Largest number of values of all layers together: about 10 MB of page.</summary>
    private const double MostValues = 5.5e6;

    private readonly StackReader _stack;
    private readonly GridWindow _window;

    private ViewerGrid(StackReader stack, GridWindow window, Grid grid, int factor) => (_stack, _window, Grid, Factor) = (stack, window, grid, factor);

    /// <summary>Grid of the viewer's cells.</summary>
    public Grid Grid { get; }

    /// <summary>Cells of the maps per cell of the viewer, along each side.</summary>
    public int Factor { get; }

    /// <summary>The grid for a number of values per mapped cell; null without maps or a stack.</summary>
    /// <param name="outputs">Outputs.</param>
    /// <param name="valuesPerCell">Values that a mapped cell of an ecosystem has in all its layers together.</param>
    public static ViewerGrid? For(StudyOutputs outputs, int valuesPerCell)
    {
        string? map = outputs.Maps().FirstOrDefault();
        if (outputs.Stack is not { } stack || map is null)
            return null;
        using RasterFile file = RasterFile.Open(map);
        Grid grid = file.Grid;
        (double column, double row) = stack.Grid.Transform.Invert(grid.Transform.OriginX, grid.Transform.OriginY);
        var window = new GridWindow((int)Math.Round(column), (int)Math.Round(row), grid.Width, grid.Height);
        if (window.Column < 0 || window.Row < 0 || window.Column + window.Width > stack.Grid.Width || window.Row + window.Height > stack.Grid.Height)
            return null;
        double cells = MappedCells(outputs, stack, window);
        int factor = Math.Max(1, (int)Math.Ceiling(Math.Sqrt(cells * valuesPerCell / MostValues)));
        return new ViewerGrid(stack, window, MapCanvas.Coarser(grid, Math.Max(1, grid.Width / factor), Math.Max(1, grid.Height / factor)), factor);
    }

    /// <summary>Values of a map's band at the viewer's cells; NaN for none.</summary>
    public float[] Map(string path, int band)
    {
        using RasterFile file = RasterFile.Open(path);
        return file.ReadReduced(band, Grid.Width, Grid.Height);
    }

    /// <summary>Values of a layer of the stack at the viewer's cells; NaN for none.</summary>
    public float[] Layer(string name) => MapCanvas.StackValues(_stack, name, _window, Grid.Width, Grid.Height);

    /// <summary>Mapped cells of every ecosystem, and of all together, estimated from every eighth row of a large grid.</summary>
    private static double MappedCells(StudyOutputs outputs, StackReader stack, GridWindow window)
    {
        int step = window.Cells > 1_000_000 ? 8 : 1;
        float[] valid = new float[window.Width], fraction = new float[window.Width];
        double cells = 0;
        for (int row = 0; row < window.Height; row += step)
        {
            var line = new GridWindow(window.Column, window.Row + row, window.Width, 1);
            stack.Read(StackLayerNames.Valid, line, valid);
            cells += valid.Count(StackLayerNames.IsValid);
            foreach (var ecosystem in outputs.Study.Ecosystems)
            {
                stack.Read(StackLayerNames.Fraction(ecosystem.Code), line, fraction);
                for (int i = 0; i < valid.Length; i++)
                    cells += StackLayerNames.IsMapped(valid[i], fraction[i]) ? 1 : 0;
            }
        }
        return cells * step;
    }
}
