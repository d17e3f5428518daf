namespace SoilBeta.Forests;

/// <summary>Targets of several outputs for choosing splits: each output, or its logarithm, divided by its standard deviation over the whole table, as integers, so that squared sums of all outputs simply add up.</summary>
/// <remarks>Integers below 2⁴³ are exact as doubles, and so are their sums: vectors of doubles give the same sums as any other order.</remarks>
internal sealed class SplitTargets
{
    /// <summary>Doubles in a vector of the grower.</summary>
    public const int VectorLength = 4;

    /// <summary>Scales the targets.</summary>
    /// <param name="table">The table.</param>
    /// <param name="logs">Whether splits are chosen on logarithms.</param>
    /// <exception cref="InvalidDataException">A target is 0 or negative and has no logarithm.</exception>
    public SplitTargets(TrainingTable table, bool logs)
    {
        double[][] scaled = [.. table.Targets.Select((target, output) => Standardized(logs ? Logs(target, table.TargetNames[output]) : target))];
        Shift = FixedPointTarget.ShiftFor(scaled.Max(target => target.Max(Math.Abs)), table.Rows);
        Stride = (1 + scaled.Length + VectorLength - 1) / VectorLength * VectorLength;
        Values = new double[(long)table.Rows * Stride];
        for (int row = 0; row < table.Rows; row++)
        {
            Values[(long)row * Stride] = 1;
            for (int output = 0; output < scaled.Length; output++)
                Values[((long)row * Stride) + 1 + output] = Math.Round(Math.ScaleB(scaled[output][row], Shift));
        }
    }

    /// <summary>1, then each output's integer, then zeros, [row][<see cref="Stride"/>]: sums of these have their number of rows in front.</summary>
    public double[] Values { get; }

    /// <summary>Doubles for each row.</summary>
    public int Stride { get; }

    /// <summary>Exponent of the integers' scale.</summary>
    public int Shift { get; }

    private static double[] Standardized(double[] target)
    {
        double mean = target.Average();
        double sd = Math.Sqrt(target.Sum(value => (value - mean) * (value - mean)) / target.Length);
        return [.. target.Select(value => sd > 0 ? (value - mean) / sd : 0)];
    }

    private static double[] Logs(double[] target, string name)
    {
        int row = Array.FindIndex(target, value => value <= 0);
        if (row >= 0)
            throw new InvalidDataException($"Training table, row {row + 1}, target '{name}': {target[row]} has no logarithm. Splits on logs (transform: log) need values above 0.");
        return [.. target.Select(value => Math.Log(value))];
    }
}
