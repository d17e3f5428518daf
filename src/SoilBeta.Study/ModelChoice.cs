using SoilBeta.Forests;

namespace SoilBeta.Studies;

/// <summary>The model of β.</summary>
public sealed record ModelChoice
{
    /// <summary>Kind of model.</summary>
    public required ModelKind Model { get; init; }

    /// <summary>Options for growing its forests, with the study's seed; steps set the threads.</summary>
    public required ForestOptions Grow { get; init; }

    /// <summary>Trees evaluated per realisation on the map; 1 for a model without trees.</summary>
    public int TreesOnMap => Model == ModelKind.Forest ? Grow.Trees : 1;

    /// <summary>Binds the section.</summary>
    /// <param name="section">Section; missing keys get their defaults.</param>
    /// <param name="at">Its place in the file.</param>
    /// <param name="covariates">Number of covariates.</param>
    /// <param name="seed">The study's seed.</param>
    internal static ModelChoice Bind(ForestSection section, Binding at, int covariates, ulong seed)
    {
        at.Within("trees", section.Trees, 1, 100_000, "trees");
        at.Within("min_node_size", section.MinNodeSize, 1, 1_000_000, "rows");
        int mtry = section.Mtry ??= Math.Max(1, covariates / 3);
        if (covariates > 0 && (mtry < 1 || mtry > covariates))
            at.Add("mtry", $"found {mtry}, expected 1 to {covariates}, the number of covariates.");
        return new ModelChoice
        {
            Model = at.Word("model", section.Model, StudyWords.Models),
            Grow = new ForestOptions { Trees = section.Trees, Mtry = mtry, MinNodeSize = section.MinNodeSize, Seed = seed },
        };
    }
}
