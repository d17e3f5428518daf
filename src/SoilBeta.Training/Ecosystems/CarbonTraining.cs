using SoilBeta.Forests;
using SoilBeta.Studies;
using SoilBeta.Training.Assessment;
using SoilBeta.Training.Carbon;
using SoilBeta.Training.Models;
using SoilBeta.Training.Profiles;
using SoilBeta.Training.Tables;

namespace SoilBeta.Training.Ecosystems;

/// <summary>Chooses the model that carries the carbon, once the models of β are trained, and writes its files.</summary>
public static class CarbonTraining
{
    /// <summary>Compares, chooses, trains and assesses.</summary>
    /// <param name="study">Study.</param>
    /// <param name="profiles">Profiles of each ecosystem, in the order of the models.</param>
    /// <param name="models">Models of β.</param>
    /// <param name="map">The parts of the map that validation needs.</param>
    /// <param name="folder">Output folder.</param>
    /// <param name="options">Threads, report, cancellation token.</param>
    public static CarbonResult Run(Study study, IReadOnlyList<ProfileRecord[]> profiles, IReadOnlyList<EcosystemModel> models, MapSample map, OutputFolder folder, StepOptions options)
    {
        if (!study.Forest.MayBeDirect)
            return new CarbonResult(CarbonAssessment.Requests(study), models, []);
        ProfileRecord[] all = [.. profiles.SelectMany(own => own)];
        var data = new CarbonData(study, all, map.Places(study, all));
        var plans = HeldOutDesigns.For(study, data.Table, count => map.Cells([.. study.Ecosystems.Select(ecosystem => ecosystem.Code)], count), options.Threads);
        var inFolds = models.ToDictionary(model => model.Code, model => EcosystemAssessor.InFolds(study, model.Options), StringComparer.Ordinal);
        var growth = new CarbonGrowth(code => inFolds[code], EcosystemAssessor.InFolds(study, study.Forest.GrowDirect));
        var assessment = CarbonComparison.Run(data, growth, plans, options);
        options.Report.Say(assessment.Sentence);
        var choice = new CarbonChoice(assessment.Chosen);
        var direct = new List<DirectModel>();
        IReadOnlyDictionary<string, IReadOnlyList<CoverageRow>> coverage = new Dictionary<string, IReadOnlyList<CoverageRow>>(StringComparer.Ordinal);
        if (assessment.Chosen == CarbonModel.Direct)
        {
            foreach (var group in all.Select((profile, row) => (File: choice.FileOf(study, folder, profile.Ecosystem), Row: row)).GroupBy(pair => pair.File, pair => pair.Row))
                direct.Add(DirectTraining.Write(study, [.. group.Select(row => all[row])], data.Places.Subset([.. group]), group.Key, options));
            if (study.Validation.Coverage)
                coverage = new DirectCoverage(data, growth.Direct).Of(plans, options);
        }
        for (int i = 0; i < models.Count && study.Carbon == CarbonModel.Best; i++)
            WriteBeside(study, profiles[i], map, choice.FileOf(study, folder, models[i].Code), assessment.Chosen);
        return new CarbonResult(assessment, [.. models.Select(model => Judged(model, assessment, coverage))], direct);
    }

    /// <summary>Writes a chosen constant or regression beside the forest of β.</summary>
    private static void WriteBeside(Study study, ProfileRecord[] profiles, MapSample map, string path, CarbonModel chosen)
    {
        var data = new TrainingData(profiles, TrainingData.TableOf(study, profiles));
        if (chosen == CarbonModel.Constant || (chosen == CarbonModel.Mixed && profiles.Length < TrainingData.FewestFor(ModelKind.Mixed, study.Covariates.Count)))
            ModelFile.WriteConstant(path, study, data, map.Places(study, profiles));
        else if (chosen == CarbonModel.Mixed)
            ModelFile.Write(path, study, MixedTraining.Fit(data.Table, [.. Enumerable.Range(0, data.Table.Rows)]), data, map.Places(study, profiles));
    }

    // Skill, coverage and errors of densities are those of the model that carries them.
    private static EcosystemModel Judged(EcosystemModel model, CarbonAssessment carbon, IReadOnlyDictionary<string, IReadOnlyList<CoverageRow>> coverage)
    {
        var own = model.Assessment;
        bool byBeta = carbon.Chosen == CarbonModel.Beta;
        return model with
        {
            Assessment = own with
            {
                SubsoilSkill = carbon.SkillIn(model.Code),
                Coverage = byBeta ? own.Coverage : [.. own.Coverage.Where(row => row.Quantity == EcosystemAssessment.Beta), .. coverage.GetValueOrDefault(model.Code, [])],
                Applicability = byBeta ? own.Applicability : own.Applicability.OfBeta(),
            },
        };
    }
}

/// <summary>The models of a study, with the one that carries its carbon.</summary>
/// <param name="Assessment">The choice.</param>
/// <param name="Models">Models of β, with the skill and the coverage of the densities as they are mapped.</param>
/// <param name="Direct">Direct forests in files; empty where another model was chosen.</param>
public sealed record CarbonResult(CarbonAssessment Assessment, IReadOnlyList<EcosystemModel> Models, IReadOnlyList<DirectModel> Direct);
