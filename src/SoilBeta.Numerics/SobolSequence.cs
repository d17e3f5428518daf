namespace SoilBeta.Numerics;

/// <summary>Points of the Sobol sequence in base 2, by index.</summary>
/// <remarks>Primitive polynomials and initial direction numbers of Joe and Kuo (2008), "Constructing Sobol sequences with better two-dimensional projections", SIAM J. Sci. Comput. 30, 2635–2654: their table new-joe-kuo-6, dimensions 2 to 34.</remarks>
public static class SobolSequence
{
    /// <summary>Number of dimensions with direction numbers.</summary>
    public const int LargestDimensions = 34;

    private const int Bits = 32;

    // Polynomial with all its bits (13 is x³ + x² + 1), then m₁, m₂, …; the first dimension needs no entry.
    private static readonly byte[][] s_table =
    [
        [3, 1], [7, 1, 3], [11, 1, 3, 1], [13, 1, 1, 1], [19, 1, 1, 3, 3], [25, 1, 3, 5, 13], [37, 1, 1, 5, 5, 17], [41, 1, 1, 5, 5, 5], [47, 1, 1, 7, 11, 19], [55, 1, 1, 5, 1, 1], [59, 1, 1, 1, 3, 11],
        [61, 1, 3, 5, 5, 31], [67, 1, 3, 3, 9, 7, 49], [91, 1, 1, 1, 15, 21, 21], [97, 1, 3, 1, 13, 27, 49], [103, 1, 1, 1, 15, 7, 5], [109, 1, 3, 1, 15, 13, 25], [115, 1, 1, 5, 5, 19, 61],
        [131, 1, 3, 7, 11, 23, 15, 103], [137, 1, 3, 7, 13, 13, 15, 69], [143, 1, 1, 3, 13, 7, 35, 63], [145, 1, 3, 5, 9, 1, 25, 53], [157, 1, 3, 1, 13, 9, 35, 107], [167, 1, 3, 1, 5, 27, 61, 31],
        [171, 1, 1, 5, 11, 19, 41, 61], [185, 1, 3, 5, 3, 3, 13, 69], [191, 1, 1, 7, 13, 1, 19, 1], [193, 1, 3, 7, 5, 13, 19, 59], [203, 1, 1, 3, 9, 25, 29, 41], [211, 1, 3, 5, 13, 23, 1, 55],
        [213, 1, 3, 7, 3, 13, 59, 17], [229, 1, 3, 1, 3, 5, 53, 69], [239, 1, 1, 5, 5, 23, 33, 13],
    ];

    /// <summary>Direction numbers of a dimension, the binary point before bit 31, [32].</summary>
    /// <param name="dimension">0 … <see cref="LargestDimensions"/> − 1.</param>
    public static uint[] Directions(int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(dimension);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(dimension, LargestDimensions);
        var directions = new uint[Bits];
        if (dimension == 0)
        {
            for (int i = 0; i < Bits; i++)
                directions[i] = 1u << (Bits - 1 - i);
            return directions;
        }
        byte[] row = s_table[dimension - 1];
        int degree = row.Length - 1;
        for (int i = 0; i < Bits; i++)
        {
            if (i < degree)
            {
                directions[i] = (uint)row[i + 1] << (Bits - 1 - i);
                continue;
            }
            uint value = directions[i - degree] ^ (directions[i - degree] >> degree);
            for (int k = 1; k < degree; k++)
            {
                if (((row[0] >> (degree - k)) & 1) != 0)
                    value ^= directions[i - k];
            }
            directions[i] = value;
        }
        return directions;
    }

    /// <summary>A point's coordinate as 32 bits after the binary point.</summary>
    /// <param name="directions">Direction numbers of the dimension.</param>
    /// <param name="index">Index of the point, in binary (not Gray code) order.</param>
    public static uint Point(ReadOnlySpan<uint> directions, uint index)
    {
        uint point = 0;
        for (int bit = 0; index != 0; bit++, index >>= 1)
        {
            if ((index & 1) != 0)
                point ^= directions[bit];
        }
        return point;
    }
}
