namespace SoilBeta.Numerics;

/// <summary>Natural logarithm from + − × ÷ alone: the same bits on every machine, which C libraries do not guarantee for log.</summary>
public static class DeterministicLog
{
    private const double SquareRootOfHalf = 0.70710678118654752440;

    // ln 2 = Ln2High + Ln2Low; the high part has trailing zero bits, so that exponent · Ln2High is exact.
    private static readonly double s_ln2High = BitConverter.UInt64BitsToDouble(0x3FE62E42FEE00000);
    private static readonly double s_ln2Low = BitConverter.UInt64BitsToDouble(0x3DEA39EF35793C76);

    /// <summary>ln x for a normal, finite, positive x; relative error below 4e-16 away from 1, absolute below 1e-16 near 1.</summary>
    public static double Log(double x)
    {
        if (!(x >= 2.2250738585072014e-308) || double.IsInfinity(x))
            throw new ArgumentOutOfRangeException(nameof(x), x, "The logarithm is taken of normal, finite, positive numbers.");

        // x = m · 2^e with √½ ≤ m < √2.
        long bits = BitConverter.DoubleToInt64Bits(x);
        int e = (int)(bits >> 52) - 1022;
        double m = BitConverter.Int64BitsToDouble((bits & 0x000FFFFFFFFFFFFF) | 0x3FE0000000000000);
        if (m < SquareRootOfHalf)
        {
            m *= 2;
            e--;
        }

        // ln m = 2 artanh(s) = 2 (s + s³/3 + s⁵/5 + …), s = (m − 1)/(m + 1), |s| ≤ 0.1716: twelve terms reach 1e-18.
        double s = (m - 1) / (m + 1);
        double z = s * s;
        double series = 0;
        for (int k = 25; k >= 3; k -= 2)
            series = (series + (1.0 / k)) * z;
        double tail = (2 * s * series) + (e * s_ln2Low);
        return (e * s_ln2High) + ((2 * s) + tail);
    }
}
