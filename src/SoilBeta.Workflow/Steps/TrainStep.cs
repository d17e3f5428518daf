using SoilBeta.Studies;
using SoilBeta.Training.Assessment;
using SoilBeta.Training.Ecosystems;
using SoilBeta.Training.Profiles;
using SoilBeta.Training.Tables;
using SoilBeta.Training.Targets;
using SoilBeta.Workflow.Runs;

namespace SoilBeta.Workflow.Steps;

/// <summary>Trains and validates the model of each ecosystem: <c>profiles.csv</c> → <c>forests/CODE.forest</c>, <c>validation.json</c>, and the tables of <see cref="AssessmentTables"/>.</summary>
public static class TrainStep
{
    /// <summary>Outputs of the step besides the forests: scores and their tables.</summary>
    public static IReadOnlyList<string> OutputsOf(OutputFolder folder) =>
    [
        folder.Validation, folder.ValidationCsv, folder.HeldOut, folder.HeldOutCarbon, folder.Importance, folder.Dependence, folder.Effects, folder.Selection, folder.Tuning, folder.Mixed, folder.Statistics,
        folder.Comparisons, folder.Coverage, folder.Dissimilarity,
    ];

    /// <summary>Forests of the step: those of β, and those of the model that carries the carbon. Reads <c>validation.json</c>, so it is enumerated once the step has run.</summary>
    public static IEnumerable<string> ForestsOf(Study study, OutputFolder folder)
    {
        var choice = CarbonChoice.ReadFrom(study, folder.Validation);
        foreach (string path in study.Ecosystems.SelectMany(ecosystem => new[] { folder.Forest(ecosystem.Code), choice.FileOf(study, folder, ecosystem.Code) }).Concat(study.Target is null ? [] : study.Ecosystems.Select(ecosystem => CarbonChoice.TargetFile(study, folder, ecosystem.Code))).Distinct())
            yield return path;
    }

    /// <summary>Inputs of the forests; <c>profiles.csv</c> must exist.</summary>
    internal static StepInputs InputsOf(StudyContext study, OutputFolder folder) => new StepInputs()
        .With("profiles.csv", Checksums.OfFile(folder.Profiles))
        .With("the stack", File.Exists(folder.Stack) ? StackStep.ChecksumOf(folder) : "none")
        .With("the study's sections on training", study.ChecksumOf("seed", "preset", "forest", "validation", "tuning", "drivers", "covariates", "ecosystems", "topsoil", "layers", "target", "uncertainty.refits", "uncertainty.refit_count"));

    /// <summary>Runs the step.</summary>
    /// <param name="study">The study.</param>
    /// <param name="folder">Output folder with <c>profiles.csv</c>.</param>
    /// <param name="options">Threads, report, cancellation token; the results do not depend on them.</param>
    /// <returns>One model for each ecosystem, in the study's order.</returns>
    /// <exception cref="InvalidDataException">The profiles table is missing or of another study, or an ecosystem has no profile.</exception>
    public static IReadOnlyList<EcosystemModel> Run(StudyContext study, OutputFolder folder, StepOptions options)
    {
        Study s = study.Study;
        IReadOnlyList<ProfileRecord> profiles = ProfilesTable.Read(folder.Profiles, s.CovariateNames, ModelColumns.For(s));
        ProfileRecord[][] byEcosystem = [.. s.Ecosystems.Select(ecosystem => profiles.Where(profile => profile.Ecosystem == ecosystem.Code).ToArray())];
        for (int i = 0; i < byEcosystem.Length; i++)
        {
            if (byEcosystem[i].Length == 0)
                throw new InvalidDataException($"{folder.Profiles}: no profile belongs to ecosystem {s.Ecosystems[i].Code} ({s.Ecosystems[i].Name}). See rejected.csv for the reasons, or take the ecosystem out of the study.");
        }

        var models = new List<EcosystemModel>();
        CarbonResult carbon;
        TargetAssessment? target;
        var map = new MapSample(folder.Stack);
        try
        {
            for (int i = 0; i < byEcosystem.Length; i++)
            {
                EcosystemModel model = EcosystemTraining.Run(s, s.Ecosystems[i], byEcosystem[i], folder.Forest(s.Ecosystems[i].Code), options, map);
                if (model.Note.Length > 0)
                    options.Report.Say($"{model.Code}: {model.Note}.");
                models.Add(model);
            }
            carbon = CarbonTraining.Run(s, byEcosystem, models, map, folder, options);
            target = TargetTraining.Run(s, [.. byEcosystem.SelectMany(own => own)], map, folder, options);
        }
        finally
        {
            map.Close();
        }
        ProfileRecord[] all = [.. byEcosystem.SelectMany(profile => profile)];
        var together = AllEcosystems.Assess(s, all, models, TrainingData.TableOf(s, all));
        ValidationJson.Write(folder.Validation, study, carbon, together, target);
        AssessmentTables.Write(folder, s, all, carbon, together, target);
        return carbon.Models;
    }
}
