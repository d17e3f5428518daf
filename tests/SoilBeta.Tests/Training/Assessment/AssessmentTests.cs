using System.Globalization;
using System.Text.Json;
using SoilBeta.Forests;
using SoilBeta.Forests.Validation;
using SoilBeta.Rasters;
using SoilBeta.Studies;
using SoilBeta.Tests.Cli;
using SoilBeta.Tests.Forests.Validation;
using SoilBeta.Tests.Studies;
using SoilBeta.Training.Assessment;
using SoilBeta.Training.Models;
using SoilBeta.Training.Profiles;
using SoilBeta.Workflow.Steps;

namespace SoilBeta.Tests.Training.Assessment;

/// <summary>Assessment of models by <c>train</c>, on small synthetic tables.</summary>
public sealed class AssessmentTests : IDisposable
{
    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Every_design_scores_every_model_for_beta_and_both_subsoils()
    {
        var folder = Profiles(200, siteSd: 0.001); // of 80 a gain of R² 0.2 is within two standard errors
        Stack(folder);
        TrainStep.Run(Study(), folder, new StepOptions());
        using var json = JsonDocument.Parse(File.ReadAllText(folder.Validation));
        var ecosystem = json.RootElement.GetProperty("ecosystems")[0];
        string[] designs = [.. ecosystem.GetProperty("designs").EnumerateArray().Select(d => d.GetProperty("design").GetString()!)];
        designs.ShouldBe(["in-sample", "out-of-bag", "5-fold", "70/30", "site-5-fold", "blocks-2", "blocks-5", "knndm"]);
        foreach (var design in ecosystem.GetProperty("designs").EnumerateArray().Where(d => d.GetProperty("design").GetString() != "out-of-bag"))
        {
            design.GetProperty("models").EnumerateArray().Select(m => m.GetProperty("model").GetString()).ShouldBe(["forest", "constant", "literature", "mixed", "mixed-source", "mean"]);
            design.GetProperty("models")[0].GetProperty("scores").EnumerateObject().Select(s => s.Name).ShouldBe(["beta", "subsoilOwnTopsoil", "subsoilMapTopsoil"]);
        }
        ecosystem.GetProperty("skill").GetString()!.ShouldStartWith("Skill for β: ");
        ecosystem.GetProperty("hasSkill").GetBoolean().ShouldBeTrue();
        ecosystem.GetProperty("skillGains").EnumerateArray().Select(gain => gain.GetProperty("design").GetString()).ShouldBe(["knndm", "blocks-2", "blocks-5"]);

        // The synthetic topsoil is constant where the profiles' own varies: β from it explains nothing of the density.
        ecosystem.GetProperty("hasSubsoilSkill").GetBoolean().ShouldBeFalse();
        ecosystem.GetProperty("designs").EnumerateArray().Single(d => d.GetProperty("design").GetString() == "site-5-fold")
            .GetProperty("models")[0].GetProperty("scores").GetProperty("beta").GetProperty("standardError").GetProperty("rSquared").GetDouble().ShouldBeInRange(0.02, 0.2);
        json.RootElement.GetProperty("all").GetProperty("designs")[0].GetProperty("models")[0].GetProperty("scores").GetProperty("beta").GetProperty("standardError").GetProperty("count").GetInt32().ShouldBeInRange(40, 100);
        var measured = ecosystem.GetProperty("applicability");
        measured.GetProperty("quantities").EnumerateArray().Select(quantity => quantity.GetProperty("quantity").GetString()).ShouldBe(["beta", "subsoilMapTopsoil"]);
        measured.GetProperty("quantities")[0].GetProperty("all").GetProperty("rows").GetInt32().ShouldBe(200);
        measured.GetProperty("sentence").GetString()!.ShouldContain("held-out profiles (kNNDM) with an index up to ");
        WindowsAgreeWithTheWhole(folder, "beta", "beta", 200);
        WindowsAgreeWithTheWhole(folder, "subsoilMapTopsoil", "20-100_SOCD", 200);
        string checksum = SkillFlags.Read(folder.Validation)["CL"].ForestChecksum;
        SkillFlags.ReadFrom(folder.Validation, "CL", checksum).Word.ShouldBe("yes");
        SkillFlags.ReadFrom(folder.Validation, "CL", "of an imported forest").Word.ShouldBe("unknown");
        SkillFlags.ReadFrom(folder.Validation, "GL", checksum).Word.ShouldBe("unknown");
        ecosystem.GetProperty("designs").EnumerateArray().Last().GetProperty("w").GetDouble().ShouldBeGreaterThan(0);
        json.RootElement.GetProperty("statistics")[0].GetProperty("notes")[0].GetString()!.ShouldContain("only one group ('CL')");
        json.RootElement.GetProperty("statistics")[1].GetProperty("groups").GetArrayLength().ShouldBe(4);
    }

    /// <summary>Every twentieth of the windows of 20 over the sorted index: together they contain each held-out profile once, so that their mean must equal the values in coverage.csv and validation.csv.</summary>
    private static void WindowsAgreeWithTheWhole(OutputFolder folder, string quantity, string map, int profiles)
    {
        var windows = Rows(folder.Dissimilarity).Where(row => row["ecosystem"] == "CL" && row["quantity"] == quantity).ToList();
        windows.Count.ShouldBe(profiles - 20 + 1);
        double[] Column(string name) => [.. windows.Select(row => double.Parse(row[name], CultureInfo.InvariantCulture))];
        double[] covered = Column("covered"), rmse = Column("rmse"), index = Column("index"), fit = Column("covered_fit"), errorFit = Column("rmse_fit");
        int[] apart = [.. Enumerable.Range(0, profiles / 20).Select(i => 20 * i)];
        var whole = Rows(folder.Coverage).Single(row => row["ecosystem"] == "CL" && row["design"] == "knndm" && row["quantity"] == map && row["area"] == "all" && row["interval"] == "prediction" && row["nominal"] == "0.9");
        apart.Average(i => covered[i]).ShouldBe(double.Parse(whole["covered"], CultureInfo.InvariantCulture), 1e-6);
        var score = Rows(folder.ValidationCsv).Single(row => row["ecosystem"] == "CL" && row["design"] == "knndm" && row["model"] == "forest" && row["quantity"] == quantity);
        Math.Sqrt(apart.Average(i => rmse[i] * rmse[i])).ShouldBe(double.Parse(score["rmse"], CultureInfo.InvariantCulture), 1e-6 * rmse.Max());
        index.ShouldBeInOrder(SortDirection.Ascending);
        fit.ShouldBeInOrder(SortDirection.Descending);
        errorFit.ShouldBeInOrder(SortDirection.Ascending);
        covered.Distinct().Count().ShouldBeGreaterThan(1);

        static IEnumerable<Dictionary<string, string>> Rows(string path)
        {
            string[] lines = File.ReadAllLines(path), header = lines[0].Split(',');
            return lines.Skip(1).Select(line => header.Zip(line.Split(',')).ToDictionary(pair => pair.First, pair => pair.Second));
        }
    }

    [Fact]
    public void Tables_have_their_columns_and_a_row_for_each_thing()
    {
        var folder = Profiles(40, siteSd: 0.002);
        var study = Study(section => section.Tuning = new TuningSection { Method = "bootstrap", Mtry = [1, 2], NodeSizes = [5, 10], Trees = [10, 20], Bootstraps = 3 });
        var model = TrainStep.Run(study, folder, new StepOptions())[0];
        File.ReadAllLines(folder.Tuning).Length.ShouldBe(1 + 8);
        double least = File.ReadAllLines(folder.Tuning).Skip(1).Min(line => double.Parse(line.Split(',')[4]));
        File.ReadAllLines(folder.Tuning).ShouldContain(line => line.StartsWith($"CL,{model.Options.Mtry},{model.Options.MinNodeSize},") && double.Parse(line.Split(',')[4]) == least);
        File.ReadAllLines(folder.Dependence)[0].ShouldBe("ecosystem,covariate,unit,value,beta,q025,q975");
        File.ReadAllLines(folder.Effects).Length.ShouldBeGreaterThan(10);
        File.ReadAllLines(folder.Selection).Length.ShouldBe(1 + 2);
        File.ReadAllLines(folder.Statistics).Length.ShouldBeGreaterThan(5);
        File.ReadAllLines(folder.Mixed).ShouldContain(line => line.StartsWith("CL,source,REML,intercept,a,"));
        string[] heldOut = File.ReadAllLines(folder.HeldOut);
        heldOut.Count(line => line.StartsWith("CL,blocks-2,")).ShouldBe(40);
        heldOut.Count(line => line.StartsWith("CL,site-5-fold,")).ShouldBe(40);
    }

    [Fact]
    public void Five_profiles_at_one_place_get_a_constant_a_note_and_no_skill()
    {
        var folder = Profiles(5, siteSd: 0, onePlace: true);
        var model = TrainStep.Run(Study(), folder, new StepOptions())[0];
        model.Model.ShouldBe(ModelKind.Constant);
        var flag = SkillFlags.Read(folder.Validation)["CL"];
        flag.HasSkill.ShouldBe(false);
        flag.Sentence.ShouldContain("one constant β");
        using var json = JsonDocument.Parse(File.ReadAllText(folder.Validation));
        json.RootElement.GetProperty("ecosystems")[0].GetProperty("designs").EnumerateArray().Single(d => d.GetProperty("design").GetString() == "blocks-5")
            .GetProperty("note").GetString()!.ShouldBe("All 5 rows lie in one 5° block, so none can be held out.");
    }

    [Fact]
    public void Flags_of_a_damaged_file_are_refused_and_none_are_read_where_there_is_none()
    {
        SkillFlags.Read(_root.Path("validation.json")).ShouldBeEmpty();
        File.WriteAllText(_root.Path("validation.json"), "{\"ecosystems\": [{\"code\": \"CL\", \"hasSkill\": ");
        Should.Throw<InvalidDataException>(() => SkillFlags.Read(_root.Path("validation.json"))).Message.ShouldContain("Make it again");
    }

    [Theory]
    [InlineData(20)]
    [InlineData(30)]
    public void The_subsoil_of_any_topsoil_depth_is_the_whole_less_the_top(int depth)
    {
        const double beta = 0.975;
        double whole = 50 * (1 - Math.Pow(beta, 100)) / (1 - Math.Pow(beta, depth)); // 0–100 cm from 0–d₀
        double top = 50 * (1 - Math.Pow(beta, 20)) / (1 - Math.Pow(beta, depth));
        SubsoilDensity.Predict(50, depth, beta).ShouldBe(whole - top, 1e-9);
        SubsoilDensity.Predict(top, beta).ShouldBe(whole - top, 1e-9);
    }

    private static StudyContext Study(Action<StudySection>? change = null)
    {
        var study = new StudySection { Name = "t", Seed = 5 };
        study.Covariates.Add(new CovariateSection { Name = "x0" });
        study.Covariates.Add(new CovariateSection { Name = "Clay", Unit = "%" });
        study.Ecosystems.Add(new EcosystemSection { Code = "CL", Name = "cropland" });
        study.Forest.Trees = 40;
        study.Validation.Folds = 5;
        study.Validation.Repeats = 1;
        study.Validation.Holdouts = 2;
        study.Validation.Blocks = [5, 2];
        study.Validation.MapCells = 60;
        study.Drivers.Refits = 3;
        study.Drivers.Points = 5;
        change?.Invoke(study);
        return new StudyContext("study.yml", StudyText.Bind(study), []);
    }

    private OutputFolder Profiles(int count, double siteSd, bool onePlace = false)
    {
        var folder = new OutputFolder(_root.Path("out"));
        var (table, lat, lon) = ValidationTables.Make(count, 1, 3, siteSd, extra: 1);
        ProfileRecord[] profiles = [.. Enumerable.Range(0, count).Select(row => new ProfileRecord
        {
            Id = $"p{row}",
            Source = row % 3 == 0 ? "a" : "b",
            Site = onePlace ? 1 : row,
            Latitude = onePlace ? -30 : lat[row],
            Longitude = onePlace ? -60 : lon[row],
            Ecosystem = "CL",
            EcosystemFrom = "table",
            Beta = table.Target[row],
            BetaMode = "ratio",
            FitRootMeanSquare = 0,
            Densities = [.. Enumerable.Range(0, 5).Select(layer => (30 + row) * Math.Pow(table.Target[row], 20 * layer))],
            FilledBulkDensity = "mmmmm",
            FilledGravel = "mmmmm",
            Covariates = [.. table.Columns.Select(column => (double)column[row])],
            Closure = 1,
            Texture = SoilBeta.Soil.TextureClass.Names[row % 4],
            TextureFrom = "table",
        })];
        ProfilesTable.Write(folder.Profiles, ["x0", "Clay"], profiles);
        return folder;
    }

    /// <summary>A map of 20 × 20 cells of one degree with a topsoil of 45 Mg C ha⁻¹, all cropland.</summary>
    private static void Stack(OutputFolder folder)
    {
        var grid = Grid.FromBounds(Crs.Wgs84, new Bounds(-70, -40, -50, -20), 1);
        Directory.CreateDirectory(folder.Work);
        using var writer = StackWriter.Create(folder.Stack, grid, "made up");
        foreach (var (name, value) in new[] { (StackLayerNames.Topsoil, 45f), (StackLayerNames.Valid, 1f), (StackLayerNames.Hectares, 1e6f), (StackLayerNames.Fraction("CL"), 1f) })
        {
            writer.Begin(new StackLayer { Name = name });
            var cells = new float[400];
            Array.Fill(cells, value);
            writer.Write(cells);
        }
        writer.Commit();
    }
}
