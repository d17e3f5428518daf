using SoilBeta.Soil.Tables;

namespace SoilBeta.Tests.Soil;

/// <summary>Several tables joined to the horizons.</summary>
public class TableJoinsTests
{
    private const string Layers = "pit,layer,top,bottom,soc,value\n1,11,0,20,9,a\n1,12,20,40,5,b\n2,21,0,30,8,c\n";

    [Fact]
    public void A_profile_table_and_a_layer_table_are_joined_each_by_its_key()
    {
        using var folder = new TemporaryFolder();
        var table = Read(folder, Layers, new() { ["bulk_density"] = "bd", ["clay"] = "clay" },
            Join(folder, "pits.tsv", "id\tlat\tlon\n2\t11\t21\n1\t10\t20\n", "pit", "id"),
            Join(folder, "physical.tsv.gz", "layer\tbd\tclay\n12\t1.4\t30\n11\t1.2\t\n", "layer", null));
        table.Profiles.Select(profile => (profile.Id, profile.Latitude, profile.Longitude)).ShouldBe([("1", 10, 20), ("2", 11, 21)]);
        table.Profiles.SelectMany(profile => profile.Horizons).Select(horizon => (horizon.BulkDensity, horizon.Others.GetValueOrDefault("clay", -1))).ShouldBe([(1.2, -1), (1.4, 30), (double.NaN, -1)]);
        table.Joins.ShouldBe([new JoinCount("pits.tsv", 0), new JoinCount("physical.tsv.gz", 1)]);
        table.Summary.ShouldBe("layers.csv: 3 horizons of 2 profiles; 1 have no row in physical.tsv.gz");
    }

    [Fact]
    public void A_join_may_use_a_key_that_an_earlier_one_brought()
    {
        using var folder = new TemporaryFolder();
        var table = Read(folder, Layers, [],
            Join(folder, "pits.csv", "pit,plot\n1,north\n2,south\n", "pit", null),
            Join(folder, "plots.csv", "plot,lat,lon\nsouth,11,21\nnorth,10,20\n", "plot", null));
        table.Profiles.Select(profile => profile.Latitude).ShouldBe([10, 11]);
    }

    [Fact]
    public void A_name_that_several_tables_have_is_told_apart()
    {
        using var folder = new TemporaryFolder();
        var joins = new[] { Join(folder, "a.csv", "pit,lat,lon,value\n1,1,2,a1\n2,1,2,a2\n", "pit", null), Join(folder, "b.csv", "pit,value\n1,b1\n2,b2\n", "pit", null) };
        string[] Ecosystems(string column) => [.. Read(folder, Layers, new() { ["ecosystem"] = column }, joins).Profiles.Select(profile => profile.Ecosystem)];
        Ecosystems("value").ShouldBe(["a", "c"]);
        Ecosystems("joined.value").ShouldBe(["a1", "a2"]);
        Ecosystems("joined2.value").ShouldBe(["b1", "b2"]);
        Ecosystems("joined2.value + value").ShouldBe(["b1_a", "b2_c"]);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("007")]
    [InlineData("P-1")]
    [InlineData("123456789012345678901234567890")]
    public void Keys_are_texts_whatever_they_look_like(string key)
    {
        using var folder = new TemporaryFolder();
        var table = Read(folder, $"pit,top,bottom,soc\n{key},0,20,9\n0{key},0,20,9\n", [], Join(folder, "pits.csv", $"pit,lat,lon\n{key},1,2\n", "pit", null));
        table.Profiles.Select(profile => profile.Latitude).ShouldBe([1, double.NaN]);
    }

    [Fact]
    public void A_key_that_stands_twice_is_refused_only_where_what_is_used_differs()
    {
        using var folder = new TemporaryFolder();
        Read(folder, Layers, [], Join(folder, "pits.csv", "pit,lat,lon,note\n1,1,2,x\n1,1,2,y\n2,1,2,z\n", "pit", null)).Profiles.Count.ShouldBe(2);
        Should.Throw<InvalidDataException>(() => Read(folder, Layers, [], Join(folder, "twice.csv", "pit,lat,lon\n1,1,2\n2,1,2\n1,1,3\n", "pit", null)))
            .Message.ShouldStartWith("twice.csv, line 4, column 'pit': '1' occurs a second time, with other values.");
    }

    [Fact]
    public void A_join_whose_keys_never_meet_is_refused()
    {
        using var folder = new TemporaryFolder();
        Should.Throw<InvalidDataException>(() => Read(folder, Layers, [], Join(folder, "pits.csv", "pit,lat,lon\nP1,1,2\nP2,1,2\n", "pit", null)))
            .Message.ShouldBe("layers.csv: none of its rows has a partner in pits.csv (key 'pit', there 'pit'). Name the columns that hold the same keys.");
    }

    /// <summary>Every column is found, or reported missing, before a row is read: here the rows of the joined table are damaged further down.</summary>
    [Fact]
    public void A_missing_column_is_said_before_any_row_is_read_and_in_a_few_words()
    {
        using var folder = new TemporaryFolder();
        string wide = string.Join(',', Enumerable.Range(0, 160).Select(i => $"property{i}_value_avg"));
        var join = Join(folder, "physical.csv", $"layer,lat,lon,{wide}\n11,1,\"never closed\n", "layer", null);
        string message = Should.Throw<InvalidDataException>(() => Read(folder, Layers, new() { ["bulk_density"] = "property5_value_av" }, join)).Message;
        message.ShouldStartWith("layers.csv with physical.csv: there is no column 'property5_value_av', which is needed for bulk_density. Nearest is 'property5_value_avg'; the columns are pit, layer, top,");
        message.ShouldContain("… and 149 more."); // 6 + 163 columns, 20 of them listed
        message.Length.ShouldBeLessThan(800);
        Should.Throw<InvalidDataException>(() => Read(folder, Layers, new() { ["bulk_density"] = "property5_value_avg" }, join)).Message.ShouldContain("physical.csv, line 2: a quoted text is never closed");
    }

    [Fact]
    public void Without_a_key_the_message_says_what_is_wanted()
    {
        using var folder = new TemporaryFolder();
        Should.Throw<InvalidDataException>(() => Read(folder, Layers, [], Join(folder, "pits.csv", "pit,lat,lon\n1,1,2\n", null, null)))
            .Message.ShouldBe("layers.csv and pits.csv: join needs a 'key', the column that both have. Name it in the study file, with 'other_key' where the two tables call it differently.");
        Should.Throw<InvalidDataException>(() => Read(folder, Layers, [], Join(folder, "pits.csv", "pit,lat,lon\n1,1,2\n", "pit", "profile"))).Message.ShouldContain("pits.csv: there is no column 'profile', which is needed for join.other_key");
    }

    private static TableJoin Join(TemporaryFolder folder, string name, string text, string? key, string? otherKey) => new(TableFiles.Text(folder, name, text), null, key, otherKey);

    private static HorizonTable Read(TemporaryFolder folder, string layers, Dictionary<string, string> columns, params TableJoin[] joins) => HorizonTableReader.Read(new HorizonTableOptions
    {
        Path = TableFiles.Text(folder, "layers.csv", layers),
        Columns = new Dictionary<string, string>(columns) { ["profile_id"] = "pit", ["soc"] = "soc" },
        Joins = joins,
    });
}
