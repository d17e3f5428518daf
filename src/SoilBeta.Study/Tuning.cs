namespace SoilBeta.Studies;

/// <summary>Whether and how mtry, node size and, with <see cref="ChooseTrees"/>, the number of trees are tuned.</summary>
public sealed record Tuning
{
    /// <summary>How the best point is found.</summary>
    public required TuningMethod Method { get; init; }

    /// <summary>Values of mtry; empty: every one, at most nine.</summary>
    public required IReadOnlyList<int> Mtry { get; init; }

    /// <summary>Least node sizes.</summary>
    public required IReadOnlyList<int> NodeSizes { get; init; }

    /// <summary>Whether the number of trees is tuned too; without, it is the study's, and its effect is in the surface.</summary>
    public required bool ChooseTrees { get; init; }

    /// <summary>Numbers of trees of the surface; empty: a fifth, two fifths and all of the model's (at most 500 where the number is not tuned).</summary>
    public required IReadOnlyList<int> Trees { get; init; }

    /// <summary>Bootstrap samples.</summary>
    public required int Bootstraps { get; init; }

    /// <summary>Binds the section.</summary>
    /// <param name="section">The section; what it leaves open is filled.</param>
    /// <param name="at">Where it is in the file.</param>
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

/// <summary>How the best point of a tuning surface is found.</summary>
public enum TuningMethod
{
    /// <summary>Nothing is tuned.</summary>
    Off,

    /// <summary>As e1071's tune: the least error on sites that were not drawn.</summary>
    Bootstrap,

    /// <summary>The least out-of-bag error.</summary>
    OutOfBag,
}
