namespace SoilBeta.Forests;

/// <summary>Squared error of a prediction at a row of a table: in squared units of a single target; of several outputs the mean of their squared errors, each divided by its variance.</summary>
public sealed class OutputError
{
    private readonly double[][] _targets;
    private readonly double[] _weights;

    /// <summary>Takes the variances of a table's targets.</summary>
    public OutputError(TrainingTable table)
    {
        _targets = table.Targets;
        _weights = [.. _targets.Select(target => _targets.Length == 1 ? 1.0 : Weight(target) / _targets.Length)];
    }

    /// <summary>Squared error at a row.</summary>
    /// <param name="row">Row of the table.</param>
    /// <param name="predicted">Predictions, [output].</param>
    public double At(int row, ReadOnlySpan<double> predicted)
    {
        double sum = 0;
        for (int output = 0; output < predicted.Length; output++)
        {
            double error = _targets[output][row] - predicted[output];
            sum += _weights[output] * (error * error);
        }
        return sum;
    }

    // An output that does not vary counts nothing, as in the choice of splits.
    private static double Weight(double[] target)
    {
        double mean = target.Average(), variance = target.Average(value => (value - mean) * (value - mean));
        return variance > 0 ? 1 / variance : 0;
    }
}
