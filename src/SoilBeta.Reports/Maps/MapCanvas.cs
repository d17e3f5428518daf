using SoilBeta.Rasters;
using SoilBeta.Reports.Data;

namespace SoilBeta.Reports.Maps;

/// <summary>What all pictures of a study's maps share: the projection, the land, and the cell at each pixel.</summary>
internal sealed class MapCanvas : IDisposable
{
    /// <summary>Pixels of a picture's longer side.</summary>
    private const int Pixels = 840;

    /// <summary>Largest number of columns or rows of a grid to read; larger grids are read at a lower resolution.</summary>
    private const int MostCells = 2000;

    /// <summary>Largest share of the pixels just off the coast that a covariate may cover and still distinguish land from sea.</summary>
    private const double MostShore = 0.5;

    private readonly StackReader _stack;
    private readonly Dictionary<Grid, int[]> _cells = [];

    private MapCanvas(StackReader stack, PictureProjection projection)
    {
        (_stack, Projection) = (stack, projection);
        Land = new bool[projection.Width * projection.Height];
        if (stack.Has(StackLayerNames.Topsoil))
        {
            float[] values = Layer(StackLayerNames.Topsoil);
            for (int i = 0; i < values.Length; i++)
                Land[i] = float.IsFinite(values[i]);
        }
        AddTightCovariates();
        Outline = Edges([.. Land.Select(land => land ? 1f : 0f)]);
    }

    /// <summary>Projection of the pictures.</summary>
    public PictureProjection Projection { get; }

    /// <summary>Pixels on land: with a known topsoil, or with a covariate whose raster follows the coast (ice has a climate and no soil).</summary>
    public bool[] Land { get; }

    /// <summary>Pixels on the coast.</summary>
    public bool[] Outline { get; }

    /// <summary>The canvas of a study; null without a stack.</summary>
    public static MapCanvas? For(StudyOutputs outputs) =>
        outputs.Stack is { } stack ? new MapCanvas(stack, PictureProjection.For(stack.Grid, MappedWindow(stack), Pixels)) : null;

    /// <summary>Values of a stack layer at each pixel; NaN for none.</summary>
    public float[] Layer(string name)
    {
        Grid reduced = Reduced(_stack.Grid);
        float[] values = new float[reduced.Width * reduced.Height], line = new float[_stack.Grid.Width];
        for (int row = 0; row < reduced.Height; row++)
        {
            _stack.ReadRows(name, (int)((row + 0.5) * _stack.Grid.Height / reduced.Height), line);
            for (int column = 0; column < reduced.Width; column++)
                values[(row * reduced.Width) + column] = line[(int)((column + 0.5) * _stack.Grid.Width / reduced.Width)];
        }
        return Under(reduced, values);
    }

    /// <summary>Values of a map's band at each pixel; NaN for none.</summary>
    public float[] Map(string path, int band)
    {
        using RasterFile file = RasterFile.Open(path);
        Grid reduced = Reduced(file.Grid);
        return Under(reduced, file.ReadReduced(band, reduced.Width, reduced.Height));
    }

    /// <inheritdoc/>
    public void Dispose() => Projection.Dispose();

    /// <summary>Adds land that only covariates cover, except covariates with coarse cells that extend over the sea: those cover most pixels just off the coast.</summary>
    private void AddTightCovariates()
    {
        int width = Projection.Width, height = Projection.Height;
        var shore = new List<int>();
        for (int i = width; i < Land.Length - width; i++)
        {
            if (!Land[i] && i % width > 0 && i % width < width - 1 && (Land[i - 1] || Land[i + 1] || Land[i - width] || Land[i + width]))
                shore.Add(i);
        }
        if (shore.Count == 0 || height < 3)
            return;
        foreach (string name in _stack.Header.Layers.Select(layer => layer.Name).Where(name => name.StartsWith(StackLayerNames.Covariate(""), StringComparison.Ordinal)).ToList())
        {
            float[] values = Layer(name);
            if (shore.Count(i => float.IsFinite(values[i])) > MostShore * shore.Count)
                continue;
            for (int i = 0; i < values.Length; i++)
                Land[i] |= float.IsFinite(values[i]);
        }
    }

    private float[] Under(Grid grid, float[] values)
    {
        if (!_cells.TryGetValue(grid, out int[]? cells))
            _cells[grid] = cells = Projection.CellsOf(grid);
        return [.. cells.Select(cell => cell < 0 ? float.NaN : values[cell])];
    }

    private static Grid Reduced(Grid grid)
    {
        double factor = Math.Max(1, Math.Max(grid.Width, grid.Height) / (double)MostCells);
        int width = Math.Max(1, (int)(grid.Width / factor)), height = Math.Max(1, (int)(grid.Height / factor));
        GeoTransform t = grid.Transform;
        double x = (double)grid.Width / width, y = (double)grid.Height / height;
        return new Grid(width, height, new GeoTransform(t.OriginX, t.StepX * x, t.SkewX * y, t.OriginY, t.SkewY * x, t.StepY * y), grid.Crs);
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

    private bool[] Edges(float[] codes)
    {
        int width = Projection.Width, height = Projection.Height;
        bool[] edges = new bool[codes.Length];
        for (int row = 0; row < height - 1; row++)
        {
            for (int column = 0; column < width - 1; column++)
            {
                int i = (row * width) + column;
                edges[i] = codes[i] != codes[i + 1] || codes[i] != codes[i + width];
            }
        }
        return edges;
    }
}
