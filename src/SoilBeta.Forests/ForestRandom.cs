using SoilBeta.Numerics;

namespace SoilBeta.Forests;

/// <summary>The trainer's random numbers: SplitMix64 (Steele, Lea and Flood 2014), one stream per seed and purpose, so that trees may be grown in any order by any thread.</summary>
public struct ForestRandom
{
    private ulong _state;

    /// <summary>Creates the stream of a seed, a purpose and a number (for example of a tree).</summary>
    public ForestRandom(ulong seed, RandomStream stream, ulong number = 0) =>
        _state = Mix(Mix(Mix(seed) + ((ulong)stream * 0xD1B54A32D192ED03)) + (number * 0x9E3779B97F4A7C15));

    /// <summary>Next 64 bits.</summary>
    public ulong Next() => Mix(_state += 0x9E3779B97F4A7C15);

    /// <summary>0 … bound − 1, each equally likely (Lemire 2019).</summary>
    public int Next(int bound)
    {
        ulong product = (Next() >> 32) * (uint)bound;
        if ((uint)product < (uint)bound)
        {
            uint least = (uint)-bound % (uint)bound;
            while ((uint)product < least)
                product = (Next() >> 32) * (uint)bound;
        }
        return (int)(product >> 32);
    }

    /// <summary>0 ≤ x &lt; 1 with 53 bits.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / 9007199254740992.0);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
