namespace SoilBeta.Forests;

/// <summary>Bounds of a single observation at a point, for a model's target and for ratios to quantities derived from its prediction, in one descent through the trees.</summary>
/// <param name="Quantiles">Calibrated quantiles; the first target is the model's own.</param>
/// <param name="Regression">The model's own target where the model is a regression; its ratios then come from all rows with equal weight.</param>
public sealed record PredictionBounds(CalibratedQuantiles Quantiles, RegressionIntervals? Regression = null)
{
    /// <summary>Bounds of a model whose file holds its training data; null where it does not.</summary>
    /// <param name="file">The file.</param>
    /// <param name="lower">Smallest possible value of the model's target.</param>
    /// <param name="upper">Largest possible value.</param>
    public static PredictionBounds? FromFile(ForestFile file, double lower, double upper)
    {
        if (file.ReadRows() is not { } rows)
            return null;
        var own = new QuantileTarget(file.Target, rows.Table.Target, IsRatio: false, lower, upper);
        // Layers without ratios to a prediction of their own have bounds as the first output has.
        QuantileTarget[] further = [.. rows.Ratios.Count > 0 ? rows.Ratios : rows.Table.TargetNames.Skip(1).Select((name, output) => new QuantileTarget(name, rows.Table.Targets[output + 1], IsRatio: false, lower, upper))];
        own = file.Outputs.Count > 1 && rows.Ratios.Count == 0 ? own with { Name = rows.Table.TargetName } : own;
        return file.Regression is { } regression
            ? new PredictionBounds(CalibratedQuantiles.FromForest(ForestTrainer.Constant(rows.Table).Forest, rows.Table, QuantileForest.IntervalRows, own, further), new RegressionIntervals(regression, lower, upper))
            : new PredictionBounds(CalibratedQuantiles.FromForest(file.ReadForest(), rows.Table, QuantileForest.IntervalRows, own, further));
    }

    /// <summary>Bounds of all targets.</summary>
    /// <param name="covariates">Features, [feature][cell].</param>
    /// <param name="cells">Number of cells.</param>
    /// <param name="probabilities">Probabilities, ascending.</param>
    /// <param name="threads">Threads; the result does not depend on them.</param>
    /// <param name="cancellation">Cancellation token.</param>
    /// <returns>Quantiles, [target][probability][cell]; NaN for a ratio known for too few rows.</returns>
    public double[] QuantilesAt(float[] covariates, int cells, double[] probabilities, int threads, CancellationToken cancellation = default)
    {
        double[] all = Quantiles.AllQuantilesAt(covariates, cells, probabilities, threads, cancellation);
        Regression?.QuantilesAt(covariates, cells, probabilities, threads, cancellation).CopyTo(all, 0);
        return all;
    }
}
