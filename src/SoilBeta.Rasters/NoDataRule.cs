namespace SoilBeta.Rasters;

/// <summary>Decides which stored values of a band are nodata: the declared ones, rounded to the band's type; and if one beyond ±1e30 is declared, all values of that sign beyond ±1e30, since no quantity is that large and such values are often written with few digits.</summary>
internal readonly struct NoDataRule
{
    /// <summary>Limit beyond which no value is a quantity.</summary>
    public const double LargestQuantity = 1e30;

    private readonly double[] _values;
    private readonly bool _below, _above;

    public NoDataRule(RasterBand band)
    {
        double[] declared = [.. band.AllNoData.Where(value => !double.IsNaN(value))];
        // A value that went through float32 keeps that rounding in a wider type.
        _values = [.. (band.IsInteger ? declared : band.DataType == "Float32" ? declared.Select(value => (double)(float)value) : declared.Concat(declared.Select(value => (double)(float)value))).Distinct()];
        _below = !band.IsInteger && declared.Any(value => value <= -LargestQuantity);
        _above = !band.IsInteger && declared.Any(value => value >= LargestQuantity);
    }

    /// <summary>Whether no value is nodata.</summary>
    public bool IsEmpty => _values.Length == 0;

    /// <summary>Whether a stored value is nodata.</summary>
    public bool Holds(double stored)
    {
        foreach (double value in _values)
        {
            if (stored == value)
                return true;
        }
        return IsRounded(stored);
    }

    /// <summary>Whether a stored value is nodata because one beyond ±1e30 is declared, even if it is not equal to it.</summary>
    public bool IsRounded(double stored) => (_below && stored <= -LargestQuantity) || (_above && stored >= LargestQuantity);

    /// <summary>Whether a stored value is nodata but differs from the declared one by rounding.</summary>
    public bool IsMissed(double stored) => IsRounded(stored) && !double.IsInfinity(stored) && !Array.Exists(_values, value => value == stored);
}
