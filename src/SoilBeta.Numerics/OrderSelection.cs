using System.Numerics;
using System.Runtime.InteropServices;

namespace SoilBeta.Numerics;

/// <summary>Selects a few order statistics of integers without sorting: counts values in buckets of equal width, and searches only the buckets that hold a requested rank.</summary>
/// <remarks>Not thread-safe: an instance reuses its buckets.</remarks>
public sealed class OrderSelection
{
    private const int Buckets = 2048;

    /// <summary>Up to this number, values are sorted instead.</summary>
    private const int Few = 96;

    /// <summary>Levels of nested buckets until a bucket has one value: each resolves 11 of 32 bits. With outliers, one bucket may hold nearly all values at every level.</summary>
    private const int Depth = 3;

    private readonly int[] _counts = new int[Buckets];
    private int[] _found = [];

    /// <summary>Values at 0-based positions of the ascending order.</summary>
    /// <param name="values">Values, in any order, at least one.</param>
    /// <param name="ranks">Positions, ascending.</param>
    /// <param name="selected">Receives the values at the positions.</param>
    public void Select(ReadOnlySpan<int> values, ReadOnlySpan<long> ranks, Span<int> selected)
    {
        if (ranks.IsEmpty)
            return;
        if (_found.Length < Depth * values.Length)
            _found = new int[Depth * values.Length];
        Select(values, 0, ranks, selected, 0);
    }

    /// <summary>Selects the ranks that fall into a subset of the values.</summary>
    /// <param name="values">The subset.</param>
    /// <param name="below">Number of all values that are smaller than the subset.</param>
    /// <param name="ranks">Positions among all values; all are in the subset.</param>
    /// <param name="selected">Results.</param>
    /// <param name="used">Elements of the scratch space in use by <paramref name="values"/> and its callers.</param>
    private void Select(ReadOnlySpan<int> values, long below, ReadOnlySpan<long> ranks, Span<int> selected, int used)
    {
        (int low, int high) = Range(values);
        if (low == high)
        {
            selected[..ranks.Length].Fill(low);
            return;
        }
        if (values.Length <= Few)
        {
            Span<int> sorted = stackalloc int[Few];
            values.CopyTo(sorted);
            sorted = sorted[..values.Length];
            sorted.Sort();
            for (int i = 0; i < ranks.Length; i++)
                selected[i] = sorted[(int)(ranks[i] - below)];
            return;
        }

        int shift = Math.Max(0, 32 - BitOperations.LeadingZeroCount(unchecked((uint)(high - low))) - BitOperations.Log2(Buckets));
        Array.Clear(_counts);
        foreach (int value in values)
            _counts[unchecked((uint)(value - low)) >> shift]++;

        // Gather and solve each bucket with a requested rank on its own; these are few, since ranks are.
        int rank = 0;
        int bucket = 0;
        long start = below;
        while (rank < ranks.Length)
        {
            while (start + _counts[bucket] <= ranks[rank])
                start += _counts[bucket++];
            int count = _counts[bucket];
            int last = rank;
            while (last < ranks.Length && ranks[last] < start + count)
                last++;
            int here = bucket;
            if (count == values.Length)
            {
                Span<int> whole = _found.AsSpan(used, count);
                values.CopyTo(whole);
                whole.Sort(); // the range is too wide for the width of a bucket; too rare to optimise
                for (int i = rank; i < last; i++)
                    selected[i] = whole[(int)(ranks[i] - start)];
            }
            else
            {
                Gather(values, low, shift, here, _found.AsSpan(used, count));
                int[] counts = count > Few ? [.. _counts] : [];
                Select(_found.AsSpan(used, count), start, ranks[rank..last], selected[rank..], used + count);
                counts.CopyTo(_counts, 0);
            }
            rank = last;
        }
    }

    private static void Gather(ReadOnlySpan<int> values, int low, int shift, int bucket, Span<int> into)
    {
        int found = 0;
        int first = unchecked(low + (bucket << shift));
        uint width = (uint)((1L << shift) - 1);
        int i = 0;
        var firsts = new Vector<int>(first);
        var widths = new Vector<uint>(width);
        for (; i + Vector<int>.Count <= values.Length; i += Vector<int>.Count)
        {
            var offset = Vector.AsVectorUInt32(new Vector<int>(values[i..]) - firsts);
            if (!Vector.LessThanOrEqualAny(offset, widths))
                continue;
            for (int k = 0; k < Vector<int>.Count; k++)
            {
                if (offset[k] <= width)
                    into[found++] = values[i + k];
            }
        }
        for (; i < values.Length; i++)
        {
            if (unchecked((uint)(values[i] - first)) <= width)
                into[found++] = values[i];
        }
    }

    private static (int Low, int High) Range(ReadOnlySpan<int> values)
    {
        int low = values[0];
        int high = low;
        ReadOnlySpan<Vector<int>> vectors = MemoryMarshal.Cast<int, Vector<int>>(values);
        if (vectors.Length > 0)
        {
            Vector<int> lows = vectors[0];
            Vector<int> highs = lows;
            foreach (Vector<int> vector in vectors)
            {
                lows = Vector.Min(lows, vector);
                highs = Vector.Max(highs, vector);
            }
            for (int i = 0; i < Vector<int>.Count; i++)
            {
                low = Math.Min(low, lows[i]);
                high = Math.Max(high, highs[i]);
            }
        }
        foreach (int value in values[(vectors.Length * Vector<int>.Count)..])
        {
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }
        return (low, high);
    }
}
