using System.Numerics;
using System.Runtime.CompilerServices;

namespace SoilBeta.Forests;

/// <summary>Splits of a tree with one output: a node's sum of integer targets and its number of rows share 64 bits.</summary>
internal sealed unsafe class OneOutputGrower : TreeGrower
{
    private readonly long[] _target;
    private readonly long* _packed; // Σ target · 2^20 + copies of a row in this tree, [row]
    private readonly long* _histogram; // [rank]

    /// <summary>Allocates working memory for trees of up to <paramref name="draws"/> rows (copies counted).</summary>
    public OneOutputGrower(RankedTable ranked, int[] flatRanks, ForestOptions options, int draws)
        : base(ranked, flatRanks, options, draws)
    {
        _target = ranked.Targets[0].Values;
        _packed = Pin<long>(ranked.Table.Rows);
        _histogram = Pin<long>(ranked.Table.Rows);
    }

    protected override int PurityShift => Ranked.Targets[0].Shift;

    protected override long Enter(int row, int copies) => _packed[row] = (_target[row] * copies << RankedTable.CountBits) + copies;

    protected override void SetLeaf(in Pending node, Span<double> values) => values[0] = Ranked.Targets[0].LeafValue(node.Packed >> RankedTable.CountBits, node.Packed & RankedTable.CountMask);

    protected override Split BestSplit(in Pending node, ref ForestRandom random)
    {
        if (IsPure(node))
            return Split.None;
        long total = node.Packed >> RankedTable.CountBits;
        double parent = (double)total * total * Reciprocals[node.Packed & RankedTable.CountMask];
        var best = new Split(-1, 0, 0, 0, parent, 0);
        int count = node.End - node.Start;

        long* packed = stackalloc long[SmallNode];
        if (count <= SmallNode)
        {
            for (int i = 0; i < count; i++)
                packed[i] = _packed[Rows[node.Start + i]];
        }
        for (int k = 0; k < Mtry; k++)
        {
            int feature = NextFeature(k, ref random);
            if (count <= SmallNode)
                TrySmall(node, feature, packed, ref best);
            else
                TryLarge(node, feature, ref best);
        }
        return best with { Decrease = best.Gain - parent };
    }

    private bool IsPure(in Pending node)
    {
        long first = _target[Rows[node.Start]];
        for (int i = node.Start + 1; i < node.End; i++)
        {
            if (_target[Rows[i]] != first)
                return false;
        }
        return true;
    }

    private void TrySmall(in Pending node, int feature, long* packed, ref Split best)
    {
        int count = node.End - node.Start;
        int* sorted = stackalloc int[SmallNode];
        SortSmall(RanksOf(feature), Rows + node.Start, count, sorted);
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
        int* ranks = RanksOf(feature);
        int words = WordsOf(feature);
        MarkWords(node, ranks, words);
        for (int i = node.Start; i < node.End; i++)
        {
            int row = Rows[i];
            int rank = ranks[row];
            _histogram[rank] += _packed[row];
            Filled[rank >> 6] |= 1UL << rank;
        }

        long left = 0, all = node.Packed;
        double most = best.Gain;
        int previous = -1;
        for (int upper = 0; upper < (words + 63) >> 6; upper++)
        {
            ulong marked = FilledWords[upper];
            FilledWords[upper] = 0;
            for (; marked != 0; marked &= marked - 1)
            {
                int word = (upper << 6) + BitOperations.TrailingZeroCount(marked);
                ulong bits = Filled[word];
                Filled[word] = 0;
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
        return (sumLeft * sumLeft * Reciprocals[left & RankedTable.CountMask]) + (sumRight * sumRight * Reciprocals[right & RankedTable.CountMask]);
    }
}
