namespace SoilBeta.Rasters;

/// <summary>The stored values of a band over a window, gone through once: their range, and those among them that look like an undeclared nodata value.</summary>
/// <remarks>
/// A value beyond ±1e30 is never a quantity. A value of <see cref="Sentinels"/> is suspect where it <em>stands apart</em> from all other values: it is negative and all others are not, or no other value comes
/// nearer to it than a third of its size. For the smaller ones, which a small window may hold by chance, others are also looked for in a sample of the whole raster.
/// </remarks>
public sealed class BandSurvey
{
    /// <summary>Values that files use for no data: −9999 and its kin, the ends of the integer types, and the fillers of climate models.</summary>
    public static readonly IReadOnlyList<double> Sentinels =
    [
        -1e20, -1e15, -2147483648, -2147483647, -999999, -99999, -32768, -32767, -9999.9, -9999, -999.9, -999, -99.9, -99,
        255, 9999, 32767, 65535, 99999, 999999, 2147483647, 4294967295, 1e15, 1e20,
    ];

    /// <summary>Sentinels below this may be met by chance.</summary>
    private const double Small = 1000;

    /// <summary>Rows of the whole raster in which other values are looked for: few, since each may unpack a row of its blocks.</summary>
    private const int SampledRows = 16;

    private const int MostListed = 4;

    private BandSurvey(bool isWhole) => IsWhole = isWhole;

    /// <summary>Whether every cell of the window was looked at.</summary>
    public bool IsWhole { get; }

    /// <summary>Cells with a value, suspects included.</summary>
    public long Count { get; private set; }

    /// <summary>Smallest stored value that is not suspect; +∞ if there is none.</summary>
    public double Min { get; private set; } = double.PositiveInfinity;

    /// <summary>Largest stored value that is not suspect; −∞ if there is none.</summary>
    public double Max { get; private set; } = double.NegativeInfinity;

    /// <summary>Cells that are no data although the file's nodata value, beyond ±1e30, misses theirs by rounding.</summary>
    public long MissedNoData { get; private set; }

    /// <summary>Values that look like an undeclared nodata value, with the number of their cells; the first few.</summary>
    public IReadOnlyList<(double Value, long Cells)> Suspects { get; private set; } = [];

    /// <summary>Nodata values that the file declares and its type cannot hold, the value that they became without their upper bits, and the number of its cells.</summary>
    public IReadOnlyList<(double Declared, double Value, long Cells)> Wrapped { get; private set; } = [];

    /// <summary>Goes through windows.</summary>
    /// <param name="raster">The raster.</param>
    /// <param name="band">Band, from 1.</param>
    /// <param name="windows">Cells.</param>
    /// <param name="mostCells">Cells that are looked at; of more, every n-th row.</param>
    /// <param name="counts">Which values (physical) count; null for all.</param>
    /// <param name="cancellation">Cancellation token.</param>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static BandSurvey Run(RasterFile raster, int band, IReadOnlyList<GridWindow> windows, long mostCells = long.MaxValue, Predicate<double>? counts = null, CancellationToken cancellation = default)
    {
        int step = (int)Math.Clamp(((windows.Sum(window => window.Cells) - 1) / mostCells) + 1, 1, int.MaxValue);
        var survey = new BandSurvey(step == 1);
        var tally = new ValueTally(raster.BandAt(band), counts);
        foreach (GridWindow window in windows)
        {
            int rows = step > 1 ? 1 : Math.Min(RasterCreation.RowsAtOnce(window.Width), window.Height);
            double[] values = new double[(long)rows * window.Width];
            for (long row = 0; row < window.Height; row += (long)rows * step)
            {
                cancellation.ThrowIfCancellationRequested();
                var here = window with { Row = window.Row + (int)row, Height = Math.Min(rows, window.Height - (int)row) };
                survey.MissedNoData += raster.ReadStored(band, here, values);
                tally.Add(values.AsSpan(0, (int)here.Cells));
            }
        }
        survey.Conclude(tally, raster, band, counts);
        return survey;
    }

    /// <summary>Whether a sentinel stands apart from all other values.</summary>
    /// <param name="sentinel">The sentinel.</param>
    /// <param name="min">Smallest of the others; +∞ if there are none.</param>
    /// <param name="max">Largest of the others.</param>
    public static bool StandsApart(double sentinel, double min, double max)
    {
        if (min > max)
            return sentinel < 0 || sentinel > Small; // nothing else: a raster may be 255 everywhere
        if (sentinel < 0 && min >= 0)
            return true;
        double gap = sentinel < min ? min - sentinel : sentinel - max; // negative where it lies among them
        return gap >= Math.Abs(sentinel) / 3;
    }

    private void Conclude(ValueTally tally, RasterFile raster, int band, Predicate<double>? counts)
    {
        var apart = tally.Found.Where(one => StandsApart(one.Value, tally.Min, tally.Max)).ToList();
        if (apart.Exists(one => Math.Abs(one.Value) < Small))
        {
            var wider = new ValueTally(raster.BandAt(band), counts);
            double[] row = new double[raster.Grid.Width];
            for (int i = 0; i < SampledRows; i++)
            {
                raster.ReadStored(band, new GridWindow(0, (int)((raster.Grid.Height - 1L) * i / (SampledRows - 1)), row.Length, 1), row);
                wider.Add(row);
            }
            apart.RemoveAll(one => Math.Abs(one.Value) < Small && !StandsApart(one.Value, Math.Min(tally.Min, wider.Min), Math.Max(tally.Max, wider.Max)));
        }
        Count = tally.Count;
        Wrapped = [.. tally.Wrapped];
        (Min, Max) = (tally.Min, tally.Max);
        foreach ((double value, _) in tally.Found.Where(one => !apart.Contains(one)))
            (Min, Max) = (Math.Min(Min, value), Math.Max(Max, value));
        Suspects = [.. tally.Beyond.Select(one => (one.Key, one.Value)).OrderByDescending(one => one.Value).Concat(apart).Take(MostListed)];
    }
}
