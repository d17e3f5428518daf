namespace SoilBeta.Forests.Validation;

/// <summary>Assignment of rows to training and test: repeats of folds.</summary>
/// <param name="Design">Name: <c>in-sample</c>, <c>10-fold</c>, <c>70/30</c>, <c>site-10-fold</c>, <c>blocks-2</c>, <c>knndm</c>, ….</param>
/// <param name="Question">Question that a score under this design answers.</param>
/// <param name="Repeats">Folds of each repeat.</param>
public sealed record FoldPlan(string Design, string Question, IReadOnlyList<IReadOnlyList<Fold>> Repeats)
{
    /// <summary>Side of the blocks, degrees; null for other designs.</summary>
    public double? BlockDegrees { get; init; }

    /// <summary>Number of non-empty blocks or clusters; null for other designs.</summary>
    public int? Units { get; init; }

    /// <summary>Wasserstein distance between the nearest-neighbour distances of the folds and those of the map, km; null for other designs.</summary>
    public double? W { get; init; }

    /// <summary>Why the requested design is not possible; null if it is. A plan without repeats is reported with this reason.</summary>
    public string? Note { get; init; }

    /// <summary>Whether the folds represent the map: held-out rows are as far from the others as the map's cells are from all rows (kNNDM).</summary>
    public bool StandsForMap { get; init; }

    /// <summary>Fold that holds out each row in the first repeat; requires folds for every row.</summary>
    /// <param name="rows">Number of rows.</param>
    public int[] FoldOfRows(int rows)
    {
        var fold = new int[rows];
        for (int f = 0; f < Repeats[0].Count; f++)
        {
            foreach (int row in Repeats[0][f].Test)
                fold[row] = f;
        }
        return fold;
    }

    /// <summary>Whether whole regions are held out, so that a score applies to places without profiles.</summary>
    public bool IsSpatial => BlockDegrees is not null;
}

/// <summary>Rows of one training and of its test.</summary>
/// <param name="Train">Training rows, ascending.</param>
/// <param name="Test">Test rows, ascending.</param>
public sealed record Fold(int[] Train, int[] Test)
{
    /// <summary>Folds from an assignment of rows to fold numbers; ignores empty folds and folds that leave no training rows.</summary>
    public static IReadOnlyList<Fold> FromAssignment(int[] fold)
    {
        int[] rows = [.. Enumerable.Range(0, fold.Length)];
        return [.. fold.Distinct().Order().Select(f => new Fold([.. rows.Where(row => fold[row] != f)], [.. rows.Where(row => fold[row] == f)])).Where(f => f.Train.Length > 0)];
    }
}
