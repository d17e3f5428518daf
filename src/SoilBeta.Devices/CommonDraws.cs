using SoilBeta.Numerics;

namespace SoilBeta.Devices;

/// <summary>The standard normals that all cells share.</summary>
public static class CommonDraws
{
    /// <summary>Word 1 of the counters used here: a cell's or block's counter has the upper half of a non-negative 64-bit index there, so the two never meet.</summary>
    private const uint HostTable = 0xFFFFFFFF;

    /// <summary>Standard normals by Philox, made in double from 52 random bits each and rounded to float; a draw does not change when more draws or variables are asked for.</summary>
    /// <remarks>Key = seed; counter = (variable, 0xFFFFFFFF, draw, 0).</remarks>
    /// <param name="seed">The study's seed.</param>
    /// <param name="variables">Number of variables, at least 1.</param>
    /// <param name="draws">Number of draws, at least 1.</param>
    /// <returns>z, [variable][draw].</returns>
    public static float[] Table(ulong seed, int variables, int draws)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(variables, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        var table = new float[checked(variables * draws)];
        for (int variable = 0; variable < variables; variable++)
        {
            for (int draw = 0; draw < draws; draw++)
            {
                PhiloxWords words = Philox4x32.Block(new PhiloxWords((uint)variable, HostTable, (uint)draw, 0), seed);
                double probability = (((((ulong)words.W0 << 32) | words.W1) >> 12) + 0.5) * (1.0 / 4503599627370496.0);
                table[(variable * draws) + draw] = (float)NormalQuantile.At(probability);
            }
        }
        return table;
    }
}
