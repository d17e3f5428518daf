using SoilBeta.Rasters;

namespace SoilBeta.Mapping.Maps;

/// <summary>Whole rows of a finished map, read back, with an ecosystem's cells and their values.</summary>
/// <param name="FirstRow">First row of the map.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Block">The ecosystem's cells in these rows.</param>
internal sealed record MapStrip(int FirstRow, int Rows, int Width, CellBlock Block)
{
    private const int MostPixels = 1 << 20;

    /// <summary>The strips of an ecosystem from north to south; those without cells have an empty block.</summary>
    public static IEnumerable<MapStrip> Strips(MapContext context, EcosystemSurvey ecosystem)
    {
        int width = context.Window.Width, height = context.Window.Height;
        // A block of cells, its values, and bands of pixels that are gathered from the cells or distributed to them.
        int cellBytes = (sizeof(float) * (context.Study.Study.Covariates.Count + 8)) + (sizeof(long) * 6);
        int rows = (int)Math.Clamp(Math.Min(MostPixels, context.Options.Memory.AllMaps / cellBytes) / width, 1, height);
        for (int row = 0; row < height; row += rows)
        {
            context.Options.Cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(rows, height - row);
            var tile = new CellRange((long)row * width, (long)count * width, ecosystem.CellsInRow.AsSpan(row, count).ToArray().Sum());
            yield return new MapStrip(row, count, width, context.Cells.Read(ecosystem.Code, tile, context.AreaShift));
        }
    }

    /// <summary>A band of a map at the cells, [cell].</summary>
    public float[] Values(RasterFile map, int band)
    {
        float[] all = new float[Rows * Width];
        map.Read(band, Window, all);
        return [.. Block.Positions.Select(position => all[position - ((long)FirstRow * Width)])];
    }

    /// <summary>Writes values of the cells into a band of these rows; the other pixels are nodata.</summary>
    public void Write(MapWriter map, int band, ReadOnlySpan<float> values)
    {
        float[] all = new float[Rows * Width];
        Array.Fill(all, float.NaN);
        for (int cell = 0; cell < values.Length; cell++)
            all[Block.Positions[cell] - ((long)FirstRow * Width)] = values[cell];
        map.Write(band, Window, all);
    }

    private GridWindow Window => new(0, FirstRow, Width, Rows);
}
