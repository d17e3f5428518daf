using SoilBeta.Numerics;

namespace SoilBeta.Forests.Validation;

/// <summary>k-fold cross-validation that keeps the rows of a site in one fold, so that a site never vouches for itself.</summary>
public static class CrossValidation
{
    /// <summary>Predicts every row by a forest that saw none of its fold.</summary>
    /// <param name="table">The table.</param>
    /// <param name="options">How the forests are grown, each fold with a seed of its own; null: the constant is the prediction, or <paramref name="learner"/>.</param>
    /// <param name="seed">Seed of the folds and of their forests.</param>
    /// <param name="folds">Folds; fewer where there are fewer sites.</param>
    /// <param name="treeGrown">Called for each tree, from any thread.</param>
    /// <param name="learner">A model that is not a forest.</param>
    /// <param name="cancellation">Noticed between trees.</param>
    /// <exception cref="InvalidDataException">Only one site.</exception>
    public static HeldOut Run(TrainingTable table, ForestOptions? options, ulong seed, int folds = 10, Action? treeGrown = null, ILearner? learner = null, CancellationToken cancellation = default)
    {
        int[] fold = Folds(table.Sites, ref folds, seed);
        var predictions = new double[table.Rows];
        var constants = new double[table.Rows];
        var x = new double[table.Features.Count];
        for (int f = 0; f < folds; f++)
        {
            int[] inside = [.. Enumerable.Range(0, table.Rows).Where(row => fold[row] != f)];
            double mean = inside.Average(row => table.Target[row]);
            ulong own = new ForestRandom(seed, RandomStream.TrainingFolds, (ulong)(f + 1)).Next();
            Forest? forest = options is null ? null : ForestTrainer.Train(table.Subset(inside), options with { Seed = own }, treeGrown, cancellation).Forest;
            int[] held = [.. Enumerable.Range(0, table.Rows).Where(row => fold[row] == f)];
            double[]? learnt = learner?.FitPredict(table, new Fold(inside, held), own);
            for (int i = 0; i < held.Length; i++)
            {
                int row = held[i];
                for (int feature = 0; feature < x.Length; feature++)
                    x[feature] = table.Columns[feature][row];
                predictions[row] = learnt?[i] ?? forest?.Predict(x) ?? mean;
                constants[row] = mean;
            }
        }
        return new HeldOut(folds, fold, predictions, constants);
    }

    /// <summary>Fold of each row: the sites are shuffled and dealt in turn.</summary>
    private static int[] Folds(int[] sites, ref int folds, ulong seed)
    {
        int[] distinct = [.. sites.Distinct().Order()];
        folds = Math.Min(folds, distinct.Length);
        if (folds < 2)
            throw new InvalidDataException("Cross-validation needs rows of at least two sites.");
        var random = new ForestRandom(seed, RandomStream.TrainingFolds);
        for (int i = distinct.Length - 1; i > 0; i--)
        {
            int j = random.Next(i + 1);
            (distinct[i], distinct[j]) = (distinct[j], distinct[i]);
        }
        var foldOf = new Dictionary<int, int>();
        for (int i = 0; i < distinct.Length; i++)
            foldOf[distinct[i]] = i % folds;
        return [.. sites.Select(site => foldOf[site])];
    }
}

/// <summary>What cross-validation predicted.</summary>
/// <param name="Folds">Number of folds.</param>
/// <param name="Fold">Fold of each row, [row].</param>
/// <param name="Predictions">Prediction by the forest that did not see the row's fold, [row].</param>
/// <param name="Constants">Mean target of the rows outside the fold: what a constant would have predicted, [row].</param>
public sealed record HeldOut(int Folds, int[] Fold, double[] Predictions, double[] Constants);
