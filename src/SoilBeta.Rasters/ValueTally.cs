namespace SoilBeta.Rasters;

/// <summary>Tallies stored values: the range of ordinary ones, and the frequency of each sentinel and each value beyond ±1e30.</summary>
internal sealed class ValueTally
{
    /// <summary>Most distinct values beyond ±1e30 that are kept.</summary>
    private const int MostBeyond = 16;

    private readonly double[] _sentinels;
    private readonly long[] _cells;
    private readonly (double Declared, double Value)[] _wrapped;
    private readonly long[] _wrappedCells;
    private readonly double _lowest, _highest;
    private readonly RasterBand _facts;
    private readonly Predicate<double>? _counts;

    /// <summary>Creates the tally for a band.</summary>
    /// <param name="facts">The band; its type rounds the sentinels.</param>
    /// <param name="counts">Filter of (physical) values; null for all.</param>
    public ValueTally(RasterBand facts, Predicate<double>? counts)
    {
        (_facts, _counts) = (facts, counts);
        _sentinels = [.. BandSurvey.Sentinels.Select(value => facts.DataType == "Float32" ? (float)value : value).Order()];
        _cells = new long[_sentinels.Length];
        _wrapped = [.. facts.UnheldNoData.Select(value => (value, facts.Wrapped(value) ?? double.NaN))];
        _wrappedCells = new long[_wrapped.Length];
        // The widest range without a sentinel contains most values of most rasters.
        (_lowest, _highest) = (_sentinels.Where(value => value < 0).Max(), _sentinels.Where(value => value > 0).Min());
    }

    /// <summary>Number of cells with a value.</summary>
    public long Count { get; private set; }

    /// <summary>Smallest ordinary value; +∞ if there is none.</summary>
    public double Min { get; private set; } = double.PositiveInfinity;

    /// <summary>Largest ordinary value; −∞ if there is none.</summary>
    public double Max { get; private set; } = double.NegativeInfinity;

    /// <summary>Values beyond ±1e30 with their number of cells.</summary>
    public Dictionary<double, long> Beyond { get; } = [];

    /// <summary>Sentinels that occurred, with their number of cells.</summary>
    public IEnumerable<(double Value, long Cells)> Found => _sentinels.Zip(_cells).Where(one => one.Second > 0);

    /// <summary>Declared nodata values that do not fit the type, the value that they became, and its number of cells.</summary>
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
