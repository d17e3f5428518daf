namespace SoilBeta.Studies;

/// <summary>Whether and how mtry, node size and, with <see cref="ChooseTrees"/>, the number of trees are tuned.</summary>
public sealed record Tuning
{
    /// <summary>Method for finding the best point.</summary>
    public required TuningMethod Method { get; init; }

    /// <summary>Values of mtry; empty for all, at most nine.</summary>
    public required IReadOnlyList<int> Mtry { get; init; }

    /// <summary>Node sizes.</summary>
    public required IReadOnlyList<int> NodeSizes { get; init; }

    /// <summary>Whether to tune the number of trees too; otherwise it is the study's, and the surface only shows its effect.</summary>
    public required bool ChooseTrees { get; init; }

    /// <summary>Numbers of trees in the surface; empty for a fifth, two fifths and all of the model's (at most 500 unless the number is tuned).</summary>
    public required IReadOnlyList<int> Trees { get; init; }

    /// <summary>Bootstrap samples.</summary>
    public required int Bootstraps { get; init; }

    /// <summary>Binds the section.</summary>
    /// <param name="section">Section; missing keys get their defaults.</param>
    /// <param name="at">Its place in the file.</param>
    /// <param name="covariates">Number of covariates.</param>
    internal static Tuning Bind(TuningSection section, Binding at, int covariates)
    {
        var method = at.Word("method", section.Method ??= (at.IsPaper ? TuningMethod.Bootstrap : TuningMethod.Off).Word(), StudyWords.TuningMethods);
        at.Within("bootstraps", section.Bootstraps, 1, 1000, "samples");
        foreach (int mtry in section.Mtry)
            at.Within("mtry", mtry, 1, Math.Max(1, covariates), "covariates");
        foreach (int size in section.NodeSizes)
            at.Within("node_sizes", size, 1, 1_000_000, "rows");
        foreach (int trees in section.Trees)
            at.Within("trees", trees, 1, 100_000, "trees");
        if (section.NodeSizes.Count == 0)
            at.Add("node_sizes", "is an empty list; leave the key out for the default.");
        return new Tuning
        {
            Method = method,
            Mtry = section.Mtry,
            NodeSizes = section.NodeSizes,
            ChooseTrees = section.ChooseTrees ??= at.IsPaper,
            Trees = section.Trees,
            Bootstraps = section.Bootstraps,
        };
    }
}

/// <summary>Method for finding the best point of a tuning surface.</summary>
public enum TuningMethod
{
    /// <summary>No tuning.</summary>
    Off,

    /// <summary>As e1071's tune: the smallest error on sites outside the bootstrap sample.</summary>
    Bootstrap,

    /// <summary>The smallest out-of-bag error.</summary>
    OutOfBag,
}
