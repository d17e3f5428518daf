using SoilBeta.Soil;
using SoilBeta.Soil.Tables;

namespace SoilBeta.Tests.Soil;

public class HorizonTableReaderTests
{
    private const string Small = """
        profile_id,lat,lon,top,bottom,soc,bulk_density,coarse
        A,-34.5,-60.25,0,20,21.5,1.21,3
        A,-34.5,-60.25,20,45,9.75,1.34,
        B,-35,-61,0,15,18,NA,-9999
        """;

    [Theory]
    [InlineData("profiles.csv", ',')]
    [InlineData("profiles.csv.gz", ',')]
    [InlineData("profiles.tsv", '\t')]
    [InlineData("profiles.txt.gz", ';')]
    public void The_same_table_is_read_from_every_text_format(string name, char separator)
    {
        using var folder = new TemporaryFolder();
        IsSmall(Read(TableFiles.Text(folder, name, Small.Replace(',', separator))));
    }

    [Fact]
    public void The_same_table_is_read_from_a_sheet_by_its_name()
    {
        using var folder = new TemporaryFolder();
        string path = TableFiles.Workbook(folder, "profiles.xlsx", ("notes", "anything\nat all"), ("horizons", Small));
        IsSmall(HorizonTableReader.Read(new HorizonTableOptions { Path = path, Sheet = "horizons" }));
        Should.Throw<InvalidDataException>(() => HorizonTableReader.Read(new HorizonTableOptions { Path = path, Sheet = "layers" }))
            .Message.ShouldBe("profiles.xlsx has no sheet 'layers'. Its sheets are notes, horizons.");
    }

    [Fact]
    public void Lines_are_counted_below_leading_comments_and_a_hash_further_down_is_text()
    {
        using var folder = new TemporaryFolder();
        string path = TableFiles.Text(folder, "profiles.csv", "# from; somewhere, else\n# and more\n" + Small.Replace("B,", "#B,"));
        var table = Read(path);
        table.Profiles[1].Id.ShouldBe("#B");
        table.Profiles[1].Horizons[0].Line.ShouldBe(6);
    }

    [Fact]
    public void Units_are_converted_to_ours()
    {
        using var folder = new TemporaryFolder();
        string path = TableFiles.Text(folder, "t.csv", "id,y,x,from,to,om,bd,cf,n,rock\nA,1,2,0,0.2,3,1300,0.25,0.15,1.5\n");
        var horizon = Read(path, Map("profile_id=id lat=y lon=x top=from bottom=to organic_matter=om bulk_density=bd coarse=cf total_nitrogen=n rock=rock"),
            TableFiles.Units(("top", "m"), ("bottom", "m"), ("organic_matter", "%"), ("bulk_density", "kg/m3"), ("coarse", "fraction mass"), ("total_nitrogen", "%"), ("rock", "m")));
        Horizon only = horizon.Profiles[0].Horizons[0];
        only.Bottom.ShouldBe(20);
        only.Soc.ShouldBe(17.4, 1e-12); // 3 % organic matter = 30 g kg⁻¹ · 0.58
        only.BulkDensity.ShouldBe(1.3, 1e-12);
        only.Gravel.ShouldBe(25);
        only.GravelByMass.ShouldBeTrue();
        only.Others["total_nitrogen"].ShouldBe(1.5);
        horizon.Profiles[0].Rock.ShouldBe(150);
    }

    [Fact]
    public void Gravel_is_by_volume_or_mass_row_by_row()
    {
        using var folder = new TemporaryFolder();
        string path = TableFiles.Text(folder, "t.csv", "profile_id,lat,lon,top,bottom,soc,coarse,coarse_basis\nA,1,2,0,20,5,10,mass\nA,1,2,20,40,5,10,vol\nA,1,2,40,60,5,10,\n");
        Read(path).Profiles[0].Horizons.Select(horizon => horizon.GravelByMass).ShouldBe([true, false, false]);
        Read(path, units: TableFiles.Units(("coarse", "% mass"))).Profiles[0].Horizons.Select(horizon => horizon.GravelByMass).ShouldBe([true, false, true]);
    }

    [Fact]
    public void A_second_table_is_joined_by_a_key_of_one_or_two_columns()
    {
        using var folder = new TemporaryFolder();
        string layers = TableFiles.Text(folder, "layers.csv", "study,pit,top,bottom,soc\nS,1,0,20,9\nS,1,20,40,5\nS,2,0,30,8\nT,1,0,30,7\n");
        string pits = TableFiles.Text(folder, "pits.csv", "study,pit,lat,lon,cover\nS,1,10,20,forest\nS,2,11,21,\n");
        var table = HorizonTableReader.Read(new HorizonTableOptions
        {
            Path = layers,
            Columns = Map("profile_id=study+pit ecosystem=cover soc=soc"),
            Joins = [new TableJoin(pits, null, "study + pit", null)],
        });
        table.Profiles.Select(profile => profile.Id).ShouldBe(["S_1", "S_2", "T_1"]);
        table.Profiles[0].Latitude.ShouldBe(10);
        table.Profiles[0].Ecosystem.ShouldBe("forest");
        table.Profiles[2].Latitude.ShouldBe(double.NaN);
        table.RowsWithoutPartner.ShouldBe(1);
    }

    [Fact]
    public void A_join_with_two_rows_for_a_key_is_refused()
    {
        using var folder = new TemporaryFolder();
        string layers = TableFiles.Text(folder, "layers.csv", "profile_id,top,bottom,soc\nA,0,20,9\n");
        string pits = TableFiles.Text(folder, "pits.csv", "profile_id,lat,lon\nA,1,2\nA,1,3\n");
        Should.Throw<InvalidDataException>(() => HorizonTableReader.Read(new HorizonTableOptions { Path = layers, Joins = [new TableJoin(pits, null, "profile_id", null)] }))
            .Message.ShouldBe("pits.csv, line 3, column 'profile_id': 'A' occurs a second time, with other values. The joined table needs one row a key.");
    }

    [Fact]
    public void WoSIS_layers_join_their_profiles()
    {
        using var folder = new TemporaryFolder();
        string layers = TableFiles.Text(folder, "wosis_201909_layers_chemical.tsv",
            "profile_id\tprofile_layer_id\tupper_depth\tlower_depth\tlayer_name\tlitter\torgc_value\torgc_value_avg\tbdfiod_value_avg\tcfvo_value_avg\n36897\t60290\t0\t15\tA\tN\t{1:4.3}\t4.3\t1.4\t7\n");
        string profiles = TableFiles.Text(folder, "wosis_201909_profiles.tsv", "profile_id\tdataset_id\tcountry_id\tlatitude\tlongitude\n36897\tAF-AfSP\tBE\t50.1\t4.2\n");
        var profile = HorizonTableReader.Read(new HorizonTableOptions { Path = layers, Preset = TablePreset.Wosis, Joins = [new TableJoin(profiles, null, "profile_id", null)] }).Profiles[0];
        profile.Source.ShouldBe("AF-AfSP");
        profile.Latitude.ShouldBe(50.1);
        profile.Horizons[0].ShouldSatisfyAllConditions(
            horizon => horizon.Soc.ShouldBe(4.3), horizon => horizon.BulkDensity.ShouldBe(1.4), horizon => horizon.Gravel.ShouldBe(7), horizon => horizon.GravelByMass.ShouldBeFalse(), horizon => horizon.Designation.ShouldBe("A"));
    }

    /// <summary>Two layers of Gaudinski 2001, the example of the ISRaD package: the bulk density of its litter is too low for a mineral soil.</summary>
    [Fact]
    public void ISRaD_layers_count_from_the_mineral_surface_in_percent_carbon()
    {
        using var folder = new TemporaryFolder();
        string path = TableFiles.Text(folder, "israd.csv", """
            entry_name,site_name,site_lat,site_long,pro_name,pro_lat,pro_long,pro_land_cover,lyr_name,lyr_top,lyr_bot,lyr_hzn,lyr_bd_samp,lyr_c_org,lyr_c_tot
            Gaudinski_2001,Howland Forest,45.2,-68.7,Tower Pit,,,forest,Tower Pit_1996_Oi,-10,-8,Oi,0.05,,49.3
            Gaudinski_2001,Howland Forest,45.2,-68.7,Tower Pit,,,forest,Tower Pit_1996_Bhs,6.5,8.5,Bhs,0.65,,6.91
            """);
        var profile = HorizonTableReader.Read(new HorizonTableOptions { Path = path, Preset = TablePreset.Israd }).Profiles[0];
        profile.Id.ShouldBe("Gaudinski_2001_Howland Forest_Tower Pit");
        profile.Site.ShouldBe("Howland Forest");
        profile.Ecosystem.ShouldBe("forest");
        profile.Latitude.ShouldBe(45.2);
        profile.Fault.ShouldBeNull();
        profile.Horizons[0].IsOrganic.ShouldBeTrue();
        profile.Horizons[1].Soc.ShouldBe(69.1, 1e-12);
        profile.Horizons[1].BulkDensity.ShouldBe(0.65);
    }

    [Fact]
    public void SISLAC_gives_organic_carbon_in_percent_and_the_study_file_may_say_otherwise()
    {
        using var folder = new TemporaryFolder();
        string path = TableFiles.Text(folder, "sislac.csv", "profile_identifier,latitude,longitude,source,designation,top,bottom,bulk_density,coarse_fragments,organic_carbon,clay\nP1,-30,-58,INTA,Ap,0,18,1.2,2,1.9,24\n");
        var horizon = HorizonTableReader.Read(new HorizonTableOptions { Path = path, Preset = TablePreset.Sislac }).Profiles[0].Horizons[0];
        horizon.Soc.ShouldBe(19);
        horizon.Others["clay"].ShouldBe(24);
        HorizonTableReader.Read(new HorizonTableOptions { Path = path, Preset = TablePreset.Sislac, Units = TableFiles.Units(("soc", "g/kg")) }).Profiles[0].Horizons[0].Soc.ShouldBe(1.9);
    }

    [Theory]
    [InlineData("profile_id,lat,lon,top,bottom\nA,1,2,0,20\n", "there is no column 'soc', which is needed for soc or organic_matter. Nearest is")]
    [InlineData("profile_id,lat,lon,top,bttom,soc\nA,1,2,0,20,5\n", "t.csv: there is no column 'bottom', which is needed for bottom. Nearest is 'bttom'")]
    [InlineData("profile_id,lat,lon,top,bottom,soc\nA,1,2,0,20,deep\n", "t.csv, line 2, column 'soc': 'deep' is not a number (soc, g kg⁻¹). Correct it, or leave the field empty.")]
    [InlineData("profile_id;lat;lon;top;bottom;soc\nA;1;2;0;20;5,1\n", "t.csv, line 2, column 'soc': '5,1' is not a number (soc, g kg⁻¹). Decimals are written with a point.")]
    [InlineData("profile_id,lat,lon,top,bottom,soc\nA,95,2,0,20,5\n", "t.csv, line 2, column 'lat': '95' is outside -90–90 °N.")]
    [InlineData("profile_id,lat,lon,top,bottom,soc\nA,1,2,0,20,5\n,1,2,20,40,5\n", "t.csv, line 3, column 'profile_id' is empty")]
    [InlineData("profile_id,lat,lon,top,bottom,soc,bulk_density\nA,1,2,0,20,5,13.4\n", "t.csv, line 2, column 'bulk_density': '13.4' is outside 0.1–2.65 g cm⁻³. 1 of 1 values of this column are; check the unit")]
    [InlineData("profile_id,lat,lon,top,bottom,soc\nA,1,2,0,20,5,6\n", "t.csv, line 2: 7 fields where the header names 6 columns")]
    [InlineData("profile_id,lat,lon,top,bottom,soc\nA,1,2,0,20,\"5\n", "t.csv, line 2: a quoted text is never closed")]
    [InlineData("profile_id,lat,lon,top,bottom,soc,coarse,coarse_basis\nA,1,2,0,20,5,6,area\n", "t.csv, line 2, column 'coarse_basis': 'AREA' is neither vol nor mass")]
    [InlineData("profile_id,lat,lon,top,bottom,soc\n", "t.csv holds no horizons, only a header.")]
    [InlineData("", "t.csv is empty")]
    public void What_cannot_be_a_table_of_soil_stops_with_its_place(string text, string message)
    {
        using var folder = new TemporaryFolder();
        string path = TableFiles.Text(folder, "t.csv", text);
        Should.Throw<InvalidDataException>(() => Read(path)).Message.ShouldContain(message);
    }

    [Fact]
    public void A_missing_or_damaged_file_is_named()
    {
        using var folder = new TemporaryFolder();
        Should.Throw<InvalidDataException>(() => Read(folder.Path("none.csv"))).Message.ShouldContain("there is no such file");
        string whole = TableFiles.Text(folder, "whole.csv.gz", Small);
        File.WriteAllBytes(folder.Path("cut.csv.gz"), File.ReadAllBytes(whole)[..40]);
        Should.Throw<InvalidDataException>(() => Read(folder.Path("cut.csv.gz"))).Message.ShouldStartWith("cut.csv.gz");
        Should.Throw<InvalidDataException>(() => Read(TableFiles.Text(folder, "old.xls", Small))).Message.ShouldBe("old.xls: the old .xls format is not read. Save it as .xlsx or .csv.");
        string broken = TableFiles.Workbook(folder, "broken.xlsx", ("horizons", Small.Replace("21.5", "<")));
        Should.Throw<InvalidDataException>(() => Read(broken)).Message.ShouldStartWith("broken.xlsx is not a readable .xlsx");
        File.WriteAllText(folder.Path("no.xlsx"), Small);
        Should.Throw<InvalidDataException>(() => Read(folder.Path("no.xlsx"))).Message.ShouldStartWith("no.xlsx is not a readable .xlsx");
    }

    [Fact]
    public void A_line_of_more_than_a_megabyte_is_refused()
    {
        using var folder = new TemporaryFolder();
        string path = TableFiles.Text(folder, "t.csv.gz", Small + "\nC,1,2,0,20,5,1.2," + new string('7', 3 << 20));
        Should.Throw<InvalidDataException>(() => Read(path)).Message.ShouldContain("at most 1 MB");
    }

    [Fact]
    public void One_value_out_of_range_among_many_is_a_fault_of_its_profile_alone()
    {
        using var folder = new TemporaryFolder();
        var rows = Enumerable.Range(0, 250).Select(i => $"P{i / 2},1,2,{(i % 2) * 20},{((i % 2) * 20) + 20},5,{(i == 100 ? "0.05" : "1.3")}");
        var table = Read(TableFiles.Text(folder, "t.csv", "profile_id,lat,lon,top,bottom,soc,bulk_density\n" + string.Join('\n', rows)));
        table.Profiles.Count(profile => profile.Fault is not null).ShouldBe(1);
        table.Profiles[50].Fault.ShouldBe("t.csv, line 102, column 'bulk_density': '0.05' is outside 0.1–2.65 g cm⁻³.");
    }

    [Fact]
    public void Profiles_of_two_sources_may_share_a_name_and_duplicates_are_marked()
    {
        using var folder = new TemporaryFolder();
        var table = Read(TableFiles.Text(folder, "t.csv", "profile_id,source,lat,lon,top,bottom,soc,duplicate\n1,X,1,2,0,20,5,0\n1,Y,1,2,0,20,5,1\n1,X,1,2.5,20,40,5,0\n"));
        table.Profiles.Count.ShouldBe(2);
        table.Profiles[0].HasTwoPlaces.ShouldBeTrue();
        table.Profiles[1].PossibleDuplicate.ShouldBeTrue();
    }

    private static void IsSmall(HorizonTable table)
    {
        table.Horizons.ShouldBe(3);
        table.Profiles.Count.ShouldBe(2);
        SoilProfile a = table.Profiles[0];
        (a.Id, a.Source, a.Latitude, a.Longitude).ShouldBe(("A", "profiles", -34.5, -60.25));
        a.Horizons.Select(horizon => horizon.Soc).ShouldBe([21.5, 9.75]);
        a.Horizons[1].Gravel.ShouldBe(double.NaN);
        table.Profiles[1].Horizons[0].BulkDensity.ShouldBe(double.NaN);
        table.Profiles[1].Horizons[0].Gravel.ShouldBe(double.NaN);
    }

    private static Dictionary<string, string> Map(string pairs) => pairs.Split(' ').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);

    private static HorizonTable Read(string path, Dictionary<string, string>? columns = null, Dictionary<string, TableUnit>? units = null) =>
        HorizonTableReader.Read(new HorizonTableOptions { Path = path, Columns = columns ?? [], Units = units ?? [] });
}
