using SoilBeta.Devices;
using SoilBeta.Forests;
using SoilBeta.Numerics;
using SoilBeta.Soil;
using SoilBeta.Studies;

namespace SoilBeta.Training.Models;

/// <summary>Converts a study and a forest to the plan that a device loads; the only conversion from <see cref="Study"/> to <see cref="RunPlan"/>.</summary>
public static class RunPlans
{
    /// <summary>The plan of one ecosystem's map. All ecosystems of a study use the same normals for a covariate, so that their realisations can be summed.</summary>
    /// <param name="study">Study.</param>
    /// <param name="forests">The ecosystem's forest, or its refits.</param>
    /// <param name="forestName">File of the forest, for messages.</param>
    /// <param name="trainingRoot">Root of the correlations of the training table where the study requests them; null otherwise.</param>
    /// <exception cref="InvalidDataException">The forest has other covariates than the study, or predicts values outside the limits of β.</exception>
    public static RunPlan ForForests(Study study, ForestSet forests, string forestName, double[][]? trainingRoot = null) =>
        Make(study, BetaForests.Checked(InOrder([.. study.CovariateNames], forests, forestName), forestName), study.Variables, Probabilities(study.Uncertainty), trainingRoot);

    /// <summary>The plan of one ecosystem's β alone, where another model carries the carbon.</summary>
    /// <param name="study">Study.</param>
    /// <param name="forests">The ecosystem's forest of β, or its refits.</param>
    /// <param name="forestName">File of the forest, for messages.</param>
    /// <param name="trainingRoot">As for <see cref="ForForests"/>.</param>
    /// <exception cref="InvalidDataException">As for <see cref="ForForests"/>.</exception>
    public static RunPlan OfBeta(Study study, ForestSet forests, string forestName, double[][]? trainingRoot = null) =>
        ForForests(study with { Topsoil = study.Topsoil with { Sd = StandardDeviation.None } }, forests, forestName, trainingRoot) with { WithLayers = false };

    /// <summary>The plan of one ecosystem's carbon by a direct model.</summary>
    /// <param name="study">Study.</param>
    /// <param name="forests">The direct forest, or its refits, pruned at the ecosystem's indicator (<see cref="ForestPruning"/>).</param>
    /// <param name="forestName">File of the forest, for messages.</param>
    /// <param name="trainingRoot">Root of the correlations of the training table where the study requests them; null otherwise.</param>
    /// <exception cref="InvalidDataException">The forest has other features than the study, or other layers.</exception>
    public static RunPlan ForDirect(Study study, ForestSet forests, string forestName, double[][]? trainingRoot = null)
    {
        RequireLayers(forests, study.Layers, forestName);
        string[] features = [.. study.CovariateNames, .. study.Forest.TopsoilFeature ? [DirectTable.Topsoil] : Array.Empty<string>()];
        bool varies = study.TopsoilReplacesFirst && study.Topsoil.IsUncertain;
        return Make(study, InOrder(features, forests, forestName), features.Length + (varies && !study.Forest.TopsoilFeature ? 1 : 0), Probabilities(study.Uncertainty), trainingRoot) with
        {
            DirectLayers = study.Layers,
            TopsoilReplacesFirst = study.TopsoilReplacesFirst,
            TopsoilIsFeature = study.TopsoilReplacesFirst && study.Forest.TopsoilFeature,
            Sums = study.Layers.Sums(),
        };
    }

    /// <summary>The plan of one ecosystem's layers of the study's target.</summary>
    /// <param name="study">Study with a target.</param>
    /// <param name="forests">The target's forest, or its refits, pruned at the ecosystem's indicator.</param>
    /// <param name="forestName">File of the forest, for messages.</param>
    /// <param name="trainingRoot">As for <see cref="ForDirect"/>.</param>
    /// <exception cref="InvalidDataException">The forest has other features than the study, or other layers.</exception>
    public static RunPlan ForTarget(Study study, ForestSet forests, string forestName, double[][]? trainingRoot = null)
    {
        RequireLayers(forests, study.Target!.Layers, forestName);
        return Make(study, InOrder([.. study.CovariateNames], forests, forestName), study.Covariates.Count, Probabilities(study.Uncertainty), trainingRoot) with { DirectLayers = study.Target!.Layers, EndsAtRock = false };
    }

    private static void RequireLayers(ForestSet forests, LayerBounds layers, string forestName)
    {
        if (forests.Outputs != layers.Count)
            throw new InvalidDataException($"{forestName} predicts {forests.Outputs} layer{(forests.Outputs == 1 ? "" : "s")}, and the study has {layers.Count}. Train it again for this study: soilbeta train.");
    }

    /// <summary>Plan of the covariates' errors at the places of profiles: common Monte Carlo draws through one model, independent of the study's draw mode and refits.</summary>
    /// <param name="study">Study.</param>
    /// <param name="model">A model trained on the study's covariates, in their order.</param>
    /// <param name="draws">Draws.</param>
    /// <param name="levels">Probabilities of the requested quantiles.</param>
    public static RunPlan AtProfiles(Study study, ForestSet model, int draws, IReadOnlyList<double> levels) =>
        Make(study with { Uncertainty = study.Uncertainty.ThroughOneModel(draws) }, model, study.Variables, levels, null);

    /// <summary>As above, for β alone, with each draw's β in ascending order.</summary>
    public static RunPlan OfBetaAtProfiles(Study study, ForestSet model, int draws) =>
        AtProfiles(study with { Topsoil = study.Topsoil with { Sd = StandardDeviation.None } }, model, draws, []) with { WithLayers = false, Ranks = [.. Enumerable.Range(0, draws).Select(rank => (long)rank)] };

    private static RunPlan Make(Study study, ForestSet forests, int variables, IReadOnlyList<double> probabilities, double[][]? trainingRoot)
    {
        var uncertainty = study.Uncertainty;
        var draws = uncertainty.Mode == DrawMode.Common
            ? new DrawPlan(uncertainty.Mode, uncertainty.Draws, study.Seed, CommonDraws.Table(study.Seed, variables, uncertainty.Draws, SamplerOf(uncertainty, trainingRoot)), null)
            : new DrawPlan(uncertainty.Mode, uncertainty.Draws, study.Seed, null, NormalQuantileTable.Make());
        long realisations = uncertainty.Refits == RefitMode.Crossed ? (long)uncertainty.Draws * forests.Refits.Count : uncertainty.Draws;
        return new RunPlan
        {
            Forests = forests,
            Refits = uncertainty.Refits,
            Draws = draws,
            Perturbations = study.Perturbations,
            TopsoilDepth = study.Topsoil.Depth,
            Ranks = Summaries.RanksFor(realisations, probabilities),
        };
    }

    /// <summary>Ranks of the order statistics that maps need.</summary>
    public static long[] Ranks(Uncertainty uncertainty) => Summaries.RanksFor(uncertainty.Realisations, Probabilities(uncertainty));

    /// <summary>Probabilities of a map's quantiles: its bounds and, if their standard errors come from the spacing of draws, those on both sides of each.</summary>
    public static double[] Probabilities(Uncertainty uncertainty) => uncertainty.MapStandardErrors && !uncertainty.Sampler.IsSobol
        ? [.. MapProduct.Probabilities, .. MapProduct.Probabilities.SelectMany(p => new[] { p - Share(p, uncertainty.Draws), p + Share(p, uncertainty.Draws) })]
        : [.. MapProduct.Probabilities];

    // Standard error of a share p of n draws, kept within 0 … 1.
    private static double Share(double probability, int draws) => Math.Min(Math.Min(probability, 1 - probability), Math.Sqrt(probability * (1 - probability) / draws));

    /// <summary>Requires that a forest's features are the study's covariates.</summary>
    /// <exception cref="InvalidDataException">They differ; the message names those missing on either side.</exception>
    public static void RequireCovariates(Study study, IReadOnlyList<string> features, string forestName) => RequireFeatures(study.CovariateNames, features, forestName);

    private static void RequireFeatures(IReadOnlyList<string> names, IReadOnlyList<string> features, string forestName)
    {
        string[] missing = [.. features.Except(names, StringComparer.Ordinal)];
        string[] unused = [.. names.Except(features, StringComparer.Ordinal)];
        if (missing.Length + unused.Length == 0)
            return;
        throw new InvalidDataException($"{forestName} was trained on other covariates than the study has"
            + (missing.Length > 0 ? $"; the study lacks {string.Join(", ", missing)}" : "")
            + (unused.Length > 0 ? $"; the forest does not know {string.Join(", ", unused)}" : "")
            + ". Train it again for this study: soilbeta train.");
    }

    private static DrawSampler SamplerOf(Uncertainty uncertainty, double[][]? trainingRoot) => uncertainty.Correlation != ErrorCorrelation.Training ? uncertainty.Sampler
        : uncertainty.Sampler with { CorrelationRoot = trainingRoot ?? throw new InvalidDataException("'correlation: training' needs the table that the forests were trained on, profiles.csv. Make it: soilbeta profiles.") };

    /// <summary>The same forest with its features in a given order, so that jobs, draws and counters are consistent between ecosystems.</summary>
    private static ForestSet InOrder(string[] order, ForestSet forests, string forestName)
    {
        List<string> names = [.. order];
        RequireFeatures(names, forests.Features, forestName);
        if (names.SequenceEqual(forests.Features))
            return forests;
        if (forests.Linear.Count > 0)
            return LinearFunction.Set(names, [.. forests.Linear.Select(function => function with { Coefficients = [.. names.Select(name => function.Coefficients[forests.Features.ToList().IndexOf(name)])] })]);
        int[] position = [.. forests.Features.Select(feature => names.IndexOf(feature))];
        return forests.Each(forest => forest with
        {
            Nodes = Array.ConvertAll(forest.Nodes, node => node.IsLeaf ? node : new FlatNode(node.Value, position[node.Feature], node.RightOffset)),
        }) with { Features = names };
    }
}
