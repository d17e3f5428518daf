namespace SoilBeta.Forests;

/// <summary>Training data of a model, as stored in its <c>.forest</c> file, for prediction bounds and the dissimilarity index at any point.</summary>
public sealed record TrainingRows
{
    /// <summary>The training table.</summary>
    public required TrainingTable Table { get; init; }

    /// <summary>Fold of each row, for the threshold of the dissimilarity index, [row]; all equal for no folds.</summary>
    public required int[] Folds { get; init; }

    /// <summary>Weight of each feature in the dissimilarity index, 0 or more.</summary>
    public required double[] Weights { get; init; }

    /// <summary>Ratio of observed to predicted density of each row, predicted as for the map by a model without the row.</summary>
    public IReadOnlyList<QuantileTarget> Ratios { get; init; } = [];

    /// <summary>Depth of the topsoil from which the densities were predicted, cm.</summary>
    public required int TopsoilDepth { get; init; }
}
