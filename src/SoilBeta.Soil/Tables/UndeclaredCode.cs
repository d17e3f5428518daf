using System.Globalization;

namespace SoilBeta.Soil.Tables;

/// <summary>Finds an undeclared common code of missing values that is far from all other values of its column: −9999 among temperatures of 5–25 °C.</summary>
internal sealed class UndeclaredCode
{
    private const double Largest = 1e30; // larger than any covariate; ±3.4e38 is the usual nodata of float32 rasters

    private static readonly double[] Usual = [-99, -999, -9999, -99999, -999999, -32768, -2147483648, 9999, 99999, 999999];

    private readonly Dictionary<double, int> first = []; // code → line
    private double least = double.PositiveInfinity;
    private double most = double.NegativeInfinity;

    /// <summary>Adds a value.</summary>
    public void Add(double value, int line)
    {
        if (Math.Abs(value) >= Largest || Array.IndexOf(Usual, value) >= 0)
        {
            first.TryAdd(value, line);
            return;
        }
        least = Math.Min(least, value);
        most = Math.Max(most, value);
    }

    /// <summary>The code and its first line; null if there is none.</summary>
    public (string Code, int Line)? Found()
    {
        foreach (var (code, line) in first.OrderBy(one => one.Value))
        {
            bool alone = double.IsInfinity(least);
            bool apart = Math.Max(least - code, code - most) > most - least;
            if (Math.Abs(code) >= Largest || (alone ? Math.Abs(code) > 999 : apart))
                return (code.ToString("R", CultureInfo.InvariantCulture), line);
        }
        return null;
    }
}
