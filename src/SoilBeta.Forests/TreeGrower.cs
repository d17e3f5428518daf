using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SoilBeta.Forests;

/// <summary>Grows one tree after another on one thread, without allocating for each node: Breiman's regression tree (2001) on ranks and integer targets.</summary>
/// <remarks>
/// The rows of a node are sorted by a feature's ranks: up to <see cref="SmallNode"/> rows by counting the smaller rows of each (all pairs, eight at a time);
/// more rows by adding each to its rank in a histogram, whose occupied bins are marked in a two-level bitmap. Both take a few nanoseconds for each row and need no sorted copy of the table.
/// Sums are integers, and the gain of a split is one fixed expression of them in double, so that the forest does not depend on order, threads or instruction set.
/// </remarks>
internal sealed unsafe class TreeGrower
{
    private const int SmallNode = 64;
    private const int SmallBits = 6;

    private readonly RankedTable _ranked;
    private readonly int _features;
    private readonly int _mtry;
    private readonly int _minNodeSize;
    private readonly int* _ranks; // [feature][row]
    private readonly long* _packed; // Σ target · 2^20 + copies of a row in this tree, [row]
    private readonly double* _reciprocals;
    private readonly int* _rows; // rows in the tree, ordered node by node
    private readonly int* _carried; // out-of-bag rows that are passed down the tree, in the same order
    private readonly int* _aside;
    private readonly long* _histogram; // [rank]
    private readonly ulong* _filled;
    private readonly ulong* _filledWords;
    private readonly int[] _tried;
    private readonly Pending[] _pending;

    // The tree so far, [node].
    private readonly int[] _feature;
    private readonly double[] _threshold;
    private readonly int[] _right;
    private readonly double[] _value;

    private readonly List<Array> _pinned = [];

    /// <summary>Allocates working memory for trees of up to <paramref name="draws"/> rows (copies counted).</summary>
    public TreeGrower(RankedTable ranked, int[] flatRanks, ForestOptions options, int draws)
    {
        _ranked = ranked;
        _features = ranked.Ranks.Length;
        _mtry = options.CheckedMtry(_features);
        _minNodeSize = options.MinNodeSize;
        int rows = ranked.Table.Rows;
        int words = (rows + 63) / 64;
        _ranks = (int*)Unsafe.AsPointer(ref flatRanks[0]);
        _packed = Pin<long>(rows);
        _reciprocals = Pin<double>(draws + 1);
        for (int count = 1; count <= draws; count++)
            _reciprocals[count] = 1.0 / count;
        _rows = Pin<int>(rows);
        _carried = Pin<int>(rows);
        _aside = Pin<int>(rows);
        _histogram = Pin<long>(rows);
        _filled = Pin<ulong>(words);
        _filledWords = Pin<ulong>((words + 63) / 64);
        _tried = new int[_features];
        int nodes = 2 * Math.Min(rows, draws);
        _pending = new Pending[nodes];
        _feature = new int[nodes];
        _threshold = new double[nodes];
        _right = new int[nodes];
        _value = new double[nodes];
        Purity = new double[_features];
    }

    /// <summary>Decrease of the sum of squares by the splits of the last tree, in squared units of the target, [feature].</summary>
    public double[] Purity { get; }

    /// <summary>Grows a tree.</summary>
    /// <param name="copies">Number of copies of each row in the tree, [row].</param>
    /// <param name="random">The tree's own stream.</param>
    /// <param name="carry">Whether rows of <paramref name="population"/> without copies are passed down the tree as well.</param>
    /// <param name="population">Rows that may be in the tree.</param>
    /// <param name="onCarried">Called for each leaf with its value and the carried rows that reached it; null without <paramref name="carry"/>.</param>
    public Tree Grow(ReadOnlySpan<int> copies, ref ForestRandom random, bool carry, ReadOnlySpan<int> population, CarriedRows? onCarried)
    {
        int inside = 0, outside = 0;
        long all = 0;
        foreach (int row in population)
        {
            if (copies[row] > 0)
            {
                _rows[inside++] = row;
                _packed[row] = (_ranked.Target[row] * copies[row] << RankedTable.CountBits) + copies[row];
                all += _packed[row];
            }
            else if (carry)
            {
                _carried[outside++] = row;
            }
        }
        for (int feature = 0; feature < _features; feature++)
            _tried[feature] = feature;
        Array.Clear(Purity);

        int nodes = 0, waiting = 0;
        _pending[waiting++] = new Pending(0, inside, 0, outside, all, -1);
        while (waiting > 0)
        {
            Pending node = _pending[--waiting];
            int place = nodes++;
            if (node.Parent >= 0)
                _right[node.Parent] = place;
            Split split = (node.Packed & RankedTable.CountMask) > _minNodeSize ? BestSplit(node, ref random) : Split.None;
            if (split.Feature < 0)
            {
                _feature[place] = -1;
                _threshold[place] = 0;
                _value[place] = _ranked.LeafValue(node.Packed >> RankedTable.CountBits, node.Packed & RankedTable.CountMask);
                if (node.CarriedEnd > node.CarriedStart)
                    onCarried!(_value[place], new ReadOnlySpan<int>(_carried + node.CarriedStart, node.CarriedEnd - node.CarriedStart));
                continue;
            }

            int threshold = _ranked.ThresholdBetween(split.Feature, split.Lower, split.Upper);
            _feature[place] = split.Feature;
            _threshold[place] = _ranked.Thresholds[split.Feature][threshold];
            _value[place] = 0;
            Purity[split.Feature] += split.Decrease;
            int middle = Partition(_rows, node.Start, node.End, split.Feature, threshold);
            int carriedMiddle = Partition(_carried, node.CarriedStart, node.CarriedEnd, split.Feature, threshold);
            _pending[waiting++] = new Pending(middle, node.End, carriedMiddle, node.CarriedEnd, node.Packed - split.Left, place);
            _pending[waiting++] = new Pending(node.Start, middle, node.CarriedStart, carriedMiddle, split.Left, -1);
        }
        for (int feature = 0; feature < _features; feature++)
            Purity[feature] = Math.ScaleB(Purity[feature], -2 * _ranked.TargetShift);
        return Finished(nodes);
    }

    private Split BestSplit(in Pending node, ref ForestRandom random)
    {
        if (IsPure(node))
            return Split.None;
        long total = node.Packed >> RankedTable.CountBits;
        double parent = (double)total * total * _reciprocals[node.Packed & RankedTable.CountMask];
        var best = new Split(-1, 0, 0, 0, parent, 0);
        int count = node.End - node.Start;

        long* packed = stackalloc long[SmallNode];
        if (count <= SmallNode)
        {
            for (int i = 0; i < count; i++)
                packed[i] = _packed[_rows[node.Start + i]];
        }
        for (int k = 0; k < _mtry; k++)
        {
            int swap = k + random.Next(_features - k);
            (_tried[k], _tried[swap]) = (_tried[swap], _tried[k]);
            if (count <= SmallNode)
                TrySmall(node, _tried[k], packed, ref best);
            else
                TryLarge(node, _tried[k], ref best);
        }
        return best with { Decrease = best.Gain - parent };
    }

    private bool IsPure(in Pending node)
    {
        long first = _ranked.Target[_rows[node.Start]];
        for (int i = node.Start + 1; i < node.End; i++)
        {
            if (_ranked.Target[_rows[i]] != first)
                return false;
        }
        return true;
    }

    private void TrySmall(in Pending node, int feature, long* packed, ref Split best)
    {
        int* ranks = _ranks + ((long)feature * _ranked.Table.Rows);
        int* rows = _rows + node.Start;
        int count = node.End - node.Start;
        int blocks = (count + 7) / 8;

        // A key combines a rank and the row's position in the node: keys are distinct, and the number of smaller keys is the position in the order.
        int* keys = stackalloc int[SmallNode];
        int* places = stackalloc int[SmallNode];
        int* sorted = stackalloc int[SmallNode];
        for (int i = 0; i < count; i++)
            keys[i] = (ranks[rows[i]] << SmallBits) | i;
        for (int block = 0; block < blocks; block++)
        {
            Vector256<int> own = Vector256.Load(keys + (8 * block));
            Vector256<int> smaller = Vector256<int>.Zero;
            for (int i = 0; i < count; i++)
                smaller -= Vector256.GreaterThan(own, Vector256.Create(keys[i]));
            smaller.Store(places + (8 * block));
        }
        for (int i = 0; i < count; i++)
            sorted[places[i]] = keys[i];

        long left = 0, all = node.Packed;
        double most = best.Gain;
        for (int i = 0; i < count - 1; i++)
        {
            left += packed[sorted[i] & (SmallNode - 1)];
            double gain = Gain(left, all);
            if (gain > most && sorted[i] >> SmallBits != sorted[i + 1] >> SmallBits)
            {
                most = gain;
                best = new Split(feature, sorted[i] >> SmallBits, sorted[i + 1] >> SmallBits, left, gain, 0);
            }
        }
    }

    private void TryLarge(in Pending node, int feature, ref Split best)
    {
        int* ranks = _ranks + ((long)feature * _ranked.Table.Rows);
        int words = (_ranked.Distinct[feature].Length + 63) >> 6;

        // For few rows of a large table, a second level of marks skips empty words. For many rows it would only make each iteration wait for the one before.
        if (words > 4 * (node.End - node.Start))
        {
            for (int i = node.Start; i < node.End; i++)
            {
                int rank = ranks[_rows[i]];
                _filledWords[rank >> 12] |= 1UL << (rank >> 6);
            }
        }
        else
        {
            for (int upper = 0; upper < (words + 63) >> 6; upper++)
                _filledWords[upper] = words - (upper << 6) >= 64 ? ulong.MaxValue : (1UL << words) - 1;
        }
        for (int i = node.Start; i < node.End; i++)
        {
            int row = _rows[i];
            int rank = ranks[row];
            _histogram[rank] += _packed[row];
            _filled[rank >> 6] |= 1UL << rank;
        }

        long left = 0, all = node.Packed;
        double most = best.Gain;
        int previous = -1;
        for (int upper = 0; upper < (words + 63) >> 6; upper++)
        {
            ulong marked = _filledWords[upper];
            _filledWords[upper] = 0;
            for (; marked != 0; marked &= marked - 1)
            {
                int word = (upper << 6) + BitOperations.TrailingZeroCount(marked);
                ulong bits = _filled[word];
                _filled[word] = 0;
                for (; bits != 0; bits &= bits - 1)
                {
                    int rank = (word << 6) + BitOperations.TrailingZeroCount(bits);
                    double gain = Gain(left, all);
                    if (gain > most && previous >= 0)
                    {
                        most = gain;
                        best = new Split(feature, previous, rank, left, gain, 0);
                    }
                    left += _histogram[rank];
                    _histogram[rank] = 0;
                    previous = rank;
                }
            }
        }
    }

    /// <summary>Sum of squares that a split explains: (Σ left)² / n left + (Σ right)² / n right. The largest one reduces the variance most.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double Gain(long left, long all)
    {
        long right = all - left;
        double sumLeft = left >> RankedTable.CountBits, sumRight = right >> RankedTable.CountBits;
        return (sumLeft * sumLeft * _reciprocals[left & RankedTable.CountMask]) + (sumRight * sumRight * _reciprocals[right & RankedTable.CountMask]);
    }

    /// <summary>Moves the rows at or below the threshold to the front, keeping the order within both halves.</summary>
    private int Partition(int* rows, int start, int end, int feature, int threshold)
    {
        int* ranks = _ranks + ((long)feature * _ranked.Table.Rows);
        int left = start, right = 0;
        for (int i = start; i < end; i++)
        {
            int row = rows[i];
            int goesRight = (threshold - ranks[row]) >>> 31; // the sign bit avoids an unpredictable branch
            rows[left] = row;
            _aside[right] = row;
            left += 1 - goesRight;
            right += goesRight;
        }
        new ReadOnlySpan<int>(_aside, right).CopyTo(new Span<int>(rows + left, right));
        return left;
    }

    private Tree Finished(int nodes)
    {
        var left = new int[nodes];
        var right = new int[nodes];
        for (int node = 0; node < nodes; node++)
        {
            bool leaf = _feature[node] < 0;
            left[node] = leaf ? -1 : node + 1;
            right[node] = leaf ? -1 : _right[node];
        }
        return new Tree(_feature[..nodes], _threshold[..nodes], left, right, _value[..nodes]);
    }

    private T* Pin<T>(int length) where T : unmanaged
    {
        T[] array = GC.AllocateArray<T>(length + 8, pinned: true);
        _pinned.Add(array);
        return (T*)Unsafe.AsPointer(ref array[0]);
    }

    /// <summary>Receives the rows that reached a leaf without being in the tree.</summary>
    public delegate void CarriedRows(double value, ReadOnlySpan<int> rows);

    /// <summary>A node to be split: its rows, carried rows and sums, and the parent whose right child it is (−1 for left children and the root).</summary>
    private readonly record struct Pending(int Start, int End, int CarriedStart, int CarriedEnd, long Packed, int Parent);

    /// <summary>A split: feature, ranks on both sides of the threshold, and the packed sum that goes left.</summary>
    private readonly record struct Split(int Feature, int Lower, int Upper, long Left, double Gain, double Decrease)
    {
        public static readonly Split None = new(-1, 0, 0, 0, 0, 0);
    }
}
