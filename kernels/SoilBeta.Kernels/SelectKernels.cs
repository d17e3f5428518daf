using ILGPU;

namespace SoilBeta.Kernels;

/// <summary>Arguments of the search for order statistics. A task is one rank of one plane of one cell, [plane][rank][cell].</summary>
public readonly record struct SelectArguments
{
    /// <summary>Values of the planes with order statistics, [plane][cell][realisation].</summary>
    public ArrayView<int> Values { get; init; }

    /// <summary>Wanted ranks.</summary>
    public ArrayView<uint> Ranks { get; init; }

    /// <summary>Bytes found so far, in their positions, [task].</summary>
    public ArrayView<uint> Found { get; init; }

    /// <summary>Rank among the keys that begin with the bytes found, [task].</summary>
    public ArrayView<uint> Remaining { get; init; }

    /// <summary>Counts of the next byte, [task][256].</summary>
    public ArrayView<int> Bins { get; init; }

    /// <summary>Order statistics, [task].</summary>
    public ArrayView<int> Orders { get; init; }

    /// <summary>Cells of the chunk.</summary>
    public int Cells { get; init; }

    /// <summary>Realisations of the slice.</summary>
    public int Count { get; init; }

    /// <summary>Position of the byte: 24, 16, 8, 0.</summary>
    public int Shift { get; init; }
}

/// <summary>Exact order statistics, eight bits at a time from the highest: counts the next byte of the keys that begin with the bytes found, and chooses the byte that holds the rank. Keys are values whose unsigned order is that of the signed values.</summary>
public static class SelectKernels
{
    /// <summary>Values of a byte.</summary>
    public const int Bins = 256;

    /// <summary>A work-item owns a task: nothing found, the whole rank remaining, empty bins.</summary>
    public static void Start(Index1D task, SelectArguments a)
    {
        a.Found[task] = 0;
        a.Remaining[task] = a.Ranks[task / a.Cells % a.Ranks.IntLength];
        for (int bin = 0; bin < Bins; bin++)
            a.Bins[(task * Bins) + bin] = 0;
    }

    /// <summary>A work-item owns a share of a task's values. Counts are integers, so the order of the atomic additions does not matter.</summary>
    public static void Count(Index1D index, SelectArguments a)
    {
        int task = index / SumKernels.Shares, row = task / a.Cells, cell = task - (row * a.Cells);
        int from = (((row / a.Ranks.IntLength) * a.Cells) + cell) * a.Count;
        uint above = a.Shift == 24 ? 0u : 0xFFFFFFFFu << (a.Shift + 8), prefix = a.Found[task];
        for (int r = index - (task * SumKernels.Shares); r < a.Count; r += SumKernels.Shares)
        {
            uint key = KeyOf(a.Values[from + r]);
            if ((key & above) == prefix)
                Atomic.Add(ref a.Bins[(task * Bins) + (int)((key >> a.Shift) & (Bins - 1))], 1);
        }
    }

    /// <summary>A work-item owns a task: goes to the bin that holds the rank, and empties all for the next byte.</summary>
    public static void Step(Index1D task, SelectArguments a)
    {
        uint rank = a.Remaining[task];
        int first = task * Bins, chosen = 0;
        while (chosen < Bins - 1 && rank >= (uint)a.Bins[first + chosen])
        {
            rank -= (uint)a.Bins[first + chosen];
            chosen++;
        }
        for (int bin = 0; bin < Bins; bin++)
            a.Bins[first + bin] = 0;
        uint key = a.Found[task] | ((uint)chosen << a.Shift);
        a.Found[task] = key;
        a.Remaining[task] = rank;
        if (a.Shift == 0)
            a.Orders[task] = unchecked((int)(key ^ 0x80000000u));
    }

    private static uint KeyOf(int value) => unchecked((uint)value) ^ 0x80000000u;
}
