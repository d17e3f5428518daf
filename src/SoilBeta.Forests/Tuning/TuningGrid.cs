namespace SoilBeta.Forests.Tuning;

/// <summary>Combinations to try: mtry, node size and number of trees.</summary>
/// <param name="Mtry">Features tried at a split.</param>
/// <param name="NodeSizes">Minimum node sizes.</param>
/// <param name="Trees">Numbers of trees; all are evaluated on one forest of the largest number, since the first trees of a forest are the smaller forest.</param>
public sealed record TuningGrid(IReadOnlyList<int> Mtry, IReadOnlyList<int> NodeSizes, IReadOnlyList<int> Trees)
{
    /// <summary>Whether all forests split on the logarithms of the targets, as <see cref="ForestOptions.SplitOnLogs"/>.</summary>
    public bool SplitOnLogs { get; init; }

    /// <summary>Every mtry of up to nine features (else nine values spread over them), node sizes 3, 5, 10, 20, and a fifth, two fifths and all of the trees.</summary>
    /// <param name="features">Number of features.</param>
    /// <param name="trees">Largest number of trees.</param>
    public static TuningGrid Default(int features, int trees) => new(
        [.. Enumerable.Range(0, Math.Min(features, 9)).Select(i => features <= 9 ? i + 1 : 1 + (int)Math.Round(i * (features - 1) / 8.0)).Distinct()],
        [3, 5, 10, 20],
        [.. new[] { trees / 5, trees * 2 / 5, trees }.Where(t => t > 0).Distinct()]);

    /// <summary>Validates the grid for a table.</summary>
    /// <exception cref="InvalidDataException">An empty axis, or values that are out of range.</exception>
    public void Check(int features)
    {
        if (Mtry.Count == 0 || NodeSizes.Count == 0 || Trees.Count == 0)
            throw new InvalidDataException("tuning: mtry, node_sizes and trees need a value each; leave the key out for the default.");
        foreach (int mtry in Mtry)
        {
            if (mtry < 1 || mtry > features)
                throw new InvalidDataException($"tuning: mtry {mtry} is outside 1 to {features}, the number of covariates.");
        }
        if (NodeSizes.Any(size => size < 1) || Trees.Any(trees => trees < 1))
            throw new InvalidDataException("tuning: node sizes and numbers of trees are 1 or more.");
    }
}

/// <summary>Error of one combination.</summary>
/// <param name="Mtry">Features tried at a split.</param>
/// <param name="NodeSize">Minimum node size.</param>
/// <param name="Trees">Trees.</param>
/// <param name="BootstrapMse">Mean squared error on sites that were not drawn, mean over bootstrap samples, in squared units of the target: e1071's <c>error</c>.</param>
/// <param name="BootstrapSd">Standard deviation over bootstrap samples: e1071's <c>dispersion</c>.</param>
/// <param name="OutOfBagMse">Mean squared error of rows predicted by the trees that drew no row of their site; NaN where there is no such row.</param>
public sealed record TuningPoint(int Mtry, int NodeSize, int Trees, double BootstrapMse, double BootstrapSd, double OutOfBagMse);

/// <summary>The surface of errors and its minimum.</summary>
/// <param name="Points">All combinations: mtry slowest, then node size, then trees.</param>
/// <param name="Best">Point with the smallest bootstrap error; ties go to fewer trees, larger nodes, smaller mtry.</param>
/// <param name="BestOutOfBag">Point with the smallest out-of-bag error; null if it is undefined everywhere.</param>
/// <param name="Bootstraps">Bootstrap samples.</param>
public sealed record TuningResult(IReadOnlyList<TuningPoint> Points, TuningPoint Best, TuningPoint? BestOutOfBag, int Bootstraps);
