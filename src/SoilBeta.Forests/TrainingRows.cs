namespace SoilBeta.Forests;

/// <summary>What a model was trained on, as its <c>.forest</c> file keeps it: with it prediction bounds and the dissimilarity index can be had at any point.</summary>
public sealed record TrainingRows
{
    /// <summary>The training table.</summary>
    public required TrainingTable Table { get; init; }

    /// <summary>Fold of each row, from which the threshold of the dissimilarity index is taken, [row]; all alike for none.</summary>
    public required int[] Folds { get; init; }

    /// <summary>Weight of each feature in the dissimilarity index, 0 or more.</summary>
    public required double[] Weights { get; init; }

    /// <summary>Observed over predicted density of each row, predicted without it as the map does.</summary>
    public IReadOnlyList<QuantileTarget> Ratios { get; init; } = [];

    /// <summary>Depth of the topsoil that the densities were predicted from, cm.</summary>
    public required int TopsoilDepth { get; init; }
}
