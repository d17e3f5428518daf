namespace SoilBeta.Forests;

/// <summary>Bounds of a single observation at a point, of what a model predicts and of ratios to what is made from its prediction: one walk down the trees for all of them.</summary>
/// <param name="Quantiles">Calibrated quantiles; the first target is the model's own.</param>
/// <param name="Regression">The model's own target where the model is a regression; its ratios then come from all rows alike.</param>
public sealed record PredictionBounds(CalibratedQuantiles Quantiles, RegressionIntervals? Regression = null)
{
    /// <summary>The bounds of a model whose file holds what it was trained on; null where it does not.</summary>
    /// <param name="file">The file.</param>
    /// <param name="lower">Least value that the model's target can have.</param>
    /// <param name="upper">Largest value that it can have.</param>
    public static PredictionBounds? FromFile(ForestFile file, double lower, double upper)
    {
        if (file.ReadRows() is not { } rows)
            return null;
        var own = new QuantileTarget(file.Target, rows.Table.Target, IsRatio: false, lower, upper);
        return file.Regression is { } regression
            ? new PredictionBounds(CalibratedQuantiles.FromForest(ForestTrainer.Constant(rows.Table).Forest, rows.Table, QuantileForest.IntervalRows, own, rows.Ratios), new RegressionIntervals(regression, lower, upper))
            : new PredictionBounds(CalibratedQuantiles.FromForest(file.ReadForest(), rows.Table, QuantileForest.IntervalRows, own, rows.Ratios));
    }

    /// <summary>Bounds of all targets.</summary>
    /// <param name="covariates">Features, [feature][cell].</param>
    /// <param name="cells">Number of cells.</param>
    /// <param name="probabilities">Probabilities, ascending.</param>
    /// <param name="threads">Threads; the result does not depend on them.</param>
    /// <param name="cancellation">Cancellation token.</param>
    /// <returns>Quantiles, [target][probability][cell]; NaN of a ratio that too few rows have.</returns>
    public double[] QuantilesAt(float[] covariates, int cells, double[] probabilities, int threads, CancellationToken cancellation = default)
    {
        double[] all = Quantiles.AllQuantilesAt(covariates, cells, probabilities, threads, cancellation);
        Regression?.QuantilesAt(covariates, cells, probabilities, threads, cancellation).CopyTo(all, 0);
        return all;
    }
}
