namespace SoilBeta.Numerics;

/// <summary>65,536 normal quantiles: a device without log and square root turns the upper 16 bits of a random word into a standard normal by one look-up.</summary>
public static class NormalQuantileTable
{
    /// <summary>Number of entries.</summary>
    public const int Count = 65536;

    /// <summary>z at probability (i + ½) / 65,536, rounded to float, [i]: ascending, antisymmetric, |z| ≤ 4.33; its variance is 0.99997.</summary>
    public static float[] Make()
    {
        var table = new float[Count];
        for (int i = 0; i < Count / 2; i++)
        {
            float z = (float)NormalQuantile.At((i + 0.5) / Count);
            table[i] = z;
            table[Count - 1 - i] = -z;
        }
        return table;
    }
}
