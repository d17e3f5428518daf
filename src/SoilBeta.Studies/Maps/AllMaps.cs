using SoilBeta.Rasters;

namespace SoilBeta.Studies.Maps;

/// <summary><c>maps/ALL_…</c>: the ecosystems' maps averaged by the area that each has in a cell.</summary>
/// <remarks>
/// A mean is the area-weighted mean of the means. A quantile is the area-weighted mean of the ecosystems' quantiles: exact where the ecosystems of a cell rise and fall together from
/// draw to draw, and wider than the truth elsewhere; bounds of the prediction interval and standard errors likewise. U follows from them. Only the finished maps and the stack are read.
/// </remarks>
internal static class AllMaps
{
    private const int MostRows = 256;

    /// <summary>Writes the maps.</summary>
    public static void Write(MapContext context, IReadOnlyDictionary<string, string> metadata)
    {
        // A product's strip, its sums and what is read for them. Nothing is computed any more: what the device had is free.
        long row = context.Window.Width * ((context.Bands * (sizeof(float) + sizeof(double))) + (2L * sizeof(float)));
        int rows = MostRows;
        while (rows > 1 && rows * row > context.Options.Memory.AllMaps)
            rows /= 2;
        long bytes = (Math.Min(rows, context.Window.Height) * row) + ProductWriter.FinishBytes;
        context.ForEach(context.Products, product => Write(context, product, metadata, rows), bytes, context.Options.Memory.AllMaps);
    }

    private static void Write(MapContext context, MapProduct product, IReadOnlyDictionary<string, string> metadata, int rowsAtOnce)
    {
        string[] codes = [.. context.Study.Study.Ecosystems.Select(ecosystem => ecosystem.Code)];
        var window = context.Window;
        var maps = new List<RasterFile>();
        using var writer = new ProductWriter(context, product, "ALL", metadata, rowsAtOnce);
        try
        {
            foreach (string code in codes)
                maps.Add(RasterFile.Open(context.Folder.Map($"{code}_{product.Suffix}")));
            int most = Math.Min(rowsAtOnce, window.Height) * window.Width;
            float[] values = new float[most], fraction = new float[most];
            // Averaged: mean and quantiles, and what stands behind U; the last sum is of the fractions.
            int[] averaged = [1, 2, 3, .. Enumerable.Range(MapProduct.BandCount + 1, context.Bands - MapProduct.BandCount)];
            double[][] sums = [.. Enumerable.Range(0, averaged.Length + 1).Select(_ => new double[most])];
            double[] further = new double[context.Bands - MapProduct.BandCount];
            for (int row = 0; row < window.Height; row += rowsAtOnce)
            {
                context.Options.Cancellation.ThrowIfCancellationRequested();
                int rows = Math.Min(rowsAtOnce, window.Height - row);
                int cells = rows * window.Width;
                foreach (double[] sum in sums)
                    Array.Clear(sum);
                for (int i = 0; i < codes.Length; i++)
                {
                    context.Stack.Read(StackLayerNames.Fraction(codes[i]), new GridWindow(window.Column, window.Row + row, window.Width, rows), fraction);
                    for (int band = 0; band < averaged.Length; band++)
                    {
                        maps[i].Read(averaged[band], new GridWindow(0, row, window.Width, rows), values);
                        Add(sums, band, values.AsSpan(0, cells), fraction);
                    }
                }
                for (int cell = 0; cell < cells; cell++)
                {
                    double share = sums[^1][cell];
                    if (!(share > 0))
                        continue;
                    for (int i = 0; i < further.Length; i++)
                        further[i] = sums[3 + i][cell] / share;
                    writer.Write(((long)row * window.Width) + cell, sums[0][cell] / share, sums[1][cell] / share, sums[2][cell] / share, further);
                }
            }
            writer.Finish();
        }
        finally
        {
            foreach (var map in maps)
                map.Dispose();
        }
    }

    // sums: bands weighted by fraction, and at the end the fractions of the cells that have values.
    private static void Add(double[][] sums, int band, ReadOnlySpan<float> values, float[] fraction)
    {
        for (int cell = 0; cell < values.Length; cell++)
        {
            if (float.IsNaN(values[cell]))
                continue;
            sums[band][cell] += (double)values[cell] * fraction[cell];
            if (band == 0)
                sums[^1][cell] += fraction[cell];
        }
    }
}
