namespace SoilBeta.Forests.Validation;

/// <summary>Which rows train and which are predicted: repeats of folds.</summary>
/// <param name="Design">Name: <c>in-sample</c>, <c>10-fold</c>, <c>70/30</c>, <c>site-10-fold</c>, <c>blocks-2</c>, <c>knndm</c>, ….</param>
/// <param name="Question">What a score under this design answers, in a sentence.</param>
/// <param name="Repeats">Folds of each repeat.</param>
public sealed record FoldPlan(string Design, string Question, IReadOnlyList<IReadOnlyList<Fold>> Repeats)
{
    /// <summary>Side of the blocks, degrees; null for other designs.</summary>
    public double? BlockDegrees { get; init; }

    /// <summary>Number of blocks or clusters that hold rows; null where there are none.</summary>
    public int? Units { get; init; }

    /// <summary>Wasserstein distance between the nearest-neighbour distances of the folds and those of the map, km; null for other designs.</summary>
    public double? W { get; init; }

    /// <summary>Why the design could not be made as asked; null if it could. A plan without repeats is reported with this reason.</summary>
    public string? Note { get; init; }

    /// <summary>Whether held-out rows are as far from the others as the map's cells are from all (kNNDM).</summary>
    public bool StandsForMap { get; init; }

    /// <summary>Fold that holds each row out in the first repeat; the design must have folds for every row.</summary>
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

    /// <summary>Whether whole places are held out, so that a score says something about places without profiles.</summary>
    public bool IsSpatial => BlockDegrees is not null;
}

/// <summary>One training and what it predicts.</summary>
/// <param name="Train">Rows trained on, ascending.</param>
/// <param name="Test">Rows predicted, ascending.</param>
public sealed record Fold(int[] Train, int[] Test)
{
    /// <summary>The folds of an assignment of rows to fold numbers; empty folds and folds that leave nothing to train on are left out.</summary>
    public static IReadOnlyList<Fold> FromAssignment(int[] fold)
    {
        int[] rows = [.. Enumerable.Range(0, fold.Length)];
        return [.. fold.Distinct().Order().Select(f => new Fold([.. rows.Where(row => fold[row] != f)], [.. rows.Where(row => fold[row] == f)])).Where(f => f.Train.Length > 0)];
    }
}
