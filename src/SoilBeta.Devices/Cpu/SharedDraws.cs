using SoilBeta.Numerics;

namespace SoilBeta.Devices.Cpu;

/// <summary>
/// Descent of cells that share their draws (common and block draws): the points are the product of some cells and some draws.
/// Cells or draws are halved, whichever half separates more splits, until their product fits a group; meanwhile the forest is pruned to the nodes that the box can reach.
/// Before the groups no work is done point by point. Similar cells end up in groups with few draws, so few splits divide a group.
/// </summary>
internal sealed unsafe class SharedDraws : IDisposable
{
    /// <summary>Number of draws or cells sampled to choose how to halve.</summary>
    private const int Sample = 96;

    /// <summary>Half-width of a cluster of points for estimating the splits in its range, in standard deviations.</summary>
    private const double Reach = 1.6;

    /// <summary>Ratio of lanes between the last pruning and a box at which the forest is pruned again.</summary>
    private const long PruneRatio = 5;

    /// <summary>Most node visits for each tree that pruning may take for each group that profits: more would cost more than it saves.</summary>
    private const double MostVisits = 10;

    private readonly RunPlan _plan;
    private readonly ThresholdCodes _codes;
    private readonly GroupDescent _descent;
    private readonly ForestLevels _levels;
    private readonly int _features;
    private readonly int _outputs;
    private readonly NativeBuffer _values;
    private readonly NativeBuffer _box;
    private readonly float[] _keys;
    private readonly int[] _cells; // the job's cells and draws, in the order in which they are halved
    private readonly int[] _draws;

    /// <summary>Allocates buffers for a plan; pruned copies of the forest may take <paramref name="prunedBytes"/>.</summary>
    public SharedDraws(RunPlan plan, ThresholdCodes codes, DescentShape shape, GroupDescent descent, int largestCluster, long prunedBytes)
    {
        _plan = plan;
        _codes = codes;
        _descent = descent;
        _features = plan.Forests.Features.Count;
        _outputs = shape.Outputs;
        _levels = new ForestLevels(shape.LargestTree, shape.Trees, prunedBytes);
        _values = new NativeBuffer(4L * (LaneGroup.Lanes + 64) * 2);
        _box = new NativeBuffer(8L * (_features + 16));
        _keys = new float[Math.Max(plan.Draws.Count, largestCluster)];
        _cells = new int[largestCluster];
        _draws = new int[plan.Draws.Count];
    }

    /// <summary>Computes the sums of some cells over some draws.</summary>
    public void Run(SharedDrawsJob job)
    {
        for (int i = 0; i < job.Cells; i++)
            _cells[i] = job.FirstCell + i;
        for (int i = 0; i < job.Draws; i++)
            _draws[i] = job.FirstDraw + i;
        Descend(job, new Block(0, job.Cells, 0, job.Draws), job.Forest);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _levels.Dispose();
        _values.Dispose();
        _box.Dispose();
    }

    private void Descend(SharedDrawsJob job, Block block, ForestView forest)
    {
        if (block.Lanes <= LaneGroup.Lanes)
        {
            RunGroup(job, block, forest);
            return;
        }
        if (block.Lanes <= forest.Lanes / PruneRatio)
        {
            int* low = (int*)_box.Memory;
            int* high = low + _features;
            FindBox(job, block, low, high);
            forest = _levels.Prune(forest, low, high, block.Lanes, MostVisits);
        }
        (int feature, bool byCell) = Choose(job, block);
        if (byCell)
        {
            int half = Half(block.Cells);
            Sort(CellsOf(block), job.Covariates.Row(feature));
            Descend(job, block with { Cells = half }, forest);
            Descend(job, block with { FirstCell = block.FirstCell + half, Cells = block.Cells - half }, forest);
        }
        else
        {
            int half = Half(block.Draws);
            Sort(DrawsOf(block), job.Normals.Row(feature));
            Descend(job, block with { Draws = half }, forest);
            Descend(job, block with { FirstDraw = block.FirstDraw + half, Draws = block.Draws - half }, forest);
        }
    }

    private Span<int> CellsOf(Block block) => _cells.AsSpan(block.FirstCell, block.Cells);

    private Span<int> DrawsOf(Block block) => _draws.AsSpan(block.FirstDraw, block.Draws);

    /// <summary>About half, rounded to a multiple of a large power of two, so that groups are full.</summary>
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

    /// <summary>Chooses the feature, and halving by cells or by draws, for which the points span the most splits.</summary>
    private (int Feature, bool ByCell) Choose(SharedDrawsJob job, Block block)
    {
        int best = -1;
        int bestFeature = 0;
        bool byCell = block.Cells > 1;
        for (int f = 0; f < _features; f++)
        {
            Perturbation rule = _plan.Perturbations[f];
            (double x, double spread) = Moments(CellsOf(block), job.Covariates.Row(f));
            (double z, double width) = Moments(DrawsOf(block), job.Normals.Row(f));
            double sd = rule.StandardDeviation((float)x);
            double centre = x + (sd * z);
            int ofDraws = block.Draws > 1 ? Spanned(f, rule, centre, Reach * sd * width) : -1;
            int ofCells = block.Cells > 1 ? Spanned(f, rule, centre, Reach * spread) : -1;
            if (ofDraws > best)
                (best, bestFeature, byCell) = (ofDraws, f, false);
            if (ofCells > best)
                (best, bestFeature, byCell) = (ofCells, f, true);
        }
        return (bestFeature, byCell);
    }

    /// <summary>Number of splits of the forests within a cluster of points. Distinct thresholds would be a poorer measure: real covariates have few values, and many splits share one.</summary>
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

    /// <summary>Range of codes that the product can reach, since x′ rises with z in every cell.</summary>
    private void FindBox(SharedDrawsJob job, Block block, int* low, int* high)
    {
        ReadOnlySpan<int> cells = CellsOf(block), draws = DrawsOf(block);
        for (int f = 0; f < _features; f++)
        {
            Perturbation rule = _plan.Perturbations[f];
            float least = float.PositiveInfinity;
            float most = float.NegativeInfinity;
            ReadOnlySpan<float> normals = job.Normals.Row(f), covariates = job.Covariates.Row(f);
            foreach (int draw in draws)
            {
                float z = normals[draw];
                least = MathF.Min(least, z);
                most = MathF.Max(most, z);
            }
            float lowest = float.PositiveInfinity;
            float highest = float.NegativeInfinity;
            foreach (int cell in cells)
            {
                float x = covariates[cell];
                lowest = MathF.Min(lowest, rule.Apply(x, least));
                highest = MathF.Max(highest, rule.Apply(x, most));
            }
            low[f] = _codes.Code(f, lowest);
            high[f] = _codes.Code(f, highest);
        }
    }

    private void RunGroup(SharedDrawsJob job, Block block, ForestView forest)
    {
        ReadOnlySpan<int> cells = CellsOf(block), draws = DrawsOf(block);
        float* values = (float*)_values.Memory;
        ushort* codes = _descent.Group.Codes;
        bool drawsFastest = draws.Length >= cells.Length;
        for (int f = 0; f < _features; f++)
        {
            Perturbation rule = _plan.Perturbations[f];
            ushort* to = codes + (f * LaneGroup.Lanes);
            ReadOnlySpan<float> x = job.Covariates.Row(f);
            ReadOnlySpan<float> z = job.Normals.Row(f);
            if (drawsFastest)
            {
                for (int d = 0; d < draws.Length; d++)
                    values[d] = z[draws[d]];
                for (int c = 0; c < cells.Length; c++)
                    _codes.OfDraws(f, rule, x[cells[c]], values, to + (c * draws.Length), draws.Length);
            }
            else
            {
                for (int c = 0; c < cells.Length; c++)
                    values[c] = x[cells[c]];
                for (int d = 0; d < draws.Length; d++)
                    _codes.OfCells(f, rule, values, z[draws[d]], to + (d * cells.Length), cells.Length);
            }
        }
        _descent.Group.Prepare(cells.Length * draws.Length);
        _descent.Run(forest, job.Cancellation);
        for (int output = 0; output < _outputs; output++)
            Scatter(job, block, _descent.Sums + (output * LaneGroup.Lanes), output * job.OutputStride, drawsFastest);
    }

    /// <summary>Moves a group's sums of one output to their cells and draws.</summary>
    private void Scatter(SharedDrawsJob job, Block block, int* from, int offset, bool drawsFastest)
    {
        ReadOnlySpan<int> cells = CellsOf(block), draws = DrawsOf(block);
        int firstDraw = job.FirstDraw;
        for (int c = 0; c < cells.Length; c++)
        {
            Span<int> row = job.Sums.Row(cells[c])[offset..];
            if (drawsFastest)
            {
                foreach (int draw in draws)
                    row[draw - firstDraw] = *from++;
                continue;
            }
            for (int d = 0; d < draws.Length; d++)
                row[draws[d] - firstDraw] = from[(d * cells.Length) + c];
        }
    }

    /// <summary>Some cells and some draws: ranges in the lists that are halved.</summary>
    private readonly record struct Block(int FirstCell, int Cells, int FirstDraw, int Draws)
    {
        public long Lanes => (long)Cells * Draws;
    }
}
