using SoilBeta.Studies;
using SoilBeta.Tests.Soil;
using SoilBeta.Tests.Studies;
using SoilBeta.Training.Profiles;
using SoilBeta.Workflow.Steps;

namespace SoilBeta.Tests.Workflow.Steps;

/// <summary>The step on an excerpt of real tables, with maps given by formulas.</summary>
public class ProfilesStepTests
{
    [Fact]
    public void Every_profile_is_used_once_or_rejected_with_a_reason()
    {
        using var folder = new TemporaryFolder();
        ProfilesResult result = Run(folder, Cut());
        (result.Profiles.Count + result.Rejected.Count).ShouldBe(67);
        result.Profiles.Count.ShouldBe(43);
        result.Summary.Blended.ShouldBe(8);
        result.Profiles.Count(profile => profile.StepShare > 0).ShouldBe(8);
        result.Summary.Reasons.ToDictionary(reason => reason.Reason.Code, reason => reason.Count).ShouldBe(
            new Dictionary<string, int> { ["few_horizons"] = 5, ["no_soc"] = 4, ["overlap"] = 4, ["stopped_short"] = 8, ["deep_start"] = 3 }, ignoreOrder: true);
        result.Summary.Horizons.ShouldBe(316);
        result.Summary.Sources.Sum(source => source.Read).ShouldBe(67);
    }

    [Fact]
    public void Profiles_csv_has_the_columns_of_the_design_and_reads_back()
    {
        using var folder = new TemporaryFolder();
        ProfilesResult result = Run(folder, Cut());
        File.ReadLines(folder.Path("profiles.csv")).First().ShouldBe(
            "profile_id,source,site,lat,lon,ecosystem,ecosystem_from,beta,beta_mode,fit_rmse,socd_0_20,socd_20_40,socd_40_60,socd_60_80,socd_80_100,filled_bd,filled_gc,MAT,Clay,closure,texture,texture_from,step_share");
        File.ReadLines(folder.Path("rejected.csv")).First().ShouldBe("profile_id,source,reason,detail");
        File.ReadLines(folder.Path("rejected.csv")).Count().ShouldBe(result.Rejected.Count + 1);
        Directory.GetFiles(folder.Root, ".soilbeta-*").ShouldBeEmpty();

        var read = ProfilesTable.Read(folder.Path("profiles.csv"), ["Clay", "MAT"]);
        read.Count.ShouldBe(result.Profiles.Count);
        for (int i = 0; i < read.Count; i++)
        {
            read[i].Id.ShouldBe(result.Profiles[i].Id);
            read[i].Beta.ShouldBe(result.Profiles[i].Beta, 1e-9);
            read[i].StepShare.ShouldBe(result.Profiles[i].StepShare, 1e-6);
            read[i].Densities.ShouldBe(result.Profiles[i].Densities, 1e-6);
            ((float)read[i].Covariates[1]).ShouldBe((float)result.Profiles[i].Covariates[0]);
        }
        Should.Throw<InvalidDataException>(() => ProfilesTable.Read(folder.Path("profiles.csv"), ["pH"])).Message.ShouldContain("there is no column 'pH'");
    }

    [Fact]
    public void The_ratio_mode_closes_by_construction_and_the_papers_mode_falls_short()
    {
        using var folder = new TemporaryFolder();
        var all = Run(folder, Cut()).Summary.Closures.Where(closure => closure.Ecosystem == ModeClosure.All).ToDictionary(closure => closure.Mode);
        all[SoilBeta.Soil.BetaMode.Ratio].Subsoil.ShouldBe(1, 1e-9);
        all[SoilBeta.Soil.BetaMode.Paper].Subsoil.ShouldBeInRange(0.5, 0.9);
        all[SoilBeta.Soil.BetaMode.LogLinear].Subsoil.ShouldBeInRange(0.4, 0.9);
        all[SoilBeta.Soil.BetaMode.Normalised].Subsoil.ShouldBeInRange(0.95, 1.3);
        all[SoilBeta.Soil.BetaMode.Ratio].Layers[0].ShouldBeGreaterThan(all[SoilBeta.Soil.BetaMode.Ratio].Layers[3]);
    }

    [Fact]
    public void Ecosystems_come_from_the_table_else_from_the_map()
    {
        using var folder = new TemporaryFolder();
        Study study = FourPits(folder, cover: ["Pasture", "", "bare rock", ""]);
        ProfilesResult result = Run(folder, study);
        result.Profiles.Select(profile => (profile.Id, profile.Ecosystem, profile.EcosystemFrom)).ShouldBe([("P0", "GL", "table"), ("P1", "CL", "map"), ("P3", "CL", "map")]);
        result.Rejected.Single().Rejection.ShouldBe(new(SoilBeta.Soil.RejectionReason.NoEcosystem, "the table says 'bare rock'"));
    }

    [Fact]
    public void Countedcome_from_the_maps_or_from_the_table_where_the_study_says_so()
    {
        using var folder = new TemporaryFolder();
        Run(folder, FourPits(folder, cover: ["", "", "", ""])).Profiles[0].Covariates[1].ShouldBe(25);
        var profiles = Run(folder, FourPits(folder, ["", "", "", ""], section =>
        {
            section.Soil.Covariates = "table_else_raster";
            (section.Covariates[1].Column, section.Covariates[1].Unit) = ("clay", "%");
        })).Profiles;
        profiles[0].Covariates[1].ShouldBe(((12 * 10) + (8 * 30)) / 20.0); // 0–12 cm and 12–20 cm
        profiles[1].Covariates[1].ShouldBe(25); // no clay in the table
    }

    [Fact]
    public void All_covariates_that_the_table_has_are_turned_into_the_rasters_unit()
    {
        using var folder = new TemporaryFolder();
        // 0–10 and 10–20 cm have equal weight; a value in only one of them counts alone. The second profile has only pH.
        const string Table = """
            profile_id,lat,lon,top,bottom,soc,t,p,cn,mc,mn,bnpp,clay,ph,total_nitrogen
            A,-34,-60,0,10,30,153,0.9,10,20,1,3.5,20,6,2
            A,-34,-60,10,20,20,,,12,,2,,30,,1
            A,-34,-60,20,100,5,90,0.1,9,1,9,1,50,8,0.5
            B,-34,-61,0,10,30,,,,,,,,6.5,
            B,-34,-61,10,20,20,,,,,,,,7.5,
            B,-34,-61,20,100,5,,,,,,,,,
            """;
        var study = Study(TableFiles.Text(folder, "t.csv", Table), new() { ["mat"] = "t", ["map"] = "p", ["cn"] = "cn", ["mc"] = "mc", ["mn"] = "mn", ["bnpp"] = "bnpp", ["clay"] = "clay", ["ph"] = "ph", ["total_nitrogen"] = "total_nitrogen", ["soc"] = "soc" }, section =>
        {
            section.Profiles[0].Units = new() { ["mat"] = "0.1 °C", ["map"] = "m", ["mc"] = "mmol/kg", ["bnpp"] = "Mg/ha/yr" };
            section.Soil.Covariates = "table_else_raster";
            section.Covariates =
            [
                new() { Name = "MAT", Unit = "°C", Column = "mat" }, new() { Name = "MAP", Unit = "mm yr-1", Column = "map" }, new() { Name = "CN", Column = "cn" },
                new() { Name = "MC", Unit = "mg kg-1", Column = "mc" }, new() { Name = "MN", Unit = "g kg-1", Column = "mn" }, new() { Name = "BNPP", Unit = "g C m-2 yr-1", Column = "bnpp" },
                new() { Name = "Clay", Unit = "g kg-1", Column = "clay" }, new() { Name = "pH", Unit = "pH", Column = "ph" }, new() { Name = "TN", Unit = "%", Column = "total_nitrogen" }, new() { Name = "X" },
            ];
        });
        ProfilesResult result = Run(folder, study, new FormulaMaps { Counted = 10 });
        double[] expected = [15.3, 900, 11, 240.22, 0.0015, 350, 250, 6, 0.15, 9];
        for (int i = 0; i < expected.Length; i++)
            result.Profiles[0].Covariates[i].ShouldBe(expected[i], 1e-9, study.Covariates[i].Name);
        result.Profiles[1].Covariates.ShouldBe([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        result.Summary.FromTable.Select(count => (count.Name, count.Profiles)).ShouldBe(
            [("MAT", 1), ("MAP", 1), ("CN", 1), ("MC", 1), ("MN", 1), ("BNPP", 1), ("Clay", 1), ("pH", 2), ("TN", 1)]);
        result.Summary.FromTable[7].ShouldBe(new CovariateCount("pH", 2, 6.5, 7));
    }

    [Fact]
    public void Outside_the_grid_and_without_a_covariate_are_reasons()
    {
        using var folder = new TemporaryFolder();
        Study study = FourPits(folder, cover: ["", "", "", ""]);
        ProfilesResult result = Run(folder, study, new FormulaMaps { West = -60.5, NoClayWest = -59.5 });
        result.Rejected.Select(profile => (profile.Id, profile.Rejection.Reason.Code)).ShouldBe([("P0", "no_covariate"), ("P1", "outside_grid")]);
        result.Rejected[0].Rejection.Detail.ShouldBe("Clay");
    }

    [Fact]
    public void Bulk_density_and_gravel_are_filled_from_the_maps()
    {
        using var folder = new TemporaryFolder();
        ProfilesResult result = Run(folder, FourPits(folder, cover: ["", "", "", ""]), new FormulaMaps { Fill = 1.25 });
        result.Profiles[0].FilledBulkDensity.ShouldBe("rrrrr");
        result.Profiles[0].Densities.Sum().ShouldBe(((12 * 30) + (28 * 15) + (60 * 5)) * 1.25 / 10, 1e-6);
    }

    [Fact]
    public void Two_profiles_of_a_cell_share_a_site()
    {
        using var folder = new TemporaryFolder();
        Run(folder, FourPits(folder, cover: ["", "", "", ""])).Profiles.Select(profile => profile.Site).ShouldBe([1, 2, 3, 3]);
    }

    [Fact]
    public void If_no_profile_is_left_the_commonest_reason_is_said_and_no_file_appears()
    {
        using var folder = new TemporaryFolder();
        Study study = FourPits(folder, ["", "", "", ""], section => section.Soil.MinHorizons = 9);
        Should.Throw<InvalidDataException>(() => Run(folder, study)).Message
            .ShouldStartWith("none of the 4 profiles can be used. The commonest reason (4 profiles) is few_horizons: too few measured horizons start in the first metre; for example pits P0: 3 of 9.");
        File.Exists(folder.Path("profiles.csv")).ShouldBeFalse();
        File.Exists(folder.Path("rejected.csv")).ShouldBeFalse();
    }

    [Fact]
    public void The_papers_choices_run_as_well()
    {
        using var folder = new TemporaryFolder();
        Study study = Cut(section => (section.Soil.Spline, section.Soil.Beta, section.Soil.MinHorizons) = ("mpspline2", "paper", 4));
        ProfilesResult result = Run(folder, study);
        result.Profiles.ShouldAllBe(profile => profile.BetaMode == "paper" && profile.Beta < 1 && profile.Beta > 0.8);
        result.Profiles.ShouldAllBe(profile => profile.StepShare == 0); // clipped, not blended
    }

    private static ProfilesResult Run(TemporaryFolder folder, Study study, FormulaMaps? maps = null) =>
        ProfilesStep.Execute(study, new OutputFolder(folder.Root), new StepOptions(), ProfilesStep.ReadTables(study, new StepOptions()), maps ?? new FormulaMaps());

    private static Study Cut(Action<StudySection>? change = null) => Study(GoldenTable.PathOf("profiles_cut.csv"), new()
    {
        ["profile_id"] = "profile_id", ["top"] = "top_cm", ["bottom"] = "bottom_cm", ["soc"] = "soc_g_kg", ["bulk_density"] = "bd_g_cm3", ["coarse"] = "coarse_pct", ["duplicate"] = "possible_duplicate",
    }, change);

    /// <summary>Four pits of the same soil, the last two 0.002° apart; the first has clay.</summary>
    private static Study FourPits(TemporaryFolder folder, string[] cover, Action<StudySection>? change = null)
    {
        string[] longitudes = ["-60", "-61", "-59", "-59.002"];
        var rows = Enumerable.Range(0, 4).SelectMany(i => new[] { (0, 12, 30, "10"), (12, 40, 15, "30"), (40, 100, 5, "50") }
            .Select(h => $"P{i},-34,{longitudes[i]},{cover[i]},{h.Item1},{h.Item2},{h.Item3},{(i == 0 ? h.Item4 : "")}"));
        return Study(TableFiles.Text(folder, "pits.csv", "profile_id,lat,lon,ecosystem,top,bottom,soc,clay\n" + string.Join('\n', rows)), [], change);
    }

    private static Study Study(string table, Dictionary<string, string> columns, Action<StudySection>? change = null)
    {
        var study = new StudySection
        {
            Profiles = [new ProfileTableSection { Table = table, Columns = columns }],
            Covariates = [new CovariateSection { Name = "MAT" }, new CovariateSection { Name = "Clay" }],
            Ecosystems = [new EcosystemSection { Code = "CL", Name = "cropland" }, new EcosystemSection { Code = "GL", Name = "grassland", ProfileValues = ["grassland", "pasture"] }],
        };
        change?.Invoke(study);
        return StudyText.Bind(study);
    }

    /// <summary>Maps by formula: cells of 0.1°, 25 % clay, cropland south of the equator and grassland north of it.</summary>
    private sealed class FormulaMaps : IPlaceSampler
    {
        public double West { get; init; } = -180;

        public double NoClayWest { get; init; } = -180;

        public double Fill { get; init; } = double.NaN;

        public long Cell(double longitude, double latitude) =>
            longitude < West ? -1 : ((long)Math.Floor((latitude + 90.05) / 0.1) * 3600) + (long)Math.Floor((longitude + 180.05) / 0.1);

        /// <summary>Covariates 0, 1, 2, …, that many; 0 for MAT and clay.</summary>
        public int Counted { get; init; }

        public double[] Covariates(double longitude, double latitude) => Counted > 0 ? [.. Enumerable.Range(0, Counted).Select(i => (double)i)] : [30 - (0.5 * Math.Abs(latitude)), longitude < NoClayWest ? double.NaN : 25];

        public PlaceEcosystem Ecosystem(double longitude, double latitude) => new(latitude < 0 ? 0 : 1);

        public double BulkDensity(double longitude, double latitude) => Fill;

        public double Gravel(double longitude, double latitude) => double.NaN;
    }
}
