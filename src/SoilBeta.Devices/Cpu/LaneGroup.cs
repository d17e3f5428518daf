using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SoilBeta.Devices.Cpu;

/// <summary>
/// Up to 1024 points (each a cell in a draw) that descend a forest together as one mask of 1024 bits.
/// For each feature it holds a prefix mask for every rank: the points among the lowest 0, 1, 2 … of that feature. A split is then one AND of the mask with the row for the rank of its threshold.
/// </summary>
internal sealed unsafe class LaneGroup : IDisposable
{
    /// <summary>Lanes of a mask.</summary>
    public const int Lanes = 1024;

    /// <summary>Bytes of a mask.</summary>
    public const int MaskBytes = Lanes / 8;

    /// <summary>Number of trees traversed concurrently, so that the memory latency of one is hidden by the work on the others.</summary>
    public const int TreesAtOnce = 16;

    /// <summary>Largest number of features: a row index has 16 bits.</summary>
    public const int LargestFeatures = 60;

    private const int RowsOfFeature = Lanes + 1;
    private const int Window = 2 * MaskBytes;

    private readonly int _features;
    private readonly NativeBuffer _rows;
    private readonly NativeBuffer _ranks;
    private readonly NativeBuffer _scratch;
    private readonly ushort* _counts;
    private readonly ushort* _order;
    private readonly ushort* _windowOfPoint;
    private readonly byte* _windows;

    /// <summary>Allocates groups for a forest set.</summary>
    /// <param name="thresholds">Number of thresholds, [feature].</param>
    /// <param name="laneOfPoint">Bit of the mask for each point of a group, [point].</param>
    public LaneGroup(ReadOnlySpan<int> thresholds, ReadOnlySpan<ushort> laneOfPoint)
    {
        _features = thresholds.Length;
        int largest = 0;
        long all = 0;
        foreach (int count in thresholds)
        {
            largest = Math.Max(largest, count);
            all += count + 8;
        }
        _rows = new NativeBuffer((long)_features * RowsOfFeature * MaskBytes);
        _ranks = new NativeBuffer((2 * all) + 128);
        _scratch = new NativeBuffer((2 * (_features + 1) * Lanes) + (2 * (largest + 64)) + (4 * Lanes) + (8 * Window) + (16 * (_features + 32)) + 1024);
        byte* at = (byte*)_scratch.Memory;
        Codes = (ushort*)Take(2 * (_features + 1) * Lanes);
        _counts = (ushort*)Take(2 * (largest + 64));
        _order = (ushort*)Take(2 * Lanes);
        _windowOfPoint = (ushort*)Take(2 * Lanes);
        _windows = Take(8 * Window);
        Low = (int*)Take(4 * (_features + 32));
        High = (int*)Take(4 * (_features + 32));
        FirstRank = (int*)Take(4 * (_features + 32));
        new Span<byte>(_scratch.Memory, (int)(at - (byte*)_scratch.Memory)).Clear();

        // For each bit of a byte, a window of zeros with one bit in the middle: read at the right offset it is the mask of one lane.
        for (int bit = 0; bit < 8; bit++)
            _windows[(bit * Window) + MaskBytes] = (byte)(1 << bit);
        for (int point = 0; point < Lanes; point++)
            _windowOfPoint[point] = (ushort)(((laneOfPoint[point] & 7) * Window) + MaskBytes - (laneOfPoint[point] >> 3));

        byte* Take(int bytes)
        {
            byte* taken = at;
            at += (bytes + 127) & ~127;
            return taken;
        }
    }

    /// <summary>Number of points in use.</summary>
    public int Count { get; private set; }

    /// <summary>Codes of the points, [feature][1024]: fill them, then call <see cref="Prepare"/>.</summary>
    public ushort* Codes { get; }

    /// <summary>Lowest code, [feature].</summary>
    public int* Low { get; }

    /// <summary>Highest code, [feature].</summary>
    public int* High { get; }

    /// <summary>Index of a feature's first rank in <see cref="Ranks"/>, [feature].</summary>
    public int* FirstRank { get; }

    /// <summary>Row index of a threshold: entry FirstRank + clamp(threshold − Low + 1, 0, High − Low + 1).</summary>
    public ushort* Ranks => (ushort*)_ranks.Memory;

    /// <summary>Prefix masks, 128 bytes each.</summary>
    public byte* Rows => (byte*)_rows.Memory;

    /// <summary>The mask of all points: the last row of any feature.</summary>
    public byte* Full => Rows + ((long)Count * MaskBytes);

    /// <summary>Computes ranks and rows from the codes of <paramref name="count"/> points.</summary>
    public void Prepare(int count)
    {
        Count = count;
        int nextRank = 0;
        for (int feature = 0; feature < _features; feature++)
        {
            ushort* codes = Codes + (feature * Lanes);
            (int low, int high) = Range(codes, count);
            Low[feature] = low;
            High[feature] = high;
            FirstRank[feature] = nextRank;
            Rank(codes, count, low, high - low + 1, Ranks + nextRank, feature * RowsOfFeature);
            WriteRows(count, Rows + ((long)feature * RowsOfFeature * MaskBytes));
            nextRank += high - low + 2;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _rows.Dispose();
        _ranks.Dispose();
        _scratch.Dispose();
    }

    /// <summary>Computes the lowest and highest codes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static (int Low, int High) Range(ushort* codes, int count)
    {
        var low = Vector512.Create(codes[0]);
        var high = low;
        int i = 0;
        for (; i + 32 <= count; i += 32)
        {
            var v = Vector512.Load(codes + i);
            low = Vector512.Min(low, v);
            high = Vector512.Max(high, v);
        }
        int lowest = codes[0];
        int highest = codes[0];
        if (i > 0)
        {
            for (int k = 0; k < 32; k++)
            {
                lowest = Math.Min(lowest, low[k]);
                highest = Math.Max(highest, high[k]);
            }
        }
        for (; i < count; i++)
        {
            lowest = Math.Min(lowest, codes[i]);
            highest = Math.Max(highest, codes[i]);
        }
        return (lowest, highest);
    }

    /// <summary>Counting sort: sorts the windows of the points by code, and computes for each code the row with the points up to it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Rank(ushort* codes, int count, int low, int span, ushort* ranks, int firstRow)
    {
        ushort* counts = _counts;
        new Span<ushort>(counts, span).Clear();
        ushort* shifted = counts - low;
        for (int i = 0; i < count; i++)
            shifted[codes[i]]++;
        int sum = 0;
        ranks[0] = (ushort)firstRow;
        for (int i = 0; i < span; i++)
        {
            int here = counts[i];
            counts[i] = (ushort)sum;
            sum += here;
            ranks[i + 1] = (ushort)(firstRow + sum);
        }
        ushort* order = _order;
        ushort* windows = _windowOfPoint;
        for (int i = 0; i < count; i++)
            order[shifted[codes[i]]++] = windows[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void WriteRows(int count, byte* to)
    {
        var first = Vector512<ulong>.Zero;
        var second = Vector512<ulong>.Zero;
        byte* windows = _windows;
        ushort* order = _order;
        for (int i = 0; i < count; i++)
        {
            first.StoreAligned((ulong*)to);
            second.StoreAligned((ulong*)(to + 64));
            to += MaskBytes;
            byte* window = windows + order[i];
            first |= Vector512.Load((ulong*)window);
            second |= Vector512.Load((ulong*)(window + 64));
        }
        first.StoreAligned((ulong*)to);
        second.StoreAligned((ulong*)(to + 64));
    }
}
