using SoilBeta.Forests;

namespace SoilBeta.Studies;

/// <summary>The models of β and of carbon.</summary>
public sealed record ModelChoice
{
    /// <summary>Model of the carbon maps.</summary>
    public required CarbonModel Carbon { get; init; }

    /// <summary>Kind of the model of β, which is mapped whatever carries the carbon.</summary>
    public ModelKind Model => Carbon switch { CarbonModel.Constant => ModelKind.Constant, CarbonModel.Mixed => ModelKind.Mixed, _ => ModelKind.Forest };

    /// <summary>Whether a direct model may carry the carbon: it is requested, or it is one of those to choose from.</summary>
    public bool MayBeDirect => Carbon is CarbonModel.Direct or CarbonModel.Best;

    /// <summary>Options for growing the forests of β, with the study's seed; steps set the threads.</summary>
    public required ForestOptions Grow { get; init; }

    /// <summary>Options for growing the direct forest: as <see cref="Grow"/>, but without a given mtry a third of its own features.</summary>
    public required ForestOptions GrowDirect { get; init; }

    /// <summary>Whether the direct model is one forest for all ecosystems, each with an indicator feature.</summary>
    public required bool Pooled { get; init; }

    /// <summary>Whether the topsoil raster is a feature of the direct model.</summary>
    public required bool TopsoilFeature { get; init; }

    /// <summary>Trees evaluated per realisation on the map; 1 for a model without trees.</summary>
    public int TreesOnMap => Model == ModelKind.Forest ? Grow.Trees : 1;

    // The paper's word for the model of β, which has always been the word of its kind.
    private static string CarbonWord(string word) => word == ModelKind.Forest.Word() ? CarbonModel.Beta.Word() : word;

    /// <summary>Binds the section.</summary>
    /// <param name="section">Section; missing keys get their defaults.</param>
    /// <param name="at">Its place in the file.</param>
    /// <param name="covariates">Number of covariates.</param>
    /// <param name="seed">The study's seed.</param>
    internal static ModelChoice Bind(ForestSection section, Binding at, int covariates, ulong seed)
    {
        section.Model ??= at.IsPaper ? ModelKind.Forest.Word() : CarbonModel.Best.Word();
        at.Within("trees", section.Trees, 1, 100_000, "trees");
        at.Within("min_node_size", section.MinNodeSize, 1, 1_000_000, "rows");
        int? given = section.Mtry;
        int mtry = section.Mtry ??= Math.Max(1, covariates / 3);
        if (covariates > 0 && (mtry < 1 || mtry > covariates))
            at.Add("mtry", $"found {mtry}, expected 1 to {covariates}, the number of covariates.");
        var grow = new ForestOptions { Trees = section.Trees, Mtry = mtry, MinNodeSize = section.MinNodeSize, Seed = seed };
        var choice = new ModelChoice
        {
            Carbon = at.Word("model", CarbonWord(section.Model), StudyWords.CarbonModels, CarbonModel.Beta),
            Grow = grow,
            GrowDirect = grow with { Mtry = given },
            Pooled = section.Pooled ?? true,
            TopsoilFeature = section.TopsoilFeature ?? false,
        };
        if (choice.MayBeDirect)
            (section.Pooled, section.TopsoilFeature) = (choice.Pooled, choice.TopsoilFeature);
        else if ((section.Pooled ?? section.TopsoilFeature) is not null)
            at.Add(section.Pooled is null ? "topsoil_feature" : "pooled", $"is for the direct model, and the model is '{section.Model}'; use 'model: direct' or 'model: best', or leave the key out.");
        return choice;
    }
}
