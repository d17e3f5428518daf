using SoilBeta.Rasters;
using SoilBeta.Soil;
using SoilBeta.Studies;

namespace SoilBeta.Mapping.Maps;

/// <summary>One pass over the stack before a map: areas, the scale of fixed-point areas, and the division of cells into tiles.</summary>
public sealed class MapSurvey
{
    private MapSurvey(IReadOnlyList<EcosystemSurvey> ecosystems, int areaShift) => (Ecosystems, AreaShift) = (ecosystems, areaShift);

    /// <summary>Results for each ecosystem, in the study's order.</summary>
    public IReadOnlyList<EcosystemSurvey> Ecosystems { get; }

    /// <summary>Exponent a of the fixed-point areas, from the whole grid, whatever part of it is mapped.</summary>
    public int AreaShift { get; }

    /// <summary>Surveys the grid.</summary>
    /// <param name="study">Study.</param>
    /// <param name="stack">Stack.</param>
    /// <param name="window">Mapped part of the grid.</param>
    /// <param name="largestDensity">Largest density of a layer, Mg C ha⁻¹, where a forest predicts the layers; 0 where they follow from the topsoil.</param>
    /// <param name="cancellation">Cancellation token.</param>
    public static MapSurvey Count(StudyContext study, StackReader stack, GridWindow window, double largestDensity, CancellationToken cancellation)
    {
        var codes = study.Study.Ecosystems.Select(ecosystem => ecosystem.Code).ToList();
        var found = codes.ConvertAll(code => new EcosystemSurvey(code, new int[window.Height]));
        int width = stack.Grid.Width;
        float[] valid = new float[width], hectares = new float[width], fraction = new float[width];
        double total = 0;
        for (int row = 0; row < stack.Grid.Height; row++)
        {
            cancellation.ThrowIfCancellationRequested();
            stack.ReadRows(StackLayerNames.Valid, row, valid);
            stack.ReadRows(StackLayerNames.Hectares, row, hectares);
            bool inWindow = row >= window.Row && row < window.Row + window.Height;
            foreach (var ecosystem in found)
            {
                stack.ReadRows(StackLayerNames.Fraction(ecosystem.Code), row, fraction);
                for (int column = 0; column < width; column++)
                {
                    if (!(fraction[column] > 0))
                        continue;
                    double area = (double)hectares[column] * fraction[column];
                    bool mapped = inWindow && column >= window.Column && column < window.Column + window.Width;
                    if (StackLayerNames.IsMapped(valid[column], fraction[column]))
                    {
                        total += area;
                        if (mapped)
                            ecosystem.CellsInRow[row - window.Row]++;
                    }
                    else if (mapped)
                    {
                        ecosystem.UnmappedHectares += area;
                    }
                }
            }
        }
        double largest = stack.Has(StackLayerNames.Topsoil) ? LargestTopsoil(study.Study.Topsoil, stack.Layer(StackLayerNames.Topsoil).Max) : 0;
        return new MapSurvey(found, largestDensity > 0 ? AreaScale.Shift(total, Math.Max(largest, largestDensity)) : AreaScale.Shift(total, largest, study.Study.Topsoil.Depth));
    }

    // A perturbed topsoil is x + sd·z; eight standard deviations exceed any normal drawn.
    private static double LargestTopsoil(Topsoil topsoil, float largest) =>
        topsoil.Sd is { Amount: > 0 } sd
            ? Math.Min(LayerDensities.LargestTopsoilOf(topsoil.Depth), largest + (8 * sd.Amount * (sd.IsShare ? largest : 1)))
            : largest;
}

/// <summary>Results of the survey for one ecosystem.</summary>
/// <param name="Code">Code.</param>
/// <param name="CellsInRow">Number of cells with data and area in each row of the window, [row].</param>
public sealed record EcosystemSurvey(string Code, int[] CellsInRow)
{
    /// <summary>Unmapped area within the window (masked, or without data), ha.</summary>
    public double UnmappedHectares { get; set; }

    /// <summary>Number of cells to map.</summary>
    public long Cells => CellsInRow.Sum(cells => (long)cells);

    /// <summary>Range of the window's cells for a shard: all shards have the same number of the ecosystem's cells, plus or minus one.</summary>
    /// <param name="reader">Determines which cells of a row count.</param>
    /// <param name="part">The shard.</param>
    public CellRange Range(EcosystemCells reader, Shard part)
    {
        long cells = Cells;
        long first = part.Number == 1 ? 0 : PositionOf(reader, part.Begin(cells)), end = part.Number == part.Count ? (long)CellsInRow.Length * reader.Window.Width : PositionOf(reader, part.End(cells));
        return new CellRange(first, end - first, checked((int)(part.End(cells) - part.Begin(cells))));
    }

    /// <summary>Divides all of the ecosystem's cells into tiles.</summary>
    public List<CellRange> Cut(EcosystemCells reader, int cells) => Cut(reader, cells, Range(reader, Shard.Whole));

    /// <summary>Divides the ecosystem's cells in a range into tiles of about <paramref name="cells"/> cells: whole rows where a row has fewer.</summary>
    /// <param name="reader">Determines which cells of a row count, where a row must be divided.</param>
    /// <param name="cells">Maximum number of cells in a tile.</param>
    /// <param name="range">The range.</param>
    public List<CellRange> Cut(EcosystemCells reader, int cells, CellRange range)
    {
        var tiles = new List<CellRange>();
        int width = reader.Window.Width;
        long first = range.First, end = range.First + range.Count;
        int open = 0;
        for (int row = (int)(first / width); (long)row * width < end; row++)
        {
            bool whole = (long)row * width >= range.First && (long)(row + 1) * width <= end;
            int inRow = whole ? CellsInRow[row] : ColumnsIn(reader, row, range).Length;
            if (open > 0 && open + inRow > cells)
                Close((long)row * width);
            if (inRow <= cells)
            {
                open += inRow;
                continue;
            }
            int[] columns = ColumnsIn(reader, row, range);
            for (int i = cells; i < columns.Length; i += cells)
            {
                open = cells;
                Close(((long)row * width) + columns[i]);
            }
            open = columns.Length % cells == 0 ? cells : columns.Length % cells;
            Close(Math.Min((long)(row + 1) * width, end));
        }
        if (open > 0)
            Close(end);
        return tiles;

        void Close(long at)
        {
            tiles.Add(new CellRange(first, at - first, open));
            first = at;
            open = 0;
        }
    }

    private long PositionOf(EcosystemCells reader, long cell)
    {
        int width = reader.Window.Width;
        for (int row = 0; row < CellsInRow.Length; row++)
        {
            if (cell < CellsInRow[row])
                return ((long)row * width) + ColumnsIn(reader, row, new CellRange((long)row * width, width, 0))[cell];
            cell -= CellsInRow[row];
        }
        return (long)CellsInRow.Length * width;
    }

    private int[] ColumnsIn(EcosystemCells reader, int row, CellRange range)
    {
        if (CellsInRow[row] == 0)
            return [];
        int[] columns = new int[reader.Window.Width];
        return columns[..reader.FindCells(row, range, StackLayerNames.Fraction(Code), new float[columns.Length], columns)];
    }
}
