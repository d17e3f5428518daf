namespace SoilBeta.Numerics;

/// <summary>Philox4x32-10, the counter-based generator of Salmon et al. 2011 ("Parallel random numbers: as easy as 1, 2, 3"): four random words for any key and counter, in any order.</summary>
public static class Philox4x32
{
    /// <summary>First multiplier of a round.</summary>
    public const uint Multiplier0 = 0xD2511F53;

    /// <summary>Second multiplier of a round.</summary>
    public const uint Multiplier1 = 0xCD9E8D57;

    /// <summary>Increment of the key's first word in each round (golden ratio).</summary>
    public const uint Weyl0 = 0x9E3779B9;

    /// <summary>Increment of the key's second word in each round (√3 − 1).</summary>
    public const uint Weyl1 = 0xBB67AE85;

    /// <summary>Number of rounds.</summary>
    public const int Rounds = 10;

    /// <summary>Computes the four random words of a counter.</summary>
    public static PhiloxWords Block(PhiloxWords counter, uint key0, uint key1)
    {
        (uint c0, uint c1, uint c2, uint c3) = counter;
        for (int round = 0; round < Rounds; round++)
        {
            ulong product0 = (ulong)Multiplier0 * c0;
            ulong product1 = (ulong)Multiplier1 * c2;
            c0 = (uint)(product1 >> 32) ^ c1 ^ key0;
            c1 = (uint)product1;
            c2 = (uint)(product0 >> 32) ^ c3 ^ key1;
            c3 = (uint)product0;
            key0 = unchecked(key0 + Weyl0);
            key1 = unchecked(key1 + Weyl1);
        }
        return new PhiloxWords(c0, c1, c2, c3);
    }

    /// <summary>Computes the four random words of a counter under a 64-bit seed: key = (low, high 32 bits).</summary>
    public static PhiloxWords Block(PhiloxWords counter, ulong seed) => Block(counter, (uint)seed, (uint)(seed >> 32));

    /// <summary>Random words of four variables in a draw of a cell or block: counter = (low, high 32 bits of the draw key, draw, variable / 4).</summary>
    /// <param name="drawKey">Index of the cell or block in the study's grid, 0 or more.</param>
    /// <param name="draw">Index of the draw.</param>
    /// <param name="fourVariables">Index of the first variable, divided by 4.</param>
    /// <param name="seed">The study's seed.</param>
    public static PhiloxWords ForDraw(long drawKey, int draw, int fourVariables, ulong seed) => Block(new PhiloxWords((uint)drawKey, (uint)(drawKey >> 32), (uint)draw, (uint)fourVariables), seed);

    /// <summary>Random words of a stream other than draws of cells or blocks: <see cref="RandomStream"/> gives the second and the fourth word of the counter.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="first">First word of the counter.</param>
    /// <param name="third">Third word of the counter.</param>
    /// <param name="seed">The study's seed.</param>
    public static PhiloxWords ForStream(RandomStream stream, uint first, uint third, ulong seed) => Block(new PhiloxWords(first, (uint)((ulong)stream >> 32), third, (uint)stream), seed);
}

/// <summary>A counter, or the random words computed from it.</summary>
/// <param name="W0">Word 0.</param>
/// <param name="W1">Word 1.</param>
/// <param name="W2">Word 2.</param>
/// <param name="W3">Word 3.</param>
public readonly record struct PhiloxWords(uint W0, uint W1, uint W2, uint W3)
{
    /// <summary>The first two words as a 64-bit number.</summary>
    public ulong First64 => ((ulong)W0 << 32) | W1;

    /// <summary>Word <paramref name="index"/>, 0 … 3.</summary>
    public uint this[int index] => index switch { 0 => W0, 1 => W1, 2 => W2, 3 => W3, _ => throw new ArgumentOutOfRangeException(nameof(index)) };
}
