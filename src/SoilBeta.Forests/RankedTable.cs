namespace SoilBeta.Forests;

/// <summary>A training table in the trainer's representation: each value as the rank of its distinct value in its column, the targets as integers. Built once, shared by all trees.</summary>
internal sealed class RankedTable
{
    /// <summary>Bits of a packed sum that hold the count of rows; the sum of targets is in the bits above them.</summary>
    public const int CountBits = 20;

    /// <summary>Mask of the count.</summary>
    public const long CountMask = (1L << CountBits) - 1;

    private readonly ThresholdGrid[] _grids;
    private readonly Lazy<SplitTargets> _onValues;
    private readonly Lazy<SplitTargets> _onLogs;

    /// <summary>Ranks the columns and converts the targets to integers.</summary>
    public RankedTable(TrainingTable table)
    {
        Table = table;
        Ranks = new int[table.Columns.Count][];
        Thresholds = new double[table.Columns.Count][];
        Distinct = new float[table.Columns.Count][];
        _grids = new ThresholdGrid[table.Columns.Count];
        for (int feature = 0; feature < Ranks.Length; feature++)
            Rank(feature);

        Targets = [.. table.Targets.Select(target => new FixedPointTarget(target))];
        _onValues = new(() => new SplitTargets(table, logs: false));
        _onLogs = new(() => new SplitTargets(table, logs: true));
    }

    /// <summary>The table.</summary>
    public TrainingTable Table { get; }

    /// <summary>Rank of each value among its column's distinct values, [feature][row].</summary>
    public int[][] Ranks { get; }

    /// <summary>Distinct values of each column, ascending, [feature][rank].</summary>
    public float[][] Distinct { get; }

    /// <summary>Midpoints of neighbouring distinct values, [feature][rank of the lower]: all possible thresholds of a split. A value is ≤ threshold i if and only if its rank is ≤ i.</summary>
    public double[][] Thresholds { get; }

    /// <summary>Targets as integers, [output].</summary>
    public FixedPointTarget[] Targets { get; }

    /// <summary>Scaled targets for splits on several outputs.</summary>
    /// <param name="logs">Whether splits are chosen on logarithms.</param>
    public SplitTargets Split(bool logs) => (logs ? _onLogs : _onValues).Value;

    /// <summary>Threshold that splits the gap between two ranks of a node: the one nearest to the middle of the gap, the lower in a tie.</summary>
    /// <param name="feature">Feature.</param>
    /// <param name="lower">Rank of the largest value that goes left.</param>
    /// <param name="upper">Rank of the smallest value that goes right.</param>
    public int ThresholdBetween(int feature, int lower, int upper)
    {
        if (upper == lower + 1)
            return lower;
        double[] thresholds = Thresholds[feature];
        double middle = ((double)Distinct[feature][lower] + Distinct[feature][upper]) / 2;
        _grids[feature].Around(middle, out int least, out int most);
        int above = FirstNotBelow(thresholds, Math.Max(lower, least), Math.Min(upper, most), middle);
        if (above == upper)
            return upper - 1;
        return above > lower && middle - thresholds[above - 1] <= thresholds[above] - middle ? above - 1 : above;
    }

    private static int FirstNotBelow(double[] ascending, int from, int to, double value)
    {
        while (from < to)
        {
            int half = (from + to) >>> 1;
            if (ascending[half] < value)
                from = half + 1;
            else
                to = half;
        }
        return from;
    }

    private void Rank(int feature)
    {
        float[] column = Table.Columns[feature];
        float[] distinct = [.. column.Order().Distinct()];
        var ranks = new int[column.Length];
        for (int row = 0; row < ranks.Length; row++)
            ranks[row] = Array.BinarySearch(distinct, column[row]);
        var thresholds = new double[distinct.Length - 1];
        for (int i = 0; i < thresholds.Length; i++)
            thresholds[i] = ((double)distinct[i] + distinct[i + 1]) / 2;
        Ranks[feature] = ranks;
        Distinct[feature] = distinct;
        Thresholds[feature] = thresholds;
        _grids[feature] = new ThresholdGrid(thresholds);
    }

    /// <summary>Number of bits of a positive integer.</summary>
    internal static int BitsOf(int value) => 32 - int.LeadingZeroCount(value);
}
