using SoilBeta.Forests;
using SoilBeta.Forests.Validation;
using SoilBeta.Studies;
using SoilBeta.Training.Assessment;
using SoilBeta.Training.Profiles;

namespace SoilBeta.Training.Ecosystems;

/// <summary>All ecosystems together: the held-out predictions of their models scored as one, and the regression with a random intercept by ecosystem.</summary>
/// <param name="Designs">Scores over all profiles for each design that every ecosystem has; the constant is one β for each ecosystem.</param>
/// <param name="Mixed">Regression over all profiles with a random intercept by ecosystem.</param>
/// <param name="Statistics">Comparisons of Figure 1.</param>
public sealed record AllEcosystems(IReadOnlyList<DesignScores> Designs, IReadOnlyList<MixedFit> Mixed, IReadOnlyList<Numerics.Statistics.GroupComparison> Statistics)
{
    /// <summary>Combines the ecosystems.</summary>
    /// <param name="study">Study.</param>
    /// <param name="profiles">All profiles of its ecosystems.</param>
    /// <param name="models">Models, each with its assessment.</param>
    /// <param name="table">All profiles as a table, ecosystem by ecosystem in the order of the models.</param>
    public static AllEcosystems Assess(Study study, IReadOnlyList<ProfileRecord> profiles, IReadOnlyList<EcosystemModel> models, TrainingTable table)
    {
        var clusters = Clusters(models, table);
        var designs = new List<DesignScores>();
        foreach (var design in models[0].Assessment.Designs)
        {
            DesignScores?[] each = [.. models.Select(model => model.Assessment.Designs.FirstOrDefault(d => string.Equals(d.Design, design.Design, StringComparison.Ordinal)))];
            if (each.Any(d => d is null))
                continue;
            var scores = new List<ModelScores>();
            foreach (string name in design.Models.Select(model => model.Model))
            {
                ModelScores?[] of = [.. each.Select(d => d!.ForModel(name))];
                if (of.Any(m => m is null))
                    continue;
                int features = name == ModelKind.Constant.Word() || name == EcosystemAssessor.Literature ? 0 : table.Features.Count;
                double[] heldOut = [.. of.SelectMany(m => m!.HeldOut)];
                var summary = ScoreSummary.FromRepeats(table.Target, [heldOut], features, clusters);
                scores.Add(new ModelScores(name, new Dictionary<string, ScoreSummary>(StringComparer.Ordinal) { [EcosystemAssessment.Beta] = summary }, heldOut));
            }
            designs.Add(design with { Units = null, W = null, Note = null, Models = scores });
        }
        string[] groups = [.. profiles.Select(profile => profile.Ecosystem)];
        bool several = groups.Distinct(StringComparer.Ordinal).Skip(1).Any();
        return new AllEcosystems(designs, several ? MixedFit.All(table, ("ecosystem", groups)) : [], ProfileStatistics.CompareGroups(study, profiles));
    }

    /// <summary>Clusters from the residuals of all models under the folds that represent the map, otherwise under the last design with folds that all have.</summary>
    private static ProfileClusters? Clusters(IReadOnlyList<EcosystemModel> models, TrainingTable table)
    {
        foreach (string design in models[0].Assessment.Designs.Reverse().OrderByDescending(d => d.StandsForMap).Where(d => d.Repeats > 0).Select(d => d.Design))
        {
            double[]?[] heldOut = [.. models.Select(model => model.Assessment.Designs.FirstOrDefault(d => d.Design == design)?.Models is [var first, ..] ? first.HeldOut : null)];
            if (heldOut.All(each => each is not null))
                return ProfileClusters.For(table, [.. heldOut.SelectMany(each => each!).Select((predicted, row) => table.Target[row] - predicted)]);
        }
        return null;
    }
}
