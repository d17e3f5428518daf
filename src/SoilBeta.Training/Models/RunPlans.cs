using SoilBeta.Devices;
using SoilBeta.Forests;
using SoilBeta.Numerics;
using SoilBeta.Soil;
using SoilBeta.Studies;
using SoilBeta.Studies.StudyFile;

namespace SoilBeta.Training.Models;

/// <summary>Turns a study and a forest into what a device loads.</summary>
internal static class RunPlans
{
    /// <summary>The plan of one ecosystem. All ecosystems of a study get the same normals for the same covariate, so that their realisations add up.</summary>
    /// <param name="study">Study.</param>
    /// <param name="forests">The ecosystem's forest, or its refits.</param>
    /// <param name="forestName">File of the forest, for messages.</param>
    /// <param name="trainingRoot">Root of the training table's correlations where the study wants them; null otherwise.</param>
    /// <exception cref="InvalidDataException">The forest has other covariates than the study, or predicts what is no β.</exception>
    public static RunPlan Of(Study study, ForestSet forests, string forestName, double[][]? trainingRoot = null)
    {
        var ordered = BetaForests.Checked(InStudyOrder(study, forests, forestName), forestName);
        var uncertainty = study.Uncertainty;
        var perturbations = PerturbationsOf(study);
        var refits = uncertainty.Refits switch { "cycled" => RefitMode.Cycled, "crossed" => RefitMode.Crossed, _ => RefitMode.None };
        var mode = uncertainty.Mode switch { "block" => DrawMode.Block, "independent" => DrawMode.Independent, _ => DrawMode.Common };
        int variables = study.Covariates.Count + (perturbations[^1].Amount != 0 ? 1 : 0);
        var draws = mode == DrawMode.Common
            ? new DrawPlan(mode, uncertainty.Draws, study.Seed, CommonDraws.Table(study.Seed, variables, uncertainty.Draws, SamplerOf(uncertainty, trainingRoot)), null)
            : new DrawPlan(mode, uncertainty.Draws, study.Seed, null, NormalQuantileTable.Make());
        long realisations = refits == RefitMode.Crossed ? (long)uncertainty.Draws * ordered.Refits.Count : uncertainty.Draws;
        return new RunPlan
        {
            Forests = ordered,
            Refits = refits,
            Draws = draws,
            Perturbations = perturbations,
            TopsoilDepth = study.Topsoil.Depth,
            Ranks = Ranks(uncertainty, realisations),
        };
    }

    /// <summary>Positions of the order statistics that maps need.</summary>
    public static long[] Ranks(UncertaintySection uncertainty, long realisations) => Summaries.RanksFor(realisations, Probabilities(uncertainty));

    /// <summary>Probabilities of a map's quantiles: its bounds, and where their standard errors are taken from the spacing of draws, those beside each.</summary>
    public static double[] Probabilities(UncertaintySection uncertainty) => uncertainty.MapStandardErrors && uncertainty.Sampler != "sobol"
        ? [.. MapProduct.Probabilities, .. MapProduct.Probabilities.SelectMany(p => new[] { p - Share(p, uncertainty.Draws), p + Share(p, uncertainty.Draws) })]
        : [.. MapProduct.Probabilities];

    // Standard error of a share p of n draws, kept within 0 … 1.
    private static double Share(double probability, int draws) => Math.Min(Math.Min(probability, 1 - probability), Math.Sqrt(probability * (1 - probability) / draws));

    /// <summary>Holds a forest's features against the study's covariates.</summary>
    /// <exception cref="InvalidDataException">They differ; the message names those missing on either side.</exception>
    public static void RequireCovariates(Study study, IReadOnlyList<string> features, string forestName)
    {
        string[] names = [.. study.Covariates.Select(covariate => covariate.Name)];
        string[] missing = [.. features.Except(names, StringComparer.Ordinal)];
        string[] unused = [.. names.Except(features, StringComparer.Ordinal)];
        if (missing.Length + unused.Length == 0)
            return;
        throw new InvalidDataException($"{forestName} was trained on other covariates than the study has"
            + (missing.Length > 0 ? $"; the study lacks {string.Join(", ", missing)}" : "")
            + (unused.Length > 0 ? $"; the forest does not know {string.Join(", ", unused)}" : "")
            + ". Train it again for this study: soilbeta train.");
    }

    private static DrawSampler SamplerOf(UncertaintySection uncertainty, double[][]? trainingRoot)
    {
        var sampler = UncertaintyChecks.SamplerOf(uncertainty);
        if (uncertainty.Correlation != "training")
            return sampler;
        return sampler with { CorrelationRoot = trainingRoot ?? throw new InvalidDataException("'correlation: training' needs the table that the forests were trained on, profiles.csv. Make it: soilbeta profiles.") };
    }

    /// <summary>How each covariate is perturbed, in the study's order, and behind them the topsoil.</summary>
    public static Perturbation[] PerturbationsOf(Study study) =>
        [.. study.Covariates.Select(covariate => PerturbationOf(covariate.Sd, covariate.Bounds)), PerturbationOf(study.Topsoil.Sd, [0, LayerDensities.LargestTopsoilOf(study.Topsoil.Depth)])];

    private static Perturbation PerturbationOf(string? sd, List<double?>? bounds)
    {
        var deviation = sd is null ? new StandardDeviation(true, 0) : StandardDeviation.Parse(sd)!.Value;
        return new Perturbation(deviation.IsShare, (float)deviation.Amount, (float)(bounds?[0] ?? double.NegativeInfinity), (float)(bounds?[1] ?? double.PositiveInfinity));
    }

    /// <summary>The same forest with its features in the study's order, so that jobs, draws and counters are consistent between ecosystems.</summary>
    private static ForestSet InStudyOrder(Study study, ForestSet forests, string forestName)
    {
        List<string> names = [.. study.Covariates.Select(covariate => covariate.Name)];
        RequireCovariates(study, forests.Features, forestName);
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
