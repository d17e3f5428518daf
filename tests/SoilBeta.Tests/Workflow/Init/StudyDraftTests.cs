using System.Text;
using SoilBeta.Rasters;
using SoilBeta.Soil.Tables;
using SoilBeta.Studies;
using SoilBeta.Tests.Cases;
using SoilBeta.Tests.Rasters;
using SoilBeta.Tests.Soil;
using SoilBeta.Workflow.Init;

namespace SoilBeta.Tests.Workflow.Init;

/// <summary>The draft of <c>init</c> for a folder: the table of horizons and its joins, and the raster that agrees with the profiles.</summary>
public class StudyDraftTests
{
    // Eleven pits with 25 … 50 Mg C ha⁻¹ in 0–20 cm, median 37.5; each layer has half of the one above, so 0–30 cm hold (1 − 0.5^1.5) / 0.5 = 1.2929 times as much: 48.5.
    private const double In20 = 37.5, In30 = 48.5;

    [Theory]
    [InlineData("socs_0_30cm_5min", In30, 1, 30, "fits as Mg C ha-1 (× 1)")]
    [InlineData("socs_0_30cm_5min", In30 / 10, 10, 30, "fits as kg C m-2 (× 10)")]
    [InlineData("ocd_0cm_5min", 5 * In20, 0.2, 20, "fits as kg C m-3 x 10 (× 0.2)")] // 18.75 kg m⁻³ · 0.2 m = 3.75 kg m⁻² = 37.5 Mg ha⁻¹
    [InlineData("ocd_0cm_5min", In20 / 2, 2, 20, "fits as kg C m-3 (× 2)")]
    [InlineData("soilc_kgm2_30min", In20 / 10, 10, 20, "fits as kg C m-2 (× 10)")] // 30 minutes of arc are no depth
    [InlineData("topsoil", In20 * 10, 0.1, 20, "fits as Mg C ha-1 x 10 (× 0.1)")]
    [InlineData("gsocmap", In30, 1, 30, "0–30 cm by its source")]
    public void A_topsoil_raster_is_taken_in_the_unit_in_which_it_agrees_with_the_profiles(string name, double value, double scale, int depth, string said)
    {
        using var folder = Folder();
        Raster(folder, name, value);
        var (study, guesses) = Draft(folder);
        guesses.ShouldContain(said);
        (study.Topsoil.Carbon.Scale, study.Topsoil.Depth).ShouldBe((scale, depth));
        study.Topsoil.Carbon.Path.ShouldEndWith(name + ".asc");
    }

    [Fact]
    public void Of_several_rasters_the_one_that_fits_is_taken_and_what_is_no_topsoil_is_said()
    {
        using var folder = Folder();
        Raster(folder, "a_ocd_0cm", 5 * In20 * 1.3);
        Raster(folder, "b_socs_0_100cm", 72.7);
        Raster(folder, "c_ocd_100cm", 11);
        Raster(folder, "d_socs_0_30cm", In30 * 1.1);
        var (study, guesses) = Draft(folder);
        study.Topsoil.Carbon.Path.ShouldEndWith("d_socs_0_30cm.asc");
        guesses.ShouldContain("d_socs_0_30cm.asc: 0–30 cm, fits as Mg C ha-1 (× 1): median 41.3 at 11 profiles, their own 37.5 Mg C ha-1 in 0–20 cm, factor 1.10");
        guesses.ShouldContain("a_ocd_0cm.asc: at 0 cm, taken for 0–20 cm, fits as kg C m-3 x 10 (× 0.2)");
        guesses.ShouldContain("b_socs_0_100cm.asc: 0–100 cm, not a topsoil");
        guesses.ShouldContain("c_ocd_100cm.asc: at 100 cm, taken for 0–20 cm, not a topsoil");
    }

    [Fact]
    public void A_raster_that_fits_in_no_unit_is_not_taken()
    {
        using var folder = Folder();
        Raster(folder, "ocs_0_20cm", In20 * 3.15); // 3.15 times too high, or 3.17 times too low with a tenth
        string text = StudyDraft.Draft(TestGdal.Session, folder.Root, []);
        text.ShouldContain("topsoil:              # no raster fits what the profiles have in 0–20 cm: name one");
        text.ShouldContain("# not taken: ocs_0_20cm.asc: 0–20 cm, does not fit well");
    }

    [Theory]
    [InlineData("glcnmo2008_treecover_20min")]
    [InlineData("MOD44B_VCF_2020")]
    [InlineData("canopy_cover")]
    [InlineData("tree-cover")]
    public void Tree_cover_is_neither_land_cover_nor_forest(string name)
    {
        using var folder = Folder();
        Raster(folder, name, 17);
        string text = StudyDraft.Draft(TestGdal.Session, folder.Root, []);
        text.ShouldNotContain("land_cover:");
        text.ShouldContain($"raster: {name}.asc, unit: \"%\", sd: 10 % }}      # tree cover");
        Raster(folder, "z_glcnmo2008_landcover", 11);
        StudyDraft.Draft(TestGdal.Session, folder.Root, []).ShouldContain("land_cover: z_glcnmo2008_landcover.asc\n    classes: [11, 12, 13]");
    }

    [Fact]
    public void An_id_is_a_profiles_unless_every_horizon_has_its_own()
    {
        using var folder = new TemporaryFolder();
        string path = TableFiles.Text(folder, "t.csv", "id,lat,lon,top,bottom,soc\n1,1,2,0,20,9\n1,1,2,20,40,5\n");
        ColumnGuesses.Guess(path).Columns.ShouldContain(guess => guess.Ours == "profile_id" && guess.Theirs == "id");
        path = TableFiles.Text(folder, "u.csv", "id,lat,lon,top,bottom,soc\n1,1,2,0,20,9\n2,1,2,20,40,5\n");
        ColumnGuesses.Guess(path).Columns.ShouldNotContain(guess => guess.Ours == "profile_id");
        path = TableFiles.Text(folder, "v.csv", "id,pit,lat,lon,top,bottom,soc\n1,A,1,2,0,20,9\n2,A,1,2,20,40,5\n");
        ColumnGuesses.Guess(path).Columns.ShouldContain(guess => guess.Ours == "profile_id" && guess.Theirs == "pit");
    }

    [Theory]
    [InlineData("2019", "wosis", "wosis_201909_layers_chemical.tsv", "profile_layer_id", "profile_id")]
    [InlineData("2023", "wosis", "wosis_202312_orgc.tsv", "layer_id")]
    [InlineData("sislac", "sislac", "sislac_layers.csv", "profile_identifier")]
    [InlineData("israd", "israd", "israd_synthetic.csv")]
    public void The_header_of_a_compilation_suggests_its_preset_and_its_tables_are_joined(string layout, string preset, string table, params string[] keys)
    {
        using var folder = new TemporaryFolder();
        if (layout == "2019")
            WosisLayouts.Write2019(folder.Root);
        else if (layout == "2023")
            WosisLayouts.Write2023(folder.Root);
        else
            CopyReleases(folder, layout);
        Raster(folder, "topsoil_soc", 50);
        var (study, _) = Draft(folder);
        HorizonTableOptions profiles = study.Profiles.Single();
        (profiles.Preset?.Word(), Path.GetFileName(profiles.Path), profiles.Columns.Count).ShouldBe((preset, table, 0));
        profiles.Joins.Select(join => join.Key).ShouldBe(keys, ignoreOrder: true);
    }

    [Fact]
    public void Two_tables_whose_keys_meet_are_joined()
    {
        using var folder = new TemporaryFolder();
        TableFiles.Text(folder, "layers.csv", "pit,sample,top,bottom,oc\n" + string.Concat(Enumerable.Range(0, 12).SelectMany(i => Enumerable.Range(0, 5).Select(layer => FormattableString.Invariant($"{i},{i}-{layer},{20 * layer},{20 * (layer + 1)},{15 * Math.Pow(0.5, layer)}\n")))));
        TableFiles.Text(folder, "pits.csv", "id,latitude,longitude,land_use\n" + string.Concat(Enumerable.Range(0, 14).Select(i => $"{i},-34.1,{-59 + (0.2 * i)},{(i % 2 == 0 ? "crops" : "pasture")}\n")));
        TableFiles.Text(folder, "physics.csv", "sample,bulk_density\n" + string.Concat(Enumerable.Range(0, 12).SelectMany(i => Enumerable.Range(0, 5).Select(layer => $"{i}-{layer},1.25\n"))));
        TableFiles.Text(folder, "weather.csv", "station,latitude,longitude\n900,1,2\n901,3,4\n");
        Raster(folder, "topsoil", In20);
        Raster(folder, "land_cover_glcnmo", 11);
        var (study, guesses) = Draft(folder);
        HorizonTableOptions table = study.Profiles.Single();
        Path.GetFileName(table.Path).ShouldBe("layers.csv");
        table.Joins.Select(join => (Path.GetFileName(join.Path), join.Key, join.OtherKey)).ShouldBe([("pits.csv", "pit", "id"), ("physics.csv", "sample", null)]);
        (table.Columns["lat"], table.Columns["bulk_density"], table.Columns["soc"]).ShouldBe(("latitude", "bulk_density", "oc"));
        study.Ecosystems[0].ProfileValues.ShouldBe(["crops"]);
        guesses.ShouldContain("topsoil.asc: fits as Mg C ha-1 (× 1): median 37.5 at 12 profiles, their own 37.5");
    }

    /// <summary>A study without a band reads the first, which is therefore compared; the draft mentions the others.</summary>
    [Fact]
    public void The_band_that_was_compared_is_written_where_there_are_others()
    {
        using var folder = Folder();
        TestRaster.Write(folder.Path("topsoil.tif"), new Grid(12, 6, new GeoTransform(-60, 0.5, 0, -33, 0, -0.5), Crs.Wgs84), [(_, _) => In20, (_, _) => 500], "-ot", "Float32");
        var (study, guesses) = Draft(folder);
        (Path.GetFileName(study.Topsoil.Carbon.Path), study.Topsoil.Carbon.Band, study.Topsoil.Carbon.Scale).ShouldBe(("topsoil.tif", 1, 1));
        guesses.ShouldContain("topsoil.tif: fits as Mg C ha-1 (× 1): median");
    }

    [Fact]
    public void A_sheet_other_than_the_first_is_found_and_the_others_are_named()
    {
        using var folder = new TemporaryFolder();
        TableFiles.Workbook(folder, "data.xlsx",
            ("about", "what,who\nsoil,us"), ("pits", "pit,lat,lon\nA,-34,-58\nB,-34,-58"), ("layers", "pit,top,bottom,soc\nA,0,20,9\nA,20,40,5\nB,0,20,9\nB,20,40,5"), ("codes", "code,meaning\n1,crops"));
        Raster(folder, "topsoil", In20);
        var (study, guesses) = Draft(folder);
        HorizonTableOptions table = study.Profiles.Single();
        (table.Sheet, table.Joins.Single().Sheet, table.Joins.Single().Key).ShouldBe(("layers", "pits", "pit"));
        guesses.ShouldContain("data.xlsx, sheet 'about': not used");
        guesses.ShouldContain("data.xlsx, sheet 'codes': not used");
    }

    private static TemporaryFolder Folder()
    {
        var folder = new TemporaryFolder();
        var rows = new StringBuilder("profile_id,lat,lon,top,bottom,soc,bulk_density\n");
        foreach (var (i, layer) in Enumerable.Range(0, 11).SelectMany(i => Enumerable.Range(0, 5).Select(layer => (i, layer))))
            rows.Append(FormattableString.Invariant($"P{i},-34.1,{-59 + (0.2 * i)},{20 * layer},{20 * (layer + 1)},{(10 + i) * Math.Pow(0.5, layer)},1.25\n"));
        TableFiles.Text(folder, "profiles.csv", rows.ToString());
        return folder;
    }

    private static void Raster(TemporaryFolder folder, string name, double value) => AsciiGrid.Write(folder.Path(name + ".asc"), -60, -36, 0.5, 12, (_, _) => value, 6, real: true);

    private static void CopyReleases(TemporaryFolder folder, string compilation)
    {
        foreach (string file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "golden", "cases", "releases"), compilation + "*").Where(file => !file.Contains("gaudinski", StringComparison.Ordinal)))
            File.Copy(file, folder.Path(Path.GetFileName(file)));
    }

    /// <summary>The draft, read as a study after a covariate and an ecosystem were added where the folder has none.</summary>
    private static (Study Study, string Guesses) Draft(TemporaryFolder folder)
    {
        var guesses = new List<string>();
        string text = StudyDraft.Draft(TestGdal.Session, folder.Root, guesses).Replace("covariates:\n", "covariates:\n  - { name: A, raster: a.tif }\n", StringComparison.Ordinal);
        if (!text.Contains("- code: CL\n    name", StringComparison.Ordinal))
            text = text.Replace("ecosystems: ", "ecosystems:\n  - { code: XX, name: x, area: x.tif }\n# ", StringComparison.Ordinal);
        File.WriteAllText(folder.Path("study.yml"), text);
        return (StudyReader.Read(folder.Path("study.yml")).Study, string.Join('\n', guesses));
    }
}
