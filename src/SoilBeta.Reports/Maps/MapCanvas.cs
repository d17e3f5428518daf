using SoilBeta.Rasters;
using SoilBeta.Reports.Data;

namespace SoilBeta.Reports.Maps;

/// <summary>What all pictures of a study's maps share: the projection, the outlines of the land, and the cell at each pixel.</summary>
internal sealed class MapCanvas : IDisposable
{
    /// <summary>Pixels of a picture's longer side: 300 dpi at the width of a journal's column.</summary>
    private const int Pixels = 1000;

    /// <summary>Largest number of columns or rows of a grid to read; larger grids are read at a lower resolution.</summary>
    private const int MostCells = 2000;

    private readonly StackReader _stack;
    private readonly Dictionary<Grid, int[]> _cells = [];

    private MapCanvas(StackReader stack, PictureProjection projection) => (_stack, Projection, Outlines) = (stack, projection, new Outlines(projection));

    /// <summary>Projection of the pictures.</summary>
    public PictureProjection Projection { get; }

    /// <summary>Land, coast and borders.</summary>
    public Outlines Outlines { get; }

    /// <summary>The canvas of a study; null without a stack.</summary>
    public static MapCanvas? For(StudyOutputs outputs) =>
        outputs.Stack is { } stack ? new MapCanvas(stack, PictureProjection.For(stack.Grid, MappedWindow(stack), Pixels)) : null;

    /// <summary>Values of a stack layer at each pixel; NaN for none.</summary>
    public float[] Layer(string name)
    {
        Grid reduced = Reduced(_stack.Grid);
        return Under(reduced, StackValues(_stack, name, _stack.Grid.Whole, reduced.Width, reduced.Height));
    }

    /// <summary>Values of a map's band at each pixel; NaN for none.</summary>
    public float[] Map(string path, int band)
    {
        using RasterFile file = RasterFile.Open(path);
        Grid reduced = Reduced(file.Grid);
        return Under(reduced, file.ReadReduced(band, reduced.Width, reduced.Height));
    }

    /// <summary>Values of a stack layer on a coarser grid of a window: of the cell in the middle of each.</summary>
    public static float[] StackValues(StackReader stack, string name, GridWindow window, int width, int height)
    {
        float[] values = new float[width * height], line = new float[window.Width];
        for (int row = 0; row < height; row++)
        {
            stack.Read(name, new GridWindow(window.Column, window.Row + (int)((row + 0.5) * window.Height / height), window.Width, 1), line);
            for (int column = 0; column < width; column++)
                values[(row * width) + column] = line[(int)((column + 0.5) * window.Width / width)];
        }
        return values;
    }

    /// <inheritdoc/>
    public void Dispose() => Projection.Dispose();

    private float[] Under(Grid grid, float[] values)
    {
        if (!_cells.TryGetValue(grid, out int[]? cells))
            _cells[grid] = cells = Projection.CellsOf(grid);
        return [.. cells.Select(cell => cell < 0 ? float.NaN : values[cell])];
    }

    /// <summary>A grid of the same extent with fewer cells.</summary>
    public static Grid Coarser(Grid grid, int width, int height)
    {
        GeoTransform t = grid.Transform;
        double x = (double)grid.Width / width, y = (double)grid.Height / height;
        return new Grid(width, height, new GeoTransform(t.OriginX, t.StepX * x, t.SkewX * y, t.OriginY, t.SkewY * x, t.StepY * y), grid.Crs);
    }

    private static Grid Reduced(Grid grid)
    {
        double factor = Math.Max(1, Math.Max(grid.Width, grid.Height) / (double)MostCells);
        return Coarser(grid, Math.Max(1, (int)(grid.Width / factor)), Math.Max(1, (int)(grid.Height / factor)));
    }

    /// <summary>Window of the mapped cells, with a margin.</summary>
    private static GridWindow MappedWindow(StackReader stack)
    {
        Grid grid = stack.Grid;
        if (!stack.Has(StackLayerNames.Valid))
            return grid.Whole;
        int left = grid.Width, right = -1, top = grid.Height, bottom = -1;
        float[] line = new float[grid.Width];
        for (int row = 0; row < grid.Height; row++)
        {
            stack.ReadRows(StackLayerNames.Valid, row, line);
            int first = Array.FindIndex(line, StackLayerNames.IsValid);
            if (first < 0)
                continue;
            (left, right, top, bottom) = (Math.Min(left, first), Math.Max(right, Array.FindLastIndex(line, StackLayerNames.IsValid)), Math.Min(top, row), row);
        }
        if (right < 0)
            return grid.Whole;
        int margin = 1 + (Math.Max(right - left, bottom - top) / 40);
        (left, right, top, bottom) = (Math.Max(0, left - margin), Math.Min(grid.Width - 1, right + margin), Math.Max(0, top - margin), Math.Min(grid.Height - 1, bottom + margin));
        return new GridWindow(left, top, right - left + 1, bottom - top + 1);
    }
}
