using SoilBeta.Soil;
using SoilBeta.Soil.Tables;
using SoilBeta.Studies;
using SoilBeta.Tests.Soil;
using SoilBeta.Training.Profiles;

namespace SoilBeta.Tests.Cases;

/// <summary>Tables that once gave a wrong number, read by their study's settings. The expected values 0.9771351 and 76.2944 Mg C ha⁻¹ are those that the tables were made from.</summary>
public class TableCasesTests
{
    private const double Rounding = 2e-4; // Mg C ha⁻¹: the tables round SOC to 4 decimals

    [Theory]
    [InlineData("11-xlsx-a-plain")]
    [InlineData("11-xlsx-b-percent")]
    public void A_workbook_gives_the_same_whether_its_cells_are_numbers_or_percentages(string name)
    {
        using var study = new CaseStudy(name);
        LayeredProfile p007 = Layers(study, "P007").Layers!;
        p007.Densities[0].ShouldBe(76.2944, Rounding);
        p007.Beta.ShouldBe(0.9771351, 1e-6);
    }

    [Fact]
    public void A_percentage_where_the_study_says_grams_is_refused()
    {
        using var study = new CaseStudy("11-xlsx-b-percent");
        study.Change("study.yml", "soc: \"%\"", "soc: g/kg");
        Refused(study).ShouldContain("It is a percentage, and its unit here is g/kg");
    }

    [Fact]
    public void A_formula_without_a_result_is_refused_with_its_cell() =>
        Refused("11-xlsx-d-formula-one-horizon").ShouldContain("profiles.xlsx, line 4, column 'soc': '#FORMULA! in F4' is not a number");

    [Theory]
    [InlineData("04-depth-missing-a-m99", "-99,-99", "-1,-1")]
    [InlineData("04-depth-missing-a-m99", "-99,-99", "40,-1")]
    [InlineData("04-depth-missing-a-m99", "-99,-99", ",60")]
    [InlineData("13-mid-depth-a-one", "50,50", "40,40")]
    [InlineData("13-mid-depth-a-one", "50,50", "-999,60")]
    public void A_horizon_that_has_a_value_and_no_depth_rejects_its_profile(string name, string depths, string others)
    {
        using var study = new CaseStudy(name);
        Layers(study, "P007").Rejection!.Reason.Code.ShouldBe("no_depth");
        study.Change("profiles.csv", $",{depths},", $",{others},");
        Layers(study, "P007").Rejection!.Reason.Code.ShouldBe(others == "40,-1" ? "upside_down" : "no_depth");
        Layers(study, "P006").Layers.ShouldNotBeNull();
    }

    [Fact]
    public void Two_columns_of_the_name_that_is_mapped_are_refused()
    {
        Refused("07-header-a-dup-soc").ShouldContain("profiles.csv, header: 2 columns are called 'soc': column 6 ('soc') and column 8 ('soc').");
        using var study = new CaseStudy("07-header-a-dup-soc");
        study.Change("profiles.csv", "soc,bd,soc", "old,bd,soc");
        Layers(study, "P007").Layers!.Densities[0].ShouldBe(76.2944, Rounding);
    }

    [Theory]
    [InlineData(0, "line 301: 6 fields where the header names 7 columns")]
    [InlineData(2, "line 301: 6 fields where the header names 7 columns")]
    [InlineData(11, "line 301: 3 fields where the header names 7 columns")]
    public void A_table_that_ends_in_mid_row_is_refused(int fewer, string message)
    {
        using var study = new CaseStudy("08-cut-a-cut-mid-number");
        byte[] bytes = File.ReadAllBytes(study["profiles.csv"]);
        File.WriteAllBytes(study["profiles.csv"], bytes[..^fewer]);
        Refused(study).ShouldContain(message);
    }

    [Fact]
    public void A_table_that_ends_after_its_last_separator_or_in_its_last_number_is_refused()
    {
        using var study = new CaseStudy("08-cut-a-cut-mid-number");
        string text = File.ReadAllText(study["profiles.csv"]);
        foreach (string end in new[] { "6736,", "6736,1", "6736,1." })
        {
            File.WriteAllText(study["profiles.csv"], text + end);
            Refused(study).ShouldContain("the file ends in the middle of its last row");
        }
        File.WriteAllText(study["profiles.csv"], text + "6736,1.3");
        Layers(study, "P059").Layers.ShouldNotBeNull();
    }

    [Fact]
    public void Names_that_are_not_UTF8_are_refused_or_read_by_their_encoding()
    {
        Refused("09-encoding-a-latin1").ShouldContain("profiles.csv, line 2: the text is not UTF-8 ('Peñón' if it is latin1). Give its encoding");
        foreach (string encoding in new[] { "latin1", "ISO-8859-1", "windows-1252" })
        {
            using var study = new CaseStudy("09-encoding-a-latin1");
            study.Change("study.yml", "  - table: profiles.csv", "  - table: profiles.csv\n    encoding: " + encoding);
            Layers(study, "Peñón").Layers.ShouldNotBeNull();
            Layers(study, "Peñòn").Layers.ShouldNotBeNull();
        }
    }

    [Fact]
    public void Missing_codes_units_by_country_and_bad_values_are_keys_of_a_table()
    {
        using var folder = new TemporaryFolder();
        using var study = new CaseStudy("04-depth-missing-a-m99");
        study.Change("study.yml", "  - table: profiles.csv", "  - table: profiles.csv\n    missing: { soc: -77, all: [n.d., -88] }\n    bad_values: drop\n    units_by: { id: { P008: { soc: mg/kg } } }");
        study.Change("profiles.csv", ",-99,-99,11.6333,1.3", ",40,60,11.6333,n.d.");
        var options = Options(study);
        options.Missing["soc"].ShouldBe(["-77"]);
        options.Missing["all"].ShouldBe(["n.d.", "-88"]);
        options.BadValues.ShouldBe(BadValues.Drop);
        var table = HorizonTableReader.Read(options);
        table.Profiles[7].Horizons[2].BulkDensity.ShouldBe(double.NaN);
        table.Profiles[8].Horizons[0].Soc.ShouldBeLessThan(0.1);
        study.Change("study.yml", "missing: { soc: -77, all: [n.d., -88] }", "missing: [n.d., -88]");
        Options(study).Missing["all"].ShouldBe(["n.d.", "-88"]);
    }

    [Theory]
    [InlineData("missing: [0]", "0 is the depth of the surface")]
    [InlineData("missing: { sok: [1] }", "profiles[1].missing.sok")]
    [InlineData("bad_values: ignore", "bad_values")]
    [InlineData("encoding: latin99", "'latin99' is not a known encoding")]
    [InlineData("units_by: { country: { BRA: { soc: g/l } } }", "units_by.country.BRA.soc")]
    public void What_a_table_cannot_mean_is_a_problem_of_the_study(string line, string message)
    {
        using var study = new CaseStudy("04-depth-missing-a-m99");
        study.Change("study.yml", "  - table: profiles.csv", "  - table: profiles.csv\n    " + line);
        Should.Throw<InvalidDataException>(() => StudyReader.Read(study["study.yml"])).Message.ShouldContain(message);
    }

    /// <summary>SISLAC has carbon in % for Uruguay and Venezuela and in g/kg for Argentina: medians of 15.9, 21 and 134 if all were %.</summary>
    [Fact]
    public void SISLAC_is_refused_until_the_study_says_which_country_is_in_which_unit()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in new[] { "sislac_layers.csv", "sislac_site.csv" })
            File.Copy(Path.Combine(AppContext.BaseDirectory, "golden", "cases", "releases", name), folder.Path(name));
        HorizonTableOptions options = new()
        {
            Path = folder.Path("sislac_layers.csv"), Preset = TablePreset.Sislac, Joins = [new TableJoin(folder.Path("sislac_site.csv"), null, null, null)],
        };
        UnitPlausibility.Problems([HorizonTableReader.Read(options)]).Single().ShouldContain("country 'ARG': the median SOC of its 17 horizons above 20 cm is 134 g kg⁻¹");
        var grams = TableFiles.Units(("soc", "g/kg"));
        var stated = options with { UnitsBy = new Dictionary<string, IReadOnlyDictionary<string, IReadOnlyDictionary<string, TableUnit>>> { ["country"] = new Dictionary<string, IReadOnlyDictionary<string, TableUnit>> { ["ARG"] = grams } } };
        var table = HorizonTableReader.Read(stated);
        UnitPlausibility.Problems([table]).ShouldBeEmpty();
        table.Profiles.Single(profile => profile.Id == "2069sisinta").Horizons.Select(horizon => horizon.Soc).ShouldContain(19.9);
    }

    private static HorizonTableOptions Options(CaseStudy study) => StudyReader.Read(study["study.yml"]).Study.Profiles[0];

    private static string Refused(string name)
    {
        using var study = new CaseStudy(name);
        return Refused(study);
    }

    private static string Refused(CaseStudy study) => Should.Throw<InvalidDataException>(() => HorizonTableReader.Read(Options(study))).Message;

    private static (LayeredProfile? Layers, Rejection? Rejection) Layers(CaseStudy study, string id)
    {
        SoilProfile profile = HorizonTableReader.Read(Options(study)).Profiles.Single(one => one.Id == id);
        LayeredProfile? layers = ProfileLayers.Build(profile, StudyReader.Read(study["study.yml"]).Study.Soil.Rules, double.NaN, double.NaN, out Rejection? rejection);
        return (layers, rejection);
    }
}
