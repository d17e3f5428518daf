using System.Text.Json;
using SoilBeta.Devices.Benchmarks;
using SoilBeta.Forests;
using SoilBeta.Studies;
using SoilBeta.Tests.Studies;
using SoilBeta.Training.Ecosystems;
using SoilBeta.Training.Models;
using SoilBeta.Training.Profiles;
using SoilBeta.Workflow.Steps;

namespace SoilBeta.Tests.Workflow.Steps;

public sealed class TrainStepTests : IDisposable
{
    private static readonly string[] Covariates = ["MAT", "MAP", "Clay"];
    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Each_ecosystem_gets_its_forest_with_refits_and_its_scores_beside_a_constant()
    {
        OutputFolder folder = WithProfiles("a", croplands: 150, forests: 12);
        IReadOnlyList<EcosystemModel> models = TrainStep.Run(Study(), folder, new StepOptions());
        models.Select(model => (model.Code, model.Model, model.Profiles)).ShouldBe([("CL", ModelKind.Forest, 150), ("FL", ModelKind.Constant, 12)]);
        models[1].Note.ShouldContain("12 profiles are fewer than 30");
        models[0].Sites.ShouldBe(75);
        models[0].HeldOutBeta.RSquared.ShouldBeGreaterThan(0.2);
        models[0].ConstantBeta.RSquared.ShouldBeLessThan(0);
        models[0].HeldOutSubsoil.Rmse.ShouldBeLessThan(models[0].ConstantSubsoil.Rmse);
        models[1].HeldOutBeta.ShouldBe(models[1].ConstantBeta);

        ForestFile croplands = ForestFile.Open(folder.Forest("CL"));
        (croplands.Trees, croplands.RefitCount, croplands.Checksum).ShouldBe((20, 3, models[0].Checksum));
        croplands.Units.ShouldBe(["°C", "mm", "%"]);
        ForestFile forests = ForestFile.Open(folder.Forest("FL"));
        (forests.Model, forests.Trees, forests.RefitCount).ShouldBe((ModelKind.Constant, 1, 3));
        forests.ReadRefit(0).Trees[0].Value[0].ShouldNotBe(forests.ReadRefit(1).Trees[0].Value[0]);

        using JsonDocument validation = JsonDocument.Parse(File.ReadAllText(folder.Validation));
        JsonElement first = validation.RootElement.GetProperty("ecosystems")[0];
        JsonElement bySite = first.GetProperty("designs").EnumerateArray().Single(design => design.GetProperty("design").GetString() == "site-10-fold");
        bySite.GetProperty("folds").GetInt32().ShouldBe(10);
        Scores("forest").GetProperty("beta").GetProperty("mean").GetProperty("rSquared").GetDouble().ShouldBe(models[0].HeldOutBeta.RSquared);
        Scores("constant").GetProperty("subsoilOwnTopsoil").GetProperty("mean").GetProperty("rmse").GetDouble().ShouldBe(models[0].ConstantSubsoil.Rmse);
        string[] importance = File.ReadAllLines(folder.Importance);
        importance[0].ShouldBe("ecosystem,covariate,unit,permutation,permutation_scaled,purity");
        importance.Length.ShouldBe(7);
        File.ReadAllLines(folder.Dependence).ShouldContain(line => line.StartsWith("CL,Clay,%,"));

        JsonElement Scores(string model) => bySite.GetProperty("models").EnumerateArray().Single(each => each.GetProperty("model").GetString() == model).GetProperty("scores");
    }

    [Fact]
    public void Threads_change_no_byte()
    {
        OutputFolder one = WithProfiles("one", 60, 40), four = WithProfiles("four", 60, 40);
        TrainStep.Run(Study(), one, new StepOptions { Threads = 1 });
        TrainStep.Run(Study(), four, new StepOptions { Threads = 4 });
        foreach (Func<OutputFolder, string> file in (Func<OutputFolder, string>[])[f => f.Forest("CL"), f => f.Forest("FL"), f => f.Validation, f => f.Importance, f => f.Dependence, f => f.ValidationCsv, f => f.Effects, f => f.Selection, f => f.Mixed, f => f.Statistics])
            File.ReadAllBytes(file(four)).ShouldBe(File.ReadAllBytes(file(one)));
    }

    [Theory]
    [InlineData(true, 7)]
    [InlineData(false, 20)]
    public void The_number_of_trees_is_tuned_where_the_study_asks_for_it(bool choose, int trees)
    {
        OutputFolder folder = WithProfiles("tuned", 60, 40);
        StudyContext study = Study(section =>
        {
            section.Validation.Repeats = 0;
            section.Tuning = new TuningSection { Method = "bootstrap", ChooseTrees = choose, Trees = [7], Mtry = [2], NodeSizes = [8], Bootstraps = 2 };
        });
        EcosystemModel model = TrainStep.Run(study, folder, new StepOptions())[0];
        (model.Options.Trees, model.Options.Mtry, model.Options.MinNodeSize).ShouldBe((trees, 2, 8));
        ForestFile file = ForestFile.Open(folder.Forest("CL"));
        file.Trees.ShouldBe(trees);
        file.ReadRefit(2).Trees.Count.ShouldBe(trees);
    }

    [Fact]
    public void The_constant_model_is_trained_where_the_study_asks_for_it()
    {
        OutputFolder folder = WithProfiles("constant", 40, 40);
        StudyContext study = Study(section => section.Forest.Model = "constant");
        EcosystemModel model = TrainStep.Run(study, folder, new StepOptions())[0];
        (model.Model, model.Note).ShouldBe((ModelKind.Constant, ""));
        ForestFile.Read(folder.Forest("CL")).Predict([1, 2, 3]).ShouldBe(model.MeanBeta, 1e-7);
    }

    [Fact]
    public void A_direct_forest_of_all_ecosystems_is_written_beside_those_of_beta()
    {
        OutputFolder folder = WithProfiles("direct", 40, 40);
        StudyContext study = Study(section => (section.Forest.Model, section.Validation.Repeats) = ("direct", 0));
        TrainStep.Run(study, folder, new StepOptions());
        TrainStep.ForestsOf(study.Study, folder).Select(Path.GetFileName).ShouldBe(["CL.forest", "direct.forest", "FL.forest"]);
        ForestFile direct = ForestFile.Open(folder.Forest("direct"));
        (direct.Model, direct.Trees, direct.RefitCount).ShouldBe((ModelKind.Direct, 20, 3));
        using JsonDocument validation = JsonDocument.Parse(File.ReadAllText(folder.Validation));
        JsonElement carbon = validation.RootElement.GetProperty("carbon");
        carbon.GetProperty("chosen").GetString().ShouldBe("direct");
        carbon.GetProperty("forests")[0].GetProperty("checksum").GetString().ShouldBe(direct.Checksum);
        validation.RootElement.GetProperty("ecosystems")[0].GetProperty("hasSubsoilSkill").ValueKind.ShouldBe(JsonValueKind.Null);
        File.ReadAllLines(folder.Importance).ShouldContain(line => line.StartsWith("direct,ecosystem:CL,,", StringComparison.Ordinal));
        File.ReadAllLines(folder.HeldOutCarbon).ShouldBe(["ecosystem,design,profile_id,source,observed,constant,mixed,beta,direct,mean"]);
    }

    [Fact]
    public void An_ecosystem_without_profiles_is_refused_and_nothing_is_written()
    {
        OutputFolder folder = WithProfiles("none", 40, 0);
        Should.Throw<InvalidDataException>(() => TrainStep.Run(Study(), folder, new StepOptions())).Message.ShouldContain("no profile belongs to ecosystem FL");
        Directory.Exists(folder.Forests).ShouldBeFalse();
    }

    [Fact]
    public void Profiles_of_another_study_are_refused()
    {
        OutputFolder folder = WithProfiles("other", 40, 40);
        StudyContext study = Study(section => section.Covariates[2].Name = "pH");
        Should.Throw<InvalidDataException>(() => TrainStep.Run(study, folder, new StepOptions())).Message.ShouldContain("'pH'");
    }

    [Fact]
    public void Equation_3_gives_the_paper_s_subsoil() =>
        SubsoilDensity.Predict(31.3 / Math.Pow(0.9762, 20), 0.9762).ShouldBe(70, 0.2);

    private static StudyContext Study(Action<StudySection>? change = null)
    {
        string[] units = ["°C", "mm", "%"];
        var study = new StudySection { Name = "t", Seed = 5 };
        for (int i = 0; i < Covariates.Length; i++)
            study.Covariates.Add(new CovariateSection { Name = Covariates[i], Unit = units[i] });
        study.Ecosystems.Add(new EcosystemSection { Code = "CL", Name = "cropland" });
        study.Ecosystems.Add(new EcosystemSection { Code = "FL", Name = "forest" });
        study.Forest.Trees = 20;
        study.Uncertainty.Refits = "cycled";
        study.Uncertainty.RefitCount = 3;
        change?.Invoke(study);
        return new StudyContext("study.yml", StudyText.Bind(study), []);
    }

    private OutputFolder WithProfiles(string name, int croplands, int forests)
    {
        var folder = new OutputFolder(_root.Path(name));
        TrainingTable table = SyntheticTable.Create(croplands + forests, features: 3, seed: 8);
        ProfileRecord[] profiles = [.. Enumerable.Range(0, table.Rows).Select(row => new ProfileRecord
        {
            Id = $"p{row}",
            Source = "made up",
            Site = row / 2,
            Latitude = 1,
            Longitude = 2,
            Ecosystem = row < croplands ? "CL" : "FL",
            EcosystemFrom = "table",
            Beta = table.Target[row],
            BetaMode = "ratio",
            FitRootMeanSquare = 0,
            Densities = [.. Enumerable.Range(0, 5).Select(layer => row % 10 == 9 && layer == 4 ? double.NaN : 40 * Math.Pow(table.Target[row], 20 * layer))],
            FilledBulkDensity = "mmmmm",
            FilledGravel = "mmmmm",
            Covariates = [.. table.Columns.Select(column => (double)column[row])],
            Closure = 1,
        })];
        ProfilesTable.Write(folder.Profiles, Covariates, profiles, ModelColumns.For(Study(section => section.Forest.Model = "direct").Study));
        return folder;
    }
}
