namespace SoilBeta.Rasters;

/// <summary>Counts stored values as they come: the range of ordinary ones, and how often each sentinel and each value beyond ±1e30 occurs.</summary>
internal sealed class ValueTally
{
    /// <summary>Different values beyond ±1e30 that are kept.</summary>
    private const int MostBeyond = 16;

    private readonly double[] _sentinels;
    private readonly long[] _cells;
    private readonly (double Declared, double Value)[] _wrapped;
    private readonly long[] _wrappedCells;
    private readonly double _lowest, _highest;
    private readonly RasterBand _facts;
    private readonly Predicate<double>? _counts;

    /// <summary>For a band.</summary>
    /// <param name="facts">The band; its type rounds the sentinels.</param>
    /// <param name="counts">Which values (physical) count; null for all.</param>
    public ValueTally(RasterBand facts, Predicate<double>? counts)
    {
        (_facts, _counts) = (facts, counts);
        _sentinels = [.. BandSurvey.Sentinels.Select(value => facts.DataType == "Float32" ? (float)value : value).Order()];
        _cells = new long[_sentinels.Length];
        _wrapped = [.. facts.UnheldNoData.Select(value => (value, facts.Wrapped(value) ?? double.NaN))];
        _wrappedCells = new long[_wrapped.Length];
        // The widest range without a sentinel: most values of most rasters are in it.
        (_lowest, _highest) = (_sentinels.Where(value => value < 0).Max(), _sentinels.Where(value => value > 0).Min());
    }

    /// <summary>Cells with a value.</summary>
    public long Count { get; private set; }

    /// <summary>Smallest ordinary value; +∞ if there is none.</summary>
    public double Min { get; private set; } = double.PositiveInfinity;

    /// <summary>Largest ordinary value; −∞ if there is none.</summary>
    public double Max { get; private set; } = double.NegativeInfinity;

    /// <summary>Values beyond ±1e30 with the number of their cells.</summary>
    public Dictionary<double, long> Beyond { get; } = [];

    /// <summary>Sentinels that occurred, with the number of their cells.</summary>
    public IEnumerable<(double Value, long Cells)> Found => _sentinels.Zip(_cells).Where(one => one.Second > 0);

    /// <summary>Declared nodata values that the type cannot hold and what became of them in it, with the number of its cells.</summary>
    public IEnumerable<(double Declared, double Value, long Cells)> Wrapped => _wrapped.Zip(_wrappedCells, (one, cells) => (one.Declared, one.Value, cells)).Where(one => one.cells > 0);

    /// <summary>Adds stored values, NaN where there is no data.</summary>
    public void Add(ReadOnlySpan<double> stored)
    {
        foreach (double value in stored)
        {
            if (double.IsFinite(value) && (_counts is null || _counts((value * _facts.Scale) + _facts.Offset)))
                Add(value);
        }
    }

    private void Add(double value)
    {
        Count++;
        for (int i = 0; i < _wrapped.Length; i++)
            _wrappedCells[i] += value == _wrapped[i].Value ? 1 : 0;
        if (value > _lowest && value < _highest)
        {
            Min = Math.Min(Min, value);
            Max = Math.Max(Max, value);
        }
        else if (Math.Abs(value) >= NoDataRule.LargestQuantity)
        {
            if (Beyond.Count < MostBeyond || Beyond.ContainsKey(value))
                Beyond[value] = Beyond.GetValueOrDefault(value) + 1;
        }
        else if (Array.BinarySearch(_sentinels, value) is >= 0 and int at)
        {
            _cells[at]++;
        }
        else
        {
            Min = Math.Min(Min, value);
            Max = Math.Max(Max, value);
        }
    }
}
