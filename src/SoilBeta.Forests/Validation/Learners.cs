using SoilBeta.Numerics.Statistics;

namespace SoilBeta.Forests.Validation;

/// <summary>A model for validation: the forest, or one that it must outperform.</summary>
public interface ILearner
{
    /// <summary>Name in the results.</summary>
    string Name { get; }

    /// <summary>Number of features, for the adjusted R².</summary>
    int Features(TrainingTable table);

    /// <summary>Trains on some rows and predicts others. Called from several threads.</summary>
    /// <param name="table">All rows.</param>
    /// <param name="fold">Training and test rows.</param>
    /// <param name="seed">Seed of this training.</param>
    /// <returns>Predictions, [test row]; NaN where there is none.</returns>
    double[] FitPredict(TrainingTable table, Fold fold, ulong seed);

    /// <summary>Out-of-bag prediction of each row; null where the model has none.</summary>
    double[]? OutOfBag(TrainingTable table, ulong seed) => null;
}

/// <summary>The random forest.</summary>
/// <param name="options">How it is grown; each fold has its own seed and runs on one thread, since folds run in parallel.</param>
public sealed class ForestLearner(ForestOptions options) : ILearner
{
    /// <inheritdoc/>
    public string Name => ModelKind.Forest.Word();

    /// <inheritdoc/>
    public int Features(TrainingTable table) => table.Features.Count;

    /// <inheritdoc/>
    public double[] FitPredict(TrainingTable table, Fold fold, ulong seed)
    {
        var forest = ForestTrainer.Train(table.Subset(fold.Train), options with { Seed = seed, Threads = 1 }).Forest;
        var x = new double[table.Features.Count];
        return [.. fold.Test.Select(row =>
        {
            for (int feature = 0; feature < x.Length; feature++)
                x[feature] = table.Columns[feature][row];
            return forest.Predict(x);
        })];
    }

    /// <inheritdoc/>
    public double[]? OutOfBag(TrainingTable table, ulong seed) => ForestTrainer.Train(table, options with { Seed = seed, Threads = 1 }).OutOfBagPredictions;
}

/// <summary>One β for all: the mean of the training rows, which a model with skill must outperform.</summary>
public sealed class ConstantLearner : ILearner
{
    /// <summary>Name of the model.</summary>
    public static readonly string ModelName = ModelKind.Constant.Word();

    /// <inheritdoc/>
    public string Name => ModelName;

    /// <inheritdoc/>
    public int Features(TrainingTable table) => 0;

    /// <inheritdoc/>
    public double[] FitPredict(TrainingTable table, Fold fold, ulong seed)
    {
        double mean = fold.Train.Average(row => table.Target[row]);
        return [.. fold.Test.Select(_ => mean)];
    }

    /// <summary>Mean of all other rows.</summary>
    public double[]? OutOfBag(TrainingTable table, ulong seed)
    {
        double sum = table.Target.Sum();
        return table.Rows < 2 ? null : [.. table.Target.Select(value => (sum - value) / (table.Rows - 1))];
    }
}

/// <summary>A fixed value, e.g. β = 0.9786, the global mean that the paper quotes from the literature.</summary>
/// <param name="name">Name in the results; null for the word of the kind.</param>
/// <param name="value">The value.</param>
public sealed class FixedLearner(string name, double value) : ILearner
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public int Features(TrainingTable table) => 0;

    /// <inheritdoc/>
    public double[] FitPredict(TrainingTable table, Fold fold, ulong seed) => [.. fold.Test.Select(_ => value)];

    /// <inheritdoc/>
    public double[]? OutOfBag(TrainingTable table, ulong seed) => [.. table.Target.Select(_ => value)];
}

/// <summary>Linear regression on all features with a random intercept for each group (the paper's comparison): a known group keeps its intercept, a new one gets the fixed effects.</summary>
/// <param name="groups">Group of each row of the table.</param>
/// <param name="name">Name in the results; null for the word of the kind.</param>
/// <param name="restricted">REML, otherwise maximum likelihood.</param>
public sealed class MixedLearner(IReadOnlyList<string> groups, string? name = null, bool restricted = true) : ILearner
{
    /// <inheritdoc/>
    public string Name { get; } = name ?? ModelKind.Mixed.Word();

    /// <inheritdoc/>
    public int Features(TrainingTable table) => table.Features.Count;

    /// <inheritdoc/>
    public double[] FitPredict(TrainingTable table, Fold fold, ulong seed)
    {
        if (fold.Train.Length <= table.Features.Count + 1)
            return [.. fold.Test.Select(_ => double.NaN)];
        RandomInterceptModel model;
        try
        {
            model = Fit(table, groups, fold.Train, restricted);
        }
        catch (InvalidDataException) // no estimate from the rows of this fold
        {
            return [.. fold.Test.Select(_ => double.NaN)];
        }
        var x = new double[table.Features.Count];
        return [.. fold.Test.Select(row =>
        {
            for (int feature = 0; feature < x.Length; feature++)
                x[feature] = table.Columns[feature][row];
            return model.Predict(x, groups[row]);
        })];
    }

    /// <summary>Fits the regression to some rows of a table.</summary>
    /// <exception cref="InvalidDataException">No more rows than fixed effects.</exception>
    public static RandomInterceptModel Fit(TrainingTable table, IReadOnlyList<string> groups, IReadOnlyList<int> rows, bool restricted = true) => RandomInterceptModel.Fit(
        table.Features,
        [.. table.Columns.Select(column => rows.Select(row => (double)column[row]).ToArray())],
        [.. rows.Select(row => table.Target[row])],
        [.. rows.Select(row => groups[row])],
        restricted);
}
