using System.Globalization;
using System.Runtime.InteropServices;
using SoilBeta.Rasters.Native;

namespace SoilBeta.Rasters;

/// <summary>Statistics of a band in the form that GIS programs expect, and a checksum of its values; both are computed row by row, so that they do not depend on the order of writing.</summary>
/// <remarks>If whole rows are written from north to south, both are computed meanwhile; otherwise the band is read again.</remarks>
internal sealed class BandTally(Grid grid) : IDisposable
{
    private const uint AnyNaN = 0x7FC00000;
    private readonly RunningChecksum _checksum = new();
    private readonly uint[] _row = new uint[grid.Width];
    private double _min = double.PositiveInfinity, _max = double.NegativeInfinity, _sum, _squares, _origin = double.NaN;
    private long _count;
    private int _rows;

    /// <summary>Whether all windows so far were whole rows from north to south.</summary>
    public bool IsInOrder { get; private set; } = true;

    /// <summary>Adds a window.</summary>
    /// <param name="window">Cells.</param>
    /// <param name="values">[row][column].</param>
    public void Add(GridWindow window, ReadOnlySpan<float> values)
    {
        IsInOrder &= window.Column == 0 && window.Width == grid.Width && window.Row >= _rows;
        if (!IsInOrder)
            return;
        SkipTo(window.Row);
        for (int row = 0; row < window.Height; row++)
            AddRow(values.Slice(row * window.Width, window.Width));
        _rows = window.Row + window.Height;
    }

    /// <summary>Tallies a band that was written in another order.</summary>
    /// <param name="grid">Grid.</param>
    /// <param name="read">Reads a window of the band.</param>
    public static BandTally Read(Grid grid, Action<GridWindow, Memory<float>> read)
    {
        var tally = new BandTally(grid);
        int rows = RasterCreation.RowsAtOnce(grid.Width);
        float[] values = new float[(long)rows * grid.Width];
        for (int row = 0; row < grid.Height; row += rows)
        {
            var window = new GridWindow(0, row, grid.Width, Math.Min(rows, grid.Height - row));
            read(window, values);
            tally.Add(window, values);
        }
        return tally;
    }

    /// <summary>SHA-256 of all values; rows that were not added count as nodata. Ends the tally.</summary>
    public byte[] Checksum()
    {
        SkipTo(grid.Height);
        return _checksum.Take();
    }

    /// <summary>Writes the statistics to the band's metadata, unless the band has no values.</summary>
    public void Keep(DatasetHandle dataset, int band)
    {
        if (_count == 0)
            return;
        double mean = _sum / _count;
        nint handle = GdalNative.GDALGetRasterBand(dataset, band);
        Set("STATISTICS_MINIMUM", _min);
        Set("STATISTICS_MAXIMUM", _max);
        Set("STATISTICS_MEAN", _origin + mean);
        Set("STATISTICS_STDDEV", Math.Sqrt(Math.Max(0, (_squares / _count) - (mean * mean))));
        _ = GdalNative.GDALSetBandMetadataItem(handle, "STATISTICS_VALID_PERCENT", (100.0 * _count / grid.Cells).ToString("0.####", CultureInfo.InvariantCulture), null);

        void Set(string name, double value) => _ = GdalNative.GDALSetBandMetadataItem(handle, name, value.ToString("G9", CultureInfo.InvariantCulture), null);
    }

    /// <inheritdoc/>
    public void Dispose() => _checksum.Dispose();

    private void AddRow(ReadOnlySpan<float> values)
    {
        for (int column = 0; column < values.Length; column++)
        {
            float value = values[column];
            // All NaNs get the same bits, because unwritten cells have GDAL's.
            _row[column] = float.IsNaN(value) ? AnyNaN : BitConverter.SingleToUInt32Bits(value);
            if (float.IsNaN(value))
                continue;
            if (_count++ == 0)
                _origin = value;
            _min = Math.Min(_min, value);
            _max = Math.Max(_max, value);
            double from = value - _origin; // relative to the first value, so that sums of squares of large numbers do not cancel
            _sum += from;
            _squares += from * from;
        }
        _checksum.Append(MemoryMarshal.AsBytes(_row.AsSpan()));
    }

    private void SkipTo(int row)
    {
        if (_rows < row)
            Array.Fill(_row, AnyNaN);
        for (; _rows < row; _rows++)
            _checksum.Append(MemoryMarshal.AsBytes(_row.AsSpan()));
    }
}
