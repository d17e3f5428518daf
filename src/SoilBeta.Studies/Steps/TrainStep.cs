using System.Globalization;
using CsvHelper;
using SoilBeta.Studies.Profiles;
using SoilBeta.Studies.StudyFile;
using SoilBeta.Studies.Training;

namespace SoilBeta.Studies.Steps;

/// <summary>Trains and validates the model of each ecosystem: <c>profiles.csv</c> → <c>forests/CODE.forest</c>, <c>validation.json</c>, <c>importance.csv</c>, <c>dependence.csv</c>.</summary>
public static class TrainStep
{
    /// <summary>Runs the step.</summary>
    /// <param name="study">The study.</param>
    /// <param name="folder">Where <c>profiles.csv</c> lies and the results go.</param>
    /// <param name="options">Threads, report, cancellation; the results do not depend on them.</param>
    /// <returns>One model for each ecosystem, in the study's order.</returns>
    /// <exception cref="InvalidDataException">No profiles table, one of another study, or an ecosystem without a profile.</exception>
    public static IReadOnlyList<EcosystemModel> Run(LoadedStudy study, OutputFolder folder, StepOptions options)
    {
        Study s = study.Study;
        if (s.Forest.Model == "mixed")
            throw new InvalidDataException($"{study.Path}, key 'forest.model': 'mixed' has no forest that the devices could run. Use 'forest' or 'constant'.");
        IReadOnlyList<ProfileRecord> profiles = ProfilesTable.Read(folder.Profiles, [.. s.Covariates.Select(covariate => covariate.Name)]);
        ProfileRecord[][] byEcosystem = [.. s.Ecosystems.Select(ecosystem => profiles.Where(profile => profile.Ecosystem == ecosystem.Code).ToArray())];
        for (int i = 0; i < byEcosystem.Length; i++)
        {
            if (byEcosystem[i].Length == 0)
                throw new InvalidDataException($"{folder.Profiles}: no profile belongs to ecosystem {s.Ecosystems[i].Code} ({s.Ecosystems[i].Name}). See rejected.csv for the reasons, or take the ecosystem out of the study.");
        }

        var models = new List<EcosystemModel>();
        for (int i = 0; i < byEcosystem.Length; i++)
        {
            using IWorkReport work = options.Report.Begin($"train {s.Ecosystems[i].Code}", Math.Max(1, EcosystemTraining.TreesToGrow(s, byEcosystem[i].Length)), "trees");
            EcosystemModel model = EcosystemTraining.Run(s, s.Ecosystems[i], byEcosystem[i], folder.Forest(s.Ecosystems[i].Code), options, () => work.Advance(1));
            if (model.Note.Length > 0)
                options.Report.Say($"{model.Code}: {model.Note}.");
            models.Add(model);
        }
        ValidationJson.Write(folder.Validation, study, models);
        WriteCsv(folder.Importance, ["ecosystem", "covariate", "unit", "permutation", "purity"], Importance(s, models));
        WriteCsv(folder.Dependence, ["ecosystem", "covariate", "unit", "value", "beta"], Dependence(s, models));
        return models;
    }

    private static IEnumerable<string[]> Importance(Study study, IEnumerable<EcosystemModel> models) =>
        from model in models
        from feature in Enumerable.Range(0, study.Covariates.Count)
        select (string[])[model.Code, study.Covariates[feature].Name, study.Covariates[feature].Unit, Number(model.Permutation[feature]), Number(model.Purity[feature])];

    private static IEnumerable<string[]> Dependence(Study study, IEnumerable<EcosystemModel> models) =>
        from model in models
        from feature in Enumerable.Range(0, study.Covariates.Count)
        from point in model.Dependence[feature]
        select (string[])[model.Code, study.Covariates[feature].Name, study.Covariates[feature].Unit, Number(point.Value), Number(point.Prediction)];

    private static void WriteCsv(string path, string[] header, IEnumerable<string[]> rows) => WholeFile.Write(path, stream =>
    {
        using CsvWriter csv = CsvWriter.Create(stream, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        csv.WriteRecord(header);
        foreach (string[] row in rows)
            csv.WriteRecord(row);
    });

    private static string Number(double value) => double.IsNaN(value) ? "" : value.ToString("G9", CultureInfo.InvariantCulture);
}
