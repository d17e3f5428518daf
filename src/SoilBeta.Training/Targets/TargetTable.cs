using SoilBeta.Forests;
using SoilBeta.Studies;
using SoilBeta.Training.Profiles;

namespace SoilBeta.Training.Targets;

/// <summary>Training table of a target's forest: the covariates, and an indicator for each ecosystem if one forest serves them all; the layers as targets.</summary>
internal static class TargetTable
{
    /// <summary>The table.</summary>
    /// <param name="study">Study with a target.</param>
    /// <param name="profiles">Profiles that have all layers of the target.</param>
    public static TrainingTable ForProfiles(Study study, IReadOnlyList<ProfileRecord> profiles)
    {
        string[] codes = study.Forest.Pooled ? [.. study.Ecosystems.Select(ecosystem => ecosystem.Code)] : [];
        return new TrainingTable(
            [.. study.CovariateNames, .. codes.Select(IndicatorFeatures.Name)],
            [.. study.Covariates.Select(covariate => covariate.Unit), .. codes.Select(_ => "")],
            [.. study.Covariates.Select((_, feature) => profiles.Select(profile => (float)profile.Covariates[feature]).ToArray()), .. IndicatorFeatures.Columns(codes, [.. profiles.Select(profile => profile.Ecosystem)])],
            [.. Enumerable.Range(0, study.Target!.Layers.Count).Select(layer => profiles.Select(profile => profile.Target[layer]).ToArray())],
            [.. MapProduct.ForTarget(study.Target).Select(product => product.Suffix)],
            [.. profiles.Select(profile => profile.Site)])
            .At([.. profiles.Select(profile => profile.Latitude)], [.. profiles.Select(profile => profile.Longitude)]);
    }
}
