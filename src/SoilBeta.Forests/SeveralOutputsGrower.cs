using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SoilBeta.Forests;

/// <summary>Splits of a tree with several outputs, or on logarithms: the sum of squares that a split explains is summed over the outputs, each divided by its variance. Leaves hold the mean of each target itself.</summary>
/// <remarks>Segal and Xiao 2011 (WIREs Data Mining Knowl. Discov. 1, 80–87) with a diagonal covariance matrix; De'ath 2002 (Ecology 83, 1105–1117) for trees.</remarks>
internal sealed unsafe class SeveralOutputsGrower : TreeGrower
{
    private readonly SplitTargets _split;
    private readonly int _stride;
    private readonly int* _copies; // copies of a row in this tree, [row]
    private readonly double* _scaled; // copies and scaled targets · copies, [row][stride]
    private readonly double* _histogram; // [rank][stride]
    private readonly double* _all; // the node's sums
    private readonly double* _left;
    private readonly double* _small; // sums of a small node's rows, [row][stride]
    private readonly int* _found; // ranks with rows of the node

    /// <summary>Allocates working memory for trees of up to <paramref name="draws"/> rows (copies counted).</summary>
    public SeveralOutputsGrower(RankedTable ranked, int[] flatRanks, ForestOptions options, int draws)
        : base(ranked, flatRanks, options, draws)
    {
        int rows = ranked.Table.Rows;
        _split = ranked.Split(options.SplitOnLogs);
        _stride = _split.Stride;
        _copies = Pin<int>(rows);
        _scaled = Pin<double>(checked(rows * _stride));
        _histogram = Pin<double>(checked(rows * _stride));
        _all = Pin<double>(_stride);
        _left = Pin<double>(_stride);
        _small = Pin<double>(SmallNode * _stride);
        _found = Pin<int>(rows);
    }

    protected override int PurityShift => _split.Shift;

    // The packed sum of a node is its number of rows; sums of targets are formed where a node is split.
    protected override long Enter(int row, int copies)
    {
        _copies[row] = copies;
        double* from = ScaledOf(row);
        ReadOnlySpan<double> values = _split.Values.AsSpan(row * _stride, _stride);
        for (int i = 0; i < values.Length; i++)
            from[i] = values[i] * copies;
        return copies;
    }

    protected override void SetLeaf(in Pending node, Span<double> values)
    {
        for (int output = 0; output < values.Length; output++)
        {
            FixedPointTarget target = Ranked.Targets[output];
            long sum = 0;
            for (int i = node.Start; i < node.End; i++)
                sum += target.Values[Rows[i]] * _copies[Rows[i]];
            values[output] = target.LeafValue(sum, node.Packed & RankedTable.CountMask);
        }
    }

    protected override Split BestSplit(in Pending node, ref ForestRandom random)
    {
        if (IsPure(node))
            return Split.None;
        Clear(_all);
        int count = node.End - node.Start;
        bool small = count <= SmallNode;
        for (int i = 0; i < count; i++)
        {
            double* row = ScaledOf(Rows[node.Start + i]);
            Add(row, _all);
            if (small)
                Copy(row, _small + (i * _stride));
        }
        double parent = Gain(_all);
        var best = new Split(-1, 0, 0, 0, parent, 0);
        for (int k = 0; k < Mtry; k++)
        {
            int feature = NextFeature(k, ref random);
            if (small)
                TrySmall(node, feature, ref best);
            else
                TryLarge(node, feature, ref best);
        }
        return best with { Decrease = best.Gain - parent };
    }

    private bool IsPure(in Pending node)
    {
        ReadOnlySpan<double> first = _split.Values.AsSpan(Rows[node.Start] * _stride, _stride);
        for (int i = node.Start + 1; i < node.End; i++)
        {
            if (!_split.Values.AsSpan(Rows[i] * _stride, _stride).SequenceEqual(first))
                return false;
        }
        return true;
    }

    private void TrySmall(in Pending node, int feature, ref Split best)
    {
        int count = node.End - node.Start;
        int* sorted = stackalloc int[SmallNode];
        SortSmall(RanksOf(feature), Rows + node.Start, count, sorted);
        Clear(_left);
        for (int i = 0; i < count - 1; i++)
        {
            Add(_small + ((sorted[i] & (SmallNode - 1)) * _stride), _left);
            int lower = sorted[i] >> SmallBits, upper = sorted[i + 1] >> SmallBits;
            if (lower != upper)
                TryGap(feature, lower, upper, ref best);
        }
    }

    private void TryLarge(in Pending node, int feature, ref Split best)
    {
        int* ranks = RanksOf(feature);
        int words = WordsOf(feature);
        MarkWords(node, ranks, words);
        for (int i = node.Start; i < node.End; i++)
        {
            int row = Rows[i];
            int rank = ranks[row];
            Add(ScaledOf(row), _histogram + ((long)rank * _stride));
            Filled[rank >> 6] |= 1UL << rank;
        }
        int found = TakeFilled(words, _found);
        Clear(_left);
        for (int i = 0; i < found; i++)
        {
            double* here = _histogram + ((long)_found[i] * _stride);
            Add(here, _left);
            Clear(here);
            if (i < found - 1)
                TryGap(feature, _found[i], _found[i + 1], ref best);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void TryGap(int feature, int lower, int upper, ref Split best)
    {
        double gain = Gain(_left);
        if (gain > best.Gain)
            best = new Split(feature, lower, upper, (long)_left[0], gain, 0);
    }

    /// <summary>Sum of squares that a split with these sums on the left explains, over all outputs, in a fixed order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double Gain(double* leftSums)
    {
        var ofLeft = Vector256.Create(Reciprocals[(long)leftSums[0]]);
        var ofRight = Vector256.Create(Reciprocals[(long)(_all[0] - leftSums[0])]);
        var sum = Vector256<double>.Zero;
        for (int i = 0; i < _stride; i += SplitTargets.VectorLength)
        {
            var left = Vector256.Load(leftSums + i);
            var right = Vector256.Load(_all + i) - left;
            var explained = (left * left * ofLeft) + (right * right * ofRight);
            sum += i == 0 ? explained.WithElement(0, 0.0) : explained; // the first is the number of rows
        }
        var two = sum.GetLower() + sum.GetUpper();
        return two[0] + two[1];
    }

    private double* ScaledOf(int row) => _scaled + ((long)row * _stride);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(double* from, double* to)
    {
        for (int i = 0; i < _stride; i += SplitTargets.VectorLength)
            (Vector256.Load(to + i) + Vector256.Load(from + i)).Store(to + i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Copy(double* from, double* to)
    {
        for (int i = 0; i < _stride; i += SplitTargets.VectorLength)
            Vector256.Load(from + i).Store(to + i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Clear(double* sums) => NativeMemory.Clear(sums, (nuint)(_stride * sizeof(double)));
}
