namespace SoilBeta.Numerics;

/// <summary>2ᵏ Sobol points with Owen's nested uniform scrambling (Owen 1997, Ann. Stat. 25, 1541–1562): each point is uniform, together they fill every dyadic interval of length 2⁻ᵏ once, and replicates are independent.</summary>
/// <remarks>
/// The first 2ᵏ points differ in their first k bits only: the tree of prefixes scrambles these, and the remaining bits are random.
/// Nodes of the tree are numbered as in a heap; <see cref="RandomStream.SobolScrambling"/> decides which are flipped.
/// </remarks>
public static class ScrambledSobol
{
    /// <summary>Largest k.</summary>
    public const int LargestLogarithm = 20;

    /// <summary>Coordinates of all points in one dimension, by index, in (0, 1), of 52 bits each: [point].</summary>
    /// <param name="seed">The study's seed.</param>
    /// <param name="dimension">Dimension, 0 … <see cref="SobolSequence.LargestDimensions"/> − 1.</param>
    /// <param name="replicate">Replicate, 0 or more.</param>
    /// <param name="logarithm">k, 0 … <see cref="LargestLogarithm"/>.</param>
    public static double[] Coordinates(ulong seed, int dimension, int replicate, int logarithm)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(replicate);
        ArgumentOutOfRangeException.ThrowIfNegative(logarithm);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(logarithm, LargestLogarithm);
        uint[] directions = SobolSequence.Directions(dimension);
        uint points = 1u << logarithm;
        var flips = new bool[points];
        for (uint node = 1; node < points; node++)
            flips[node] = (Words(node).W0 & 1) != 0;
        var coordinates = new double[points];
        for (uint index = 0; index < points; index++)
        {
            uint point = logarithm == 0 ? 0 : SobolSequence.Point(directions, index) >> (32 - logarithm);
            uint node = 1, scrambled = 0;
            for (int bit = logarithm - 1; bit >= 0; bit--)
            {
                uint value = (point >> bit) & 1;
                scrambled = (scrambled << 1) | (flips[node] ? value ^ 1 : value);
                node = (node << 1) | value;
            }
            PhiloxWords random = Words(node);
            ulong below = random.First64 >> (12 + logarithm);
            coordinates[index] = ((((ulong)scrambled << (52 - logarithm)) | below) + 0.5) * (1.0 / 4503599627370496.0);
        }
        return coordinates;

        PhiloxWords Words(uint node) => Philox4x32.ForStream(RandomStream.SobolScrambling + (ulong)replicate, node, (uint)dimension, seed);
    }
}
