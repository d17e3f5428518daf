namespace SoilBeta.Rasters;

/// <summary>Survey of the stored values of a band in a window: their range, and values that look like an undeclared nodata value.</summary>
/// <remarks>
/// A value beyond ±1e30 is never a quantity. A value of <see cref="Sentinels"/> is suspect where it is an outlier: it is negative and all others are not, or its distance to all other values
/// is more than a third of its size. The smaller sentinels may be missing from a small window by chance, so other values are also searched in a sample of the whole raster.
/// </remarks>
public sealed class BandSurvey
{
    /// <summary>Common nodata values: −9999 and similar, the limits of the integer types, and the fill values of climate models.</summary>
    public static readonly IReadOnlyList<double> Sentinels =
    [
        -1e20, -1e15, -2147483648, -2147483647, -999999, -99999, -32768, -32767, -9999.9, -9999, -999.9, -999, -99.9, -99,
        255, 9999, 32767, 65535, 99999, 999999, 2147483647, 4294967295, 1e15, 1e20,
    ];

    /// <summary>Sentinels below this may occur by chance.</summary>
    private const double Small = 1000;

    /// <summary>Number of rows sampled from the whole raster: few, since each may decompress a row of blocks.</summary>
    private const int SampledRows = 16;

    private const int MostListed = 4;

    private BandSurvey(bool isWhole) => IsWhole = isWhole;

    /// <summary>Whether every cell of the window was read.</summary>
    public bool IsWhole { get; }

    /// <summary>Number of cells with a value, including suspect ones.</summary>
    public long Count { get; private set; }

    /// <summary>Smallest stored value that is not suspect; +∞ if there is none.</summary>
    public double Min { get; private set; } = double.PositiveInfinity;

    /// <summary>Largest stored value that is not suspect; −∞ if there is none.</summary>
    public double Max { get; private set; } = double.NegativeInfinity;

    /// <summary>Number of cells without data whose value differs from the file's nodata value, beyond ±1e30, by rounding.</summary>
    public long MissedNoData { get; private set; }

    /// <summary>The first few values that look like an undeclared nodata value, with their number of cells.</summary>
    public IReadOnlyList<(double Value, long Cells)> Suspects { get; private set; } = [];

    /// <summary>Declared nodata values that do not fit the file's type, the value that they became without their upper bits, and its number of cells.</summary>
    public IReadOnlyList<(double Declared, double Value, long Cells)> Wrapped { get; private set; } = [];

    /// <summary>Surveys windows.</summary>
    /// <param name="raster">The raster.</param>
    /// <param name="band">Band, from 1.</param>
    /// <param name="windows">Cells.</param>
    /// <param name="mostCells">Largest number of cells to read; of more, every n-th row.</param>
    /// <param name="counts">Filter of (physical) values; null for all.</param>
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

    /// <summary>Whether a sentinel is an outlier among all other values.</summary>
    /// <param name="sentinel">The sentinel.</param>
    /// <param name="min">Smallest of the others; +∞ if there are none.</param>
    /// <param name="max">Largest of the others.</param>
    public static bool StandsApart(double sentinel, double min, double max)
    {
        if (min > max)
            return sentinel < 0 || sentinel > Small; // no other values to compare with; a raster may legitimately be 255 everywhere
        if (sentinel < 0 && min >= 0)
            return true;
        double gap = sentinel < min ? min - sentinel : sentinel - max; // negative if it is one of the codes
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
