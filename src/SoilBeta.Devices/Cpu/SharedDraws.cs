using SoilBeta.Numerics;

namespace SoilBeta.Devices.Cpu;

/// <summary>
/// The descent of cells that share their draws (common and block draws): points are the product of some cells and some draws.
/// A set of cells and a set of draws are halved in turn, whichever half separates more splits, until their product fits a group; what the forest can still decide in the box is cut out on the way.
/// Nothing is done per point before the groups, and alike cells end up in groups of few draws, where trees hardly split.
/// </summary>
internal sealed unsafe class SharedDraws : IDisposable
{
    /// <summary>Draws or cells looked at to choose a split.</summary>
    private const int Sample = 96;

    /// <summary>Half-width of a cloud that a split is judged by, in standard deviations.</summary>
    private const double Reach = 1.6;

    /// <summary>A forest is cut again when a box has this many times fewer lanes than at the last cut.</summary>
    private const long CutEvery = 5;

    /// <summary>Nodes of a tree that a cut may visit for each group that gains from it: more cost more than the groups save.</summary>
    private const double Worthwhile = 10;

    private readonly RunPlan _plan;
    private readonly ThresholdCodes _codes;
    private readonly GroupDescent _descent;
    private readonly ForestLevels _levels;
    private readonly int _features;
    private readonly NativeBuffer _values;
    private readonly NativeBuffer _box;
    private readonly float[] _keys;
    private int[] _cells = [];
    private int[] _draws = [];
    private float[] _covariates = [];
    private float[] _normals = [];
    private int _stride;
    private int _normalStride;
    private int[] _sums = [];
    private int _firstSum;
    private int _sumStride;
    private CancellationToken _cancellation;

    /// <summary>For a plan; cuts of the forest may take <paramref name="cutBytes"/>.</summary>
    public SharedDraws(RunPlan plan, ThresholdCodes codes, DescentShape shape, GroupDescent descent, int largestCluster, long cutBytes)
    {
        _plan = plan;
        _codes = codes;
        _descent = descent;
        _features = plan.Forests.Features.Count;
        _levels = new ForestLevels(shape.LargestTree, shape.Trees, cutBytes);
        _values = new NativeBuffer(4L * (LaneGroup.Lanes + 64) * 2);
        _box = new NativeBuffer(8L * (_features + 16));
        _keys = new float[Math.Max(plan.Draws.Count, largestCluster)];
    }

    /// <summary>Computes the sums of some cells over some draws.</summary>
    /// <param name="forest">The forest.</param>
    /// <param name="covariates">Covariates, [feature][cell], <paramref name="stride"/> cells a feature.</param>
    /// <param name="stride">Cells between two features.</param>
    /// <param name="cells">The cells; their order changes.</param>
    /// <param name="normals">Standard normals, [feature][draw], <paramref name="normalStride"/> draws a feature.</param>
    /// <param name="normalStride">Draws between two features.</param>
    /// <param name="draws">The draws; their order changes.</param>
    /// <param name="sums">Receives the sums, [cell][draw], <paramref name="sumStride"/> draws a cell.</param>
    /// <param name="firstSum">Where the first cell's draw 0 stands in <paramref name="sums"/>.</param>
    /// <param name="sumStride">Sums between two cells.</param>
    /// <param name="cancellation">Looked at between batches of trees.</param>
    public void Run(ForestLevels.Cut forest, float[] covariates, int stride, int[] cells, float[] normals, int normalStride, int[] draws, int[] sums, int firstSum, int sumStride, CancellationToken cancellation)
    {
        _covariates = covariates;
        _stride = stride;
        _cells = cells;
        _normals = normals;
        _normalStride = normalStride;
        _draws = draws;
        _sums = sums;
        _firstSum = firstSum;
        _sumStride = sumStride;
        _cancellation = cancellation;
        Descend(0, cells.Length, 0, draws.Length, forest);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _levels.Dispose();
        _values.Dispose();
        _box.Dispose();
    }

    private void Descend(int firstCell, int cells, int firstDraw, int draws, ForestLevels.Cut forest)
    {
        long lanes = (long)cells * draws;
        if (lanes <= LaneGroup.Lanes)
        {
            RunGroup(firstCell, cells, firstDraw, draws, forest);
            return;
        }
        if (lanes <= forest.Lanes / CutEvery)
        {
            int* low = (int*)_box.Memory;
            int* high = low + _features;
            Box(firstCell, cells, firstDraw, draws, low, high);
            forest = _levels.Prune(forest, low, high, lanes, Worthwhile);
        }
        (int feature, bool byCell) = Choose(firstCell, cells, firstDraw, draws);
        if (byCell)
        {
            int half = Half(cells);
            Sort(_cells.AsSpan(firstCell, cells), _covariates.AsSpan(feature * _stride));
            Descend(firstCell, half, firstDraw, draws, forest);
            Descend(firstCell + half, cells - half, firstDraw, draws, forest);
        }
        else
        {
            int half = Half(draws);
            Sort(_draws.AsSpan(firstDraw, draws), _normals.AsSpan(feature * _normalStride));
            Descend(firstCell, cells, firstDraw, half, forest);
            Descend(firstCell, cells, firstDraw + half, draws - half, forest);
        }
    }

    /// <summary>About half, at a multiple of a large power of two, so that groups come out full.</summary>
    private static int Half(int count)
    {
        int step = count < 4 ? 1 : (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)((count / 4) + 1)) / 2;
        return Math.Max(step, ((count / 2) + (step / 2)) / step * step);
    }

    private void Sort(Span<int> items, ReadOnlySpan<float> keyOfItem)
    {
        Span<float> keys = _keys.AsSpan(0, items.Length);
        for (int i = 0; i < items.Length; i++)
            keys[i] = keyOfItem[items[i]];
        keys.Sort(items);
    }

    /// <summary>The feature, and whether by cells or by draws, in which the cloud spans most splits.</summary>
    private (int Feature, bool ByCell) Choose(int firstCell, int cells, int firstDraw, int draws)
    {
        int best = -1;
        int bestFeature = 0;
        bool byCell = cells > 1;
        for (int f = 0; f < _features; f++)
        {
            Perturbation rule = _plan.Perturbations[f];
            (double x, double spread) = Moments(_cells.AsSpan(firstCell, cells), _covariates.AsSpan(f * _stride));
            (double z, double width) = Moments(_draws.AsSpan(firstDraw, draws), _normals.AsSpan(f * _normalStride));
            double sd = rule.IsShare ? rule.Amount * Math.Abs(x) : rule.Amount;
            double centre = x + (sd * z);
            int ofDraws = draws > 1 ? Spanned(f, rule, centre, Reach * sd * width) : -1;
            int ofCells = cells > 1 ? Spanned(f, rule, centre, Reach * spread) : -1;
            if (ofDraws > best)
                (best, bestFeature, byCell) = (ofDraws, f, false);
            if (ofCells > best)
                (best, bestFeature, byCell) = (ofCells, f, true);
        }
        return (bestFeature, byCell);
    }

    /// <summary>Splits of the forests that a cloud spans. Distinct thresholds would say less: real covariates come in few values, and many splits share one.</summary>
    private int Spanned(int feature, Perturbation rule, double centre, double reach)
    {
        int[] below = _codes.SplitsBelow[feature];
        return below[_codes.Code(feature, MathF.Min((float)(centre + reach), rule.Upper))] - below[_codes.Code(feature, MathF.Max((float)(centre - reach), rule.Lower))];
    }

    private static (double Mean, double Sd) Moments(ReadOnlySpan<int> items, ReadOnlySpan<float> values)
    {
        int count = Math.Min(items.Length, Sample);
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < count; i++)
        {
            double v = values[items[(int)((long)i * items.Length / count)]];
            sum += v;
            squares += v * v;
        }
        double mean = sum / count;
        return (mean, Math.Sqrt(Math.Max(0, (squares / count) - (mean * mean))));
    }

    /// <summary>Codes that the product can reach: x′ rises with z in every cell.</summary>
    private void Box(int firstCell, int cells, int firstDraw, int draws, int* low, int* high)
    {
        for (int f = 0; f < _features; f++)
        {
            Perturbation rule = _plan.Perturbations[f];
            float least = float.PositiveInfinity;
            float most = float.NegativeInfinity;
            for (int d = firstDraw; d < firstDraw + draws; d++)
            {
                float z = _normals[(f * _normalStride) + _draws[d]];
                least = MathF.Min(least, z);
                most = MathF.Max(most, z);
            }
            float lowest = float.PositiveInfinity;
            float highest = float.NegativeInfinity;
            for (int c = firstCell; c < firstCell + cells; c++)
            {
                float x = _covariates[(f * _stride) + _cells[c]];
                lowest = MathF.Min(lowest, rule.Apply(x, least));
                highest = MathF.Max(highest, rule.Apply(x, most));
            }
            low[f] = _codes.Code(f, lowest);
            high[f] = _codes.Code(f, highest);
        }
    }

    private void RunGroup(int firstCell, int cells, int firstDraw, int draws, ForestLevels.Cut forest)
    {
        float* values = (float*)_values.Memory;
        ushort* codes = _descent.Group.Codes;
        bool drawsFastest = draws >= cells;
        for (int f = 0; f < _features; f++)
        {
            Perturbation rule = _plan.Perturbations[f];
            ushort* to = codes + (f * LaneGroup.Lanes);
            ReadOnlySpan<float> x = _covariates.AsSpan(f * _stride);
            ReadOnlySpan<float> z = _normals.AsSpan(f * _normalStride);
            if (drawsFastest)
            {
                for (int d = 0; d < draws; d++)
                    values[d] = z[_draws[firstDraw + d]];
                for (int c = 0; c < cells; c++)
                    _codes.OfDraws(f, rule, x[_cells[firstCell + c]], values, to + (c * draws), draws);
            }
            else
            {
                for (int c = 0; c < cells; c++)
                    values[c] = x[_cells[firstCell + c]];
                for (int d = 0; d < draws; d++)
                    _codes.OfCells(f, rule, values, z[_draws[firstDraw + d]], to + (d * cells), cells);
            }
        }
        _descent.Group.Prepare(cells * draws);
        _descent.Run(forest, _cancellation);
        int* from = _descent.Sums;
        if (drawsFastest)
        {
            for (int c = 0; c < cells; c++)
            {
                Span<int> row = _sums.AsSpan(_firstSum + (_cells[firstCell + c] * _sumStride));
                for (int d = 0; d < draws; d++)
                    row[_draws[firstDraw + d]] = *from++;
            }
        }
        else
        {
            for (int d = 0; d < draws; d++)
            {
                int draw = _draws[firstDraw + d];
                for (int c = 0; c < cells; c++)
                    _sums[_firstSum + (_cells[firstCell + c] * _sumStride) + draw] = *from++;
            }
        }
    }
}
