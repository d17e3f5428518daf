using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SoilBeta.Forests;

/// <summary>Grows one tree after another on one thread, without allocating for each node: Breiman's regression tree (2001) on ranks and integer targets. How a split is chosen depends on the number of outputs.</summary>
/// <remarks>
/// The rows of a node are sorted by a feature's ranks: up to <see cref="SmallNode"/> rows by counting the smaller rows of each (all pairs, eight at a time);
/// more rows by adding each to its rank in a histogram, whose occupied bins are marked in a two-level bitmap. Both take a few nanoseconds for each row and need no sorted copy of the table.
/// Sums are integers, and the gain of a split is one fixed expression of them in double, so that the forest does not depend on order, threads or instruction set.
/// </remarks>
internal abstract unsafe class TreeGrower
{
    /// <summary>Largest number of rows of a node that is sorted by counting all pairs.</summary>
    protected const int SmallNode = 64;

    /// <summary>Bits of a sorted key that hold the row's position in the node.</summary>
    protected const int SmallBits = 6;

    private readonly int _features;
    private readonly int _outputs;
    private readonly int _minNodeSize;
    private readonly int* _ranks; // [feature][row]
    private readonly int* _carried; // out-of-bag rows that are passed down the tree, in the same order
    private readonly int* _aside;
    private readonly int[] _tried;
    private readonly Pending[] _pending;

    // The tree so far, [node]; values [node][output].
    private readonly int[] _feature;
    private readonly double[] _threshold;
    private readonly int[] _right;
    private readonly double[] _value;

    private readonly List<Array> _pinned = [];

    /// <summary>Allocates working memory for trees of up to <paramref name="draws"/> rows (copies counted).</summary>
    protected TreeGrower(RankedTable ranked, int[] flatRanks, ForestOptions options, int draws)
    {
        Ranked = ranked;
        _features = ranked.Ranks.Length;
        _outputs = ranked.Targets.Length;
        Mtry = options.CheckedMtry(_features);
        _minNodeSize = options.MinNodeSize;
        int rows = ranked.Table.Rows;
        int words = (rows + 63) / 64;
        _ranks = (int*)Unsafe.AsPointer(ref flatRanks[0]);
        Reciprocals = Pin<double>(draws + 1);
        for (int count = 1; count <= draws; count++)
            Reciprocals[count] = 1.0 / count;
        Rows = Pin<int>(rows);
        _carried = Pin<int>(rows);
        _aside = Pin<int>(rows);
        Filled = Pin<ulong>(words);
        FilledWords = Pin<ulong>((words + 63) / 64);
        _tried = new int[_features];
        int nodes = 2 * Math.Min(rows, draws);
        _pending = new Pending[nodes];
        _feature = new int[nodes];
        _threshold = new double[nodes];
        _right = new int[nodes];
        _value = new double[checked(nodes * _outputs)];
        Purity = new double[_features];
    }

    /// <summary>Decrease of the sum of squares by the splits of the last tree, in squared units of the targets on which splits are chosen, [feature].</summary>
    public double[] Purity { get; }

    /// <summary>The table.</summary>
    protected RankedTable Ranked { get; }

    /// <summary>Features tried at a split.</summary>
    protected int Mtry { get; }

    /// <summary>Rows in the tree, ordered node by node.</summary>
    protected int* Rows { get; }

    /// <summary>1 / count; 0 for 0.</summary>
    protected double* Reciprocals { get; }

    /// <summary>Ranks with rows of the node, a bit for each; 0 between nodes.</summary>
    protected ulong* Filled { get; }

    /// <summary>Words of <see cref="Filled"/> that may not be 0, a bit for each.</summary>
    protected ulong* FilledWords { get; }

    /// <summary>Exponent of the integers of which purity is computed.</summary>
    protected abstract int PurityShift { get; }

    /// <summary>The grower for a table's number of outputs.</summary>
    /// <param name="ranked">The table.</param>
    /// <param name="flatRanks">Its ranks, [feature][row], pinned.</param>
    /// <param name="options">Options of the forest.</param>
    /// <param name="draws">Largest number of rows of a tree, copies counted.</param>
    public static TreeGrower Create(RankedTable ranked, int[] flatRanks, ForestOptions options, int draws) => ranked.Targets.Length > 1 || options.SplitOnLogs
        ? new SeveralOutputsGrower(ranked, flatRanks, options, draws)
        : new OneOutputGrower(ranked, flatRanks, options, draws);

    /// <summary>Grows a tree.</summary>
    /// <param name="copies">Number of copies of each row in the tree, [row].</param>
    /// <param name="random">The tree's own stream.</param>
    /// <param name="carry">Whether rows of <paramref name="population"/> without copies are passed down the tree as well.</param>
    /// <param name="population">Rows that may be in the tree.</param>
    /// <param name="onCarried">Called for each leaf with its values and the carried rows that reached it; null without <paramref name="carry"/>.</param>
    public Tree Grow(ReadOnlySpan<int> copies, ref ForestRandom random, bool carry, ReadOnlySpan<int> population, CarriedRows? onCarried)
    {
        int inside = 0, outside = 0;
        long all = 0;
        foreach (int row in population)
        {
            if (copies[row] > 0)
            {
                Rows[inside++] = row;
                all += Enter(row, copies[row]);
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
                Span<double> values = _value.AsSpan(place * _outputs, _outputs);
                SetLeaf(node, values);
                if (node.CarriedEnd > node.CarriedStart)
                    onCarried!(values, new ReadOnlySpan<int>(_carried + node.CarriedStart, node.CarriedEnd - node.CarriedStart));
                continue;
            }

            int threshold = Ranked.ThresholdBetween(split.Feature, split.Lower, split.Upper);
            _feature[place] = split.Feature;
            _threshold[place] = Ranked.Thresholds[split.Feature][threshold];
            _value.AsSpan(place * _outputs, _outputs).Clear();
            Purity[split.Feature] += split.Decrease;
            int middle = Partition(Rows, node.Start, node.End, split.Feature, threshold);
            int carriedMiddle = Partition(_carried, node.CarriedStart, node.CarriedEnd, split.Feature, threshold);
            _pending[waiting++] = new Pending(middle, node.End, carriedMiddle, node.CarriedEnd, node.Packed - split.Left, place);
            _pending[waiting++] = new Pending(node.Start, middle, node.CarriedStart, carriedMiddle, split.Left, -1);
        }
        for (int feature = 0; feature < _features; feature++)
            Purity[feature] = Math.ScaleB(Purity[feature], -2 * PurityShift);
        return Finished(nodes);
    }

    /// <summary>Takes a row into the tree.</summary>
    /// <param name="row">The row.</param>
    /// <param name="copies">Number of its copies, 1 or more.</param>
    /// <returns>The row's packed sum; its low <see cref="RankedTable.CountBits"/> bits are the copies.</returns>
    protected abstract long Enter(int row, int copies);

    /// <summary>Sets the values of a leaf, [output].</summary>
    protected abstract void SetLeaf(in Pending node, Span<double> values);

    /// <summary>The split of a node that explains most; <see cref="Split.None"/> where none explains anything.</summary>
    protected abstract Split BestSplit(in Pending node, ref ForestRandom random);

    /// <summary>Draws the feature number <paramref name="k"/> to try at a node.</summary>
    protected int NextFeature(int k, ref ForestRandom random)
    {
        int swap = k + random.Next(_features - k);
        (_tried[k], _tried[swap]) = (_tried[swap], _tried[k]);
        return _tried[k];
    }

    /// <summary>Ranks of a feature, [row].</summary>
    protected int* RanksOf(int feature) => _ranks + ((long)feature * Ranked.Table.Rows);

    /// <summary>Number of words of <see cref="Filled"/> for a feature.</summary>
    protected int WordsOf(int feature) => (Ranked.Distinct[feature].Length + 63) >> 6;

    /// <summary>Sorts up to <see cref="SmallNode"/> rows by rank.</summary>
    /// <param name="ranks">Ranks, [row].</param>
    /// <param name="rows">The rows.</param>
    /// <param name="count">Their number.</param>
    /// <param name="sorted">Receives ascending keys: the rank above <see cref="SmallBits"/> bits, the row's position below.</param>
    protected static void SortSmall(int* ranks, int* rows, int count, int* sorted)
    {
        // Keys are distinct, and the number of smaller keys is the position in the order.
        int blocks = (count + 7) / 8;
        int* keys = stackalloc int[SmallNode];
        int* places = stackalloc int[SmallNode];
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
    }

    /// <summary>Marks the words of <see cref="Filled"/> that a node's rows will fill.</summary>
    /// <remarks>For few rows of a large table, the marks skip empty words. For many rows exact marks would only make each iteration wait for the one before: all words are marked.</remarks>
    protected void MarkWords(in Pending node, int* ranks, int words)
    {
        if (words > 4 * (node.End - node.Start))
        {
            for (int i = node.Start; i < node.End; i++)
            {
                int rank = ranks[Rows[i]];
                FilledWords[rank >> 12] |= 1UL << (rank >> 6);
            }
            return;
        }
        for (int upper = 0; upper < (words + 63) >> 6; upper++)
            FilledWords[upper] = words - (upper << 6) >= 64 ? ulong.MaxValue : (1UL << words) - 1;
    }

    /// <summary>Lists the ranks in <see cref="Filled"/> in ascending order, and clears it.</summary>
    /// <returns>Their number.</returns>
    protected int TakeFilled(int words, int* found)
    {
        int count = 0;
        for (int upper = 0; upper < (words + 63) >> 6; upper++)
        {
            ulong marked = FilledWords[upper];
            FilledWords[upper] = 0;
            for (; marked != 0; marked &= marked - 1)
            {
                int word = (upper << 6) + BitOperations.TrailingZeroCount(marked);
                for (ulong bits = Filled[word]; bits != 0; bits &= bits - 1)
                    found[count++] = (word << 6) + BitOperations.TrailingZeroCount(bits);
                Filled[word] = 0;
            }
        }
        return count;
    }

    /// <summary>Moves the rows at or below the threshold to the front, keeping the order within both halves.</summary>
    private int Partition(int* rows, int start, int end, int feature, int threshold)
    {
        int* ranks = RanksOf(feature);
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
        return new Tree(_feature[..nodes], _threshold[..nodes], left, right, _value[..(nodes * _outputs)]) { Outputs = _outputs };
    }

    /// <summary>Allocates an array that stays in place as long as this object.</summary>
    protected T* Pin<T>(int length) where T : unmanaged
    {
        T[] array = GC.AllocateArray<T>(length + 8, pinned: true);
        _pinned.Add(array);
        return (T*)Unsafe.AsPointer(ref array[0]);
    }

    /// <summary>Receives the rows that reached a leaf without being in the tree.</summary>
    public delegate void CarriedRows(ReadOnlySpan<double> values, ReadOnlySpan<int> rows);

    /// <summary>A node to be split: its rows, carried rows and sums, and the parent whose right child it is (−1 for left children and the root).</summary>
    protected readonly record struct Pending(int Start, int End, int CarriedStart, int CarriedEnd, long Packed, int Parent);

    /// <summary>A split: feature, ranks on both sides of the threshold, and the packed sum that goes left.</summary>
    protected readonly record struct Split(int Feature, int Lower, int Upper, long Left, double Gain, double Decrease)
    {
        /// <summary>No split.</summary>
        public static readonly Split None = new(-1, 0, 0, 0, 0, 0);
    }
}
