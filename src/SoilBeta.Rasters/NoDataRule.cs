namespace SoilBeta.Rasters;

/// <summary>Which stored values of a band mean no data: the declared ones as the band's type rounds them; and where one beyond ±1e30 is declared, all beyond it with that sign, for no quantity is that large and such values are written with few digits.</summary>
internal readonly struct NoDataRule
{
    /// <summary>No quantity is larger than this.</summary>
    public const double LargestQuantity = 1e30;

    private readonly double[] _values;
    private readonly bool _below, _above;

    public NoDataRule(RasterBand band)
    {
        double[] declared = [.. band.AllNoData.Where(value => !double.IsNaN(value))];
        // A value that passed through float32 keeps that rounding in a wider type.
        _values = [.. (band.IsInteger ? declared : band.DataType == "Float32" ? declared.Select(value => (double)(float)value) : declared.Concat(declared.Select(value => (double)(float)value))).Distinct()];
        _below = !band.IsInteger && declared.Any(value => value <= -LargestQuantity);
        _above = !band.IsInteger && declared.Any(value => value >= LargestQuantity);
    }

    /// <summary>Whether no value means no data.</summary>
    public bool IsEmpty => _values.Length == 0;

    /// <summary>Whether a stored value means no data.</summary>
    public bool Holds(double stored)
    {
        foreach (double value in _values)
        {
            if (stored == value)
                return true;
        }
        return IsRounded(stored);
    }

    /// <summary>Whether a stored value is near a declared one beyond ±1e30 and need not equal it.</summary>
    public bool IsRounded(double stored) => (_below && stored <= -LargestQuantity) || (_above && stored >= LargestQuantity);

    /// <summary>Whether a stored value is no data only by the rounding of a declared one.</summary>
    public bool IsMissed(double stored) => IsRounded(stored) && !double.IsInfinity(stored) && !Array.Exists(_values, value => value == stored);
}
