using SoilBeta.Rasters;
using SoilBeta.Studies;
using SoilBeta.Tests.Rasters;
using SoilBeta.Tests.Soil;
using SoilBeta.Tests.Studies;
using SoilBeta.Training.Profiles;
using SoilBeta.Workflow.Steps;

namespace SoilBeta.Tests.Training.Profiles;

/// <summary>The topsoil map compared with the profiles' own 0–20 cm: medians by hand.</summary>
public class TopsoilComparisonTests
{
    // Eleven pits whose top horizon has 10 … 20 g kg⁻¹ and bulk density 1.25: 25 … 50 Mg C ha⁻¹, median 37.5. Each layer holds half of the one above, so β = 0.5^(1/20).
    private const double OwnMedian = 37.5;

    [Theory]
    [InlineData(37.5, null, true)]
    [InlineData(2.9 * 37.5, null, true)]
    [InlineData(3.1 * 37.5, null, false)]
    [InlineData(37.5 / 2.9, null, true)]
    [InlineData(37.5 / 3.1, null, false)]
    [InlineData(187.5, null, false)] // kg m⁻³ × 10 taken for Mg ha⁻¹: five times too high
    [InlineData(187.5, 6.0, true)]
    [InlineData(60.0, 1.5, false)]
    public void A_study_whose_topsoil_is_another_factor_is_refused(double map, double? accepted, bool runs)
    {
        using var folder = new TemporaryFolder();
        Study study = Study(folder, section => section.Topsoil.AcceptFactor = accepted);
        if (runs)
        {
            TopsoilComparison topsoil = Run(folder, study, map).Summary.Topsoil!;
            (topsoil.Profiles, topsoil.OwnMedian).ShouldBe((11, OwnMedian));
            topsoil.MapMedian.ShouldBe(map);
            topsoil.Factor.ShouldBe(map / OwnMedian, 1e-12);
        }
        else
        {
            Should.Throw<InvalidDataException>(() => Run(folder, study, map)).Message.ShouldStartWith("topsoil: at 11 profiles the topsoil map has a median of ");
            File.Exists(folder.Path("profiles.csv")).ShouldBeFalse();
        }
    }

    [Fact]
    public void The_message_names_the_unit_that_would_fit()
    {
        using var folder = new TemporaryFolder();
        Should.Throw<InvalidDataException>(() => Run(folder, Study(folder), 187.5)).Message.ShouldBe(
            "topsoil: at 11 profiles the topsoil map has a median of 187.5 Mg C ha⁻¹ in 0–20 cm, the profiles themselves 37.5: factor 5.00, expected within 3. Check the raster's unit and its scale. 'scale: 0.2' would fit: is it in kg C m-3 x 10? If both are right, write 'accept_factor' under 'topsoil' with a larger factor.");
        Should.Throw<InvalidDataException>(() => Run(folder, Study(folder), 3.75)).Message.ShouldContain("'scale: 10' would fit: is it in kg C m-2?");
    }

    [Fact]
    public void A_topsoil_of_another_depth_is_brought_to_20_cm_by_each_profiles_beta()
    {
        using var folder = new TemporaryFolder();
        Study study = Study(folder, section => section.Topsoil.Depth = 30);
        // With β²⁰ = 0.5, 0–30 cm hold (1 − 0.5^1.5) / (1 − 0.5) = 1.2928932 times 0–20 cm.
        TopsoilComparison topsoil = Run(folder, study, OwnMedian * 1.2928932188134525).Summary.Topsoil!;
        topsoil.Factor.ShouldBe(1, 1e-9);
        topsoil.Sentence(study.Topsoil).ShouldBe("at 11 profiles the topsoil map has a median of 37.5 Mg C ha⁻¹ in 0–20 cm (its 0–30 cm brought to 0–20 cm by each profile's β), the profiles themselves 37.5: factor 1.00");
    }

    [Fact]
    public void Few_profiles_decide_nothing_and_places_without_a_map_do_not_count()
    {
        using var folder = new TemporaryFolder();
        Study study = Study(folder, pits: 9);
        Run(folder, study, 500).Summary.Topsoil!.IsAccepted(study.Topsoil).ShouldBeTrue();
        Run(folder, study, double.NaN).Summary.Topsoil.ShouldBeNull();
        TopsoilComparison.Compare([(double.NaN, 5), (8, 4), (6, 2), (1, double.NaN), (7, 3)])!.ShouldBe(new TopsoilComparison(3, 7, 3));
    }

    /// <summary><c>check</c> compares the rasters themselves, with the study's scales and depth, at the profiles on the grid.</summary>
    [Theory]
    [InlineData("density", 37.5, 1, 20, "ok", "median of 37.5 Mg C ha⁻¹ in 0–20 cm, the profiles themselves 37.5: factor 1.00")]
    [InlineData("density", 187.5, 1, 20, "problem", "factor 5.00, expected within 3. Check the raster's unit and its scale. 'scale: 0.2' would fit")]
    [InlineData("density", 187.5, 0.2, 20, "ok", "factor 1.00")]
    [InlineData("parts", 15, 1, 20, "ok", "factor 1.00")] // 15 g kg⁻¹ · 1.25 · 20 / 10 = 37.5
    [InlineData("parts", 15, 1, 100, "ok", "the profiles themselves 37.5: factor 2.58")] // 187.5 Mg ha⁻¹ in 100 cm; 0–20 cm have 0.5 / (1 − 0.5⁵) = 0.516 of it
    public void Check_says_it_before_the_run(string kind, double value, double scale, int depth, string severity, string text)
    {
        using var folder = new TemporaryFolder();
        string Raster(string name, double of) => AsciiGrid.Write(folder.Path(name), -60, -36, 0.5, 12, (_, _) => of, 6, real: true);
        Study study = Study(folder, section => section.Topsoil = kind == "density"
            ? new TopsoilSection { Density = Raster("top.asc", value), Scale = scale, Depth = depth }
            : new TopsoilSection { Soc = Raster("soc.asc", value), BulkDensity = Raster("bd.asc", 1.25), Depth = depth });
        Finding found = TopsoilChecks.Run(study, Grid.Like(TestGdal.Session, Raster("grid.asc", 1)), ProfilesStep.ReadTables(study, new StepOptions()), new StepOptions())!;
        found.Severity.ShouldBe(severity == "ok" ? Severity.Fine : Severity.Problem);
        found.Key.ShouldBe("topsoil");
        found.Text.ShouldContain(text);
    }

    /// <summary>Each raster of the topsoil is read from its band, without the nodata values of the study: the first bands and the undeclared value give other medians.</summary>
    [Theory]
    [InlineData("band", "factor 1.00")]        // band 2 holds the profiles' 37.5
    [InlineData("first band", "factor 5.00")]  // band 1 holds 187.5
    [InlineData("nodata", "at 7 profiles the topsoil map has a median of 37.5 Mg C ha⁻¹ in 0–20 cm, the profiles themselves 37.5: factor 1.00")]
    [InlineData("parts", "factor 1.00")]       // bands 2, 3 and 2: 15 g kg⁻¹ · 1.25 · 2 · (1 − 0 %) = 37.5
    public void Check_reads_the_bands_of_the_study(string kind, string text)
    {
        using var folder = new TemporaryFolder();
        string Raster(string name, params Func<int, int, double>[] bands)
        {
            TestRaster.Write(folder.Path(name), new Grid(12, 6, new GeoTransform(-60, 0.5, 0, -33, 0, -0.5), Crs.Wgs84), bands, "-ot", "Float32");
            return folder.Path(name);
        }
        Study study = Study(folder, section => section.Topsoil = kind switch
        {
            "parts" => new TopsoilSection
            {
                Soc = Raster("soc.tif", (_, _) => 90, (_, _) => 15),
                SocBand = 2,
                BulkDensity = Raster("bd.tif", (_, _) => 0.5, (_, _) => 2, (_, _) => 1.25),
                BulkDensityBand = 3,
                Gravel = Raster("gravel.tif", (_, _) => 90, (_, _) => 0),
                GravelBand = 2,
            },
            // Every other column holds −1: four of the eleven profiles lie in them.
            "nodata" => new TopsoilSection { Density = Raster("top.tif", (_, column) => column % 2 == 1 ? -1 : 37.5), Nodata = [-1] },
            _ => new TopsoilSection { Density = Raster("top.tif", (_, _) => 187.5, (_, _) => 37.5), Band = kind == "band" ? 2 : null },
        });
        TopsoilChecks.Run(study, Grid.Like(TestGdal.Session, study.Topsoil.Carbon.Path), ProfilesStep.ReadTables(study, new StepOptions()), new StepOptions())!.Text.ShouldContain(text);
    }

    /// <summary>Off-grid rejections come first: a duplicate and a profile of one horizon elsewhere do not count among the region's reasons.</summary>
    [Fact]
    public void Profiles_off_the_grid_are_rejected_before_anything_else()
    {
        using var folder = new TemporaryFolder();
        Study study = Study(folder, section => section.Profiles[0].Columns["duplicate"] = "twice");
        File.AppendAllText(study.Profiles[0].Path, "far,40,9,0,20,9,1.25,1\nshort,40,9,0,20,9,1.25,0\nnowhere,,,0,20,9,1.25,1\nhere,-34.1,-58,0,20,9,1.25,1\n");
        ProfilesResult result = Run(folder, study, 37.5);
        result.Rejected.Select(profile => (profile.Id, profile.Rejection.Reason.Code)).ShouldBe([("far", "outside_grid"), ("short", "outside_grid"), ("nowhere", "no_place"), ("here", "duplicate")]);
        result.Summary.OnGrid.ShouldBe(12);
    }

    [Fact]
    public void If_none_is_left_the_reason_is_that_of_the_profiles_on_the_grid()
    {
        using var folder = new TemporaryFolder();
        Study study = Study(folder, section => section.Soil.MinHorizons = 9, pits: 2);
        File.AppendAllText(study.Profiles[0].Path, string.Concat(Enumerable.Range(0, 5).Select(i => $"far{i},40,9,0,20,9,1.25,0\n")));
        Should.Throw<InvalidDataException>(() => Run(folder, study, 37.5)).Message.ShouldStartWith("none of the 7 profiles, 2 of which lie on the grid, can be used. The commonest reason there (2 profiles) is few_horizons:");
    }

    private static ProfilesResult Run(TemporaryFolder folder, Study study, double topsoil) =>
        ProfilesStep.Execute(study, new OutputFolder(folder.Root), new StepOptions(), ProfilesStep.ReadTables(study, new StepOptions()), new OneMap(topsoil));

    private static Study Study(TemporaryFolder folder, Action<StudySection>? change = null, int pits = 11)
    {
        var rows = Enumerable.Range(0, pits).SelectMany(i => Enumerable.Range(0, 5)
            .Select(layer => FormattableString.Invariant($"P{i},-34.1,{-59 + (0.2 * i)},{20 * layer},{20 * (layer + 1)},{(10 + i) * Math.Pow(0.5, layer)},1.25,0\n")));
        var study = new StudySection
        {
            Name = "test",
            Profiles =
            [
                new ProfileTableSection
                {
                    Table = TableFiles.Text(folder, "pits.csv", "profile_id,lat,lon,top,bottom,oc,bd,twice\n" + string.Concat(rows)),
                    Columns = new() { ["soc"] = "oc", ["bulk_density"] = "bd" },
                },
            ],
            Topsoil = new TopsoilSection { Density = "top.tif" },
            Ecosystems = [new EcosystemSection { Code = "CL", Name = "cropland" }],
        };
        change?.Invoke(study);
        return StudyText.Bind(study);
    }

    /// <summary>One topsoil and one ecosystem south of the equator; the north is off the grid.</summary>
    private sealed class OneMap(double topsoil) : IPlaceSampler
    {
        public long Cell(double longitude, double latitude) => latitude < 0 ? (long)Math.Floor((longitude + 180) * 10) : -1;

        public double[] Covariates(double longitude, double latitude) => [];

        public PlaceEcosystem Ecosystem(double longitude, double latitude) => new(0);

        public double BulkDensity(double longitude, double latitude) => double.NaN;

        public double Gravel(double longitude, double latitude) => double.NaN;

        public double Topsoil(double longitude, double latitude) => topsoil;
    }
}
