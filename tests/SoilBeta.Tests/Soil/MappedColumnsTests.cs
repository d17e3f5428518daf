using SoilBeta.Soil.Tables;

namespace SoilBeta.Tests.Soil;

/// <summary>Where the study maps columns, a column that happens to have one of the program's names is not read.</summary>
public class MappedColumnsTests
{
    private const string Places = "profile_id,lat,lon,top,bottom";

    [Fact]
    public void Organic_matter_in_a_column_soc_is_organic_matter()
    {
        // 3 % organic matter = 30 g kg⁻¹ · 0.58 = 17.4 g kg⁻¹ of carbon; read as soc, too, it would be 3: 5.8 times too low.
        var table = Read($"{Places},soc\nA,1,2,0,20,3\n", new() { ["organic_matter"] = "soc" }, TableFiles.Units(("organic_matter", "%")));
        table.Profiles[0].Horizons[0].Soc.ShouldBe(17.4, 1e-12);
    }

    [Theory]
    [InlineData("rock", "2")]
    [InlineData("duplicate", "1")]
    [InlineData("litter", "1")]
    [InlineData("bulk_density", "0.4")]
    [InlineData("coarse", "90")]
    [InlineData("ecosystem", "7")]
    [InlineData("source", "X")]
    [InlineData("organic_matter", "88")]
    public void A_column_that_is_not_mapped_is_not_read(string ours, string code)
    {
        var profile = Read($"{Places},oc,{ours}\nA,1,2,0,20,5,{code}\n", new() { ["soc"] = "oc" }).Profiles[0];
        profile.Rock.ShouldBe(double.NaN);
        (profile.PossibleDuplicate, profile.Ecosystem, profile.Source).ShouldBe((false, "", "t"));
        var horizon = profile.Horizons[0];
        (horizon.Soc, horizon.BulkDensity, horizon.Gravel, horizon.IsLitter).ShouldBe((5, double.NaN, double.NaN, false));
    }

    [Fact]
    public void Without_a_mapping_our_names_are_the_mapping()
    {
        var profile = Read($"{Places},soc,rock,duplicate,litter\nA,1,2,0,20,5,80,yes,f\n", []).Profiles[0];
        (profile.Rock, profile.PossibleDuplicate, profile.Horizons[0].IsLitter).ShouldBe((80, true, false));
    }

    [Fact]
    public void A_preset_is_a_mapping_too()
    {
        using var folder = new TemporaryFolder();
        string path = TableFiles.Text(folder, "sislac.csv", "profile_identifier,latitude,longitude,top,bottom,organic_carbon,soc,rock\nP1,-30,-58,0,18,1.9,88,3\n");
        var profile = HorizonTableReader.Read(new HorizonTableOptions { Path = path, Preset = TablePreset.Sislac }).Profiles[0];
        (profile.Horizons[0].Soc, profile.Rock).ShouldBe((19, double.NaN));
    }

    [Fact]
    public void If_nothing_says_which_column_is_carbon_the_message_says_what_to_write()
    {
        Should.Throw<InvalidDataException>(() => Read($"{Places},soc,bd\nA,1,2,0,20,5,1.3\n", new() { ["bulk_density"] = "bd" })).Message
            .ShouldBe("t.csv: 'columns' says neither which column is soc nor which is organic_matter, and only columns that it names are read. There is one called 'soc': if that is organic carbon, add 'soc: soc' under 'columns' in the study file.");
    }

    [Theory]
    [InlineData("duplicate", "perhaps")]
    [InlineData("litter", "2")]
    public void A_flag_that_is_neither_yes_nor_no_stops(string ours, string text) =>
        Should.Throw<InvalidDataException>(() => Read($"{Places},soc,{ours}\nA,1,2,0,20,5,{text}\n", [])).Message.ShouldStartWith($"t.csv, line 2, column '{ours}': '{text}' is neither yes nor no.");

    private static HorizonTable Read(string text, Dictionary<string, string> columns, Dictionary<string, TableUnit>? units = null)
    {
        using var folder = new TemporaryFolder();
        return HorizonTableReader.Read(new HorizonTableOptions { Path = TableFiles.Text(folder, "t.csv", text), Columns = columns, Units = units ?? [] });
    }
}
