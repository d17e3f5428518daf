using SoilBeta.Forests;
using SoilBeta.Forests.Validation;
using SoilBeta.Studies;
using SoilBeta.Training.Assessment;
using SoilBeta.Training.Models;
using SoilBeta.Training.Profiles;
using SoilBeta.Training.Tables;

namespace SoilBeta.Training.Targets;

/// <summary>Trains and validates the direct forest of a study's target: a measured property whose layers are the forest's outputs.</summary>
public static class TargetTraining
{
    /// <summary>Trains on the profiles that have all layers of the target; null without a target.</summary>
    /// <param name="study">Study.</param>
    /// <param name="profiles">Profiles of its ecosystems.</param>
    /// <param name="map">The parts of the map that validation needs.</param>
    /// <param name="folder">Output folder.</param>
    /// <param name="options">Threads, report, cancellation token.</param>
    /// <exception cref="InvalidDataException">No profile of an ecosystem has all layers.</exception>
    public static TargetAssessment? Run(Study study, IReadOnlyList<ProfileRecord> profiles, MapSample map, OutputFolder folder, StepOptions options)
    {
        if (study.Target is not { } target)
            return null;
        bool logs = target.Splits == SplitScale.Logs;
        ProfileRecord[] complete = [.. profiles.Where(profile => profile.Target.All(double.IsFinite))], known = logs ? [.. complete.Where(profile => profile.Target.All(value => value > 0))] : complete;
        if (known.Length < complete.Length)
            options.Report.Say($"target: {complete.Length - known.Length:N0} of {complete.Length:N0} profiles have a layer that is not above 0 and train no forest with 'transform: log'.");
        foreach (string code in study.Ecosystems.Select(ecosystem => ecosystem.Code).Where(code => !known.Any(profile => study.Forest.Pooled || profile.Ecosystem == code)))
            throw new InvalidDataException($"target: no profile of ecosystem {code} has '{target.Column}' in all layers of {string.Join(", ", target.Layers.Depths)} cm{(logs ? " above 0" : "")}. Map it to a column of the profile table ('columns'), or use other layers.");
        var grow = study.Forest.GrowDirect with { Threads = options.Threads, SplitOnLogs = logs };
        var data = new TrainingData(known, TargetTable.ForProfiles(study, known));
        var models = known.GroupBy(profile => CarbonChoice.TargetFile(study, folder, profile.Ecosystem)).Select(group => Write(study, [.. group], group.Key, grow, options)).ToList();
        var plans = HeldOutDesigns.For(study, data.Table, count => map.Cells([.. study.Ecosystems.Select(ecosystem => ecosystem.Code)], count), options.Threads);
        return new TargetAssessment(target, known.Length, TargetValidation.Run(study, data, plans, EcosystemAssessor.InFolds(study, grow), options), models);
    }

    private static DirectModel Write(Study study, ProfileRecord[] profiles, string path, ForestOptions grow, StepOptions options)
    {
        var data = new TrainingData(profiles, TargetTable.ForProfiles(study, profiles));
        int refits = study.Uncertainty.RefitCount;
        string name = Path.GetFileNameWithoutExtension(path);
        using var work = options.Report.Begin($"train {name}", (long)grow.Trees * (1 + refits), "trees");
        var trained = ForestTrainer.Train(data.Table, grow, () => work.Advance(1), options.Cancellation);
        // A file of one output names it by its target alone.
        string named = data.Table.TargetNames.Count == 1 ? data.Table.TargetName : study.Target!.Name;
        var forest = trained.Forest with { Model = ModelKind.Direct, Target = named, Outputs = data.Table.TargetNames, OutputUnit = study.Target!.Unit };
        var (importance, error) = PermutationImportance.WithErrors(data.Table, forest, grow, options.Cancellation);
        var rows = new TrainingRows
        {
            Table = data.Table,
            Folds = data.Folds(study).Folds,
            Weights = study.Applicability.ScaledWeightsOf(importance, importance.Length),
            TopsoilDepth = study.Topsoil.Depth,
        };
        RefitTrainer.Write(path, data.Table, forest with { Rows = rows }, grow, refits, () => work.Advance(1), options.Cancellation);
        return new DirectModel(name, data.Table, forest, importance, error, trained.Purity) { Refits = refits, Checksum = ForestFile.Open(path).Checksum };
    }
}

/// <summary>The forest of a target and its scores on held-out profiles.</summary>
/// <param name="Target">Target.</param>
/// <param name="Profiles">Number of profiles that have all of its layers.</param>
/// <param name="Designs">Scores under each design; a quantity is a layer, by the suffix of its map.</param>
/// <param name="Forests">Forests in files.</param>
public sealed record TargetAssessment(Target Target, int Profiles, IReadOnlyList<DesignScores> Designs, IReadOnlyList<DirectModel> Forests)
{
    /// <summary>Whether the forest predicts a layer better than the mean of the profiles does.</summary>
    public Skill SkillOf(MapProduct layer) => Skill.Judge(Designs, layer.Suffix, ModelKind.Direct.Word(), [Validator.MeanModel], layer.Title, "direct forest");
}
