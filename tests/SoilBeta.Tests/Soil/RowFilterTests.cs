using SoilBeta.Soil.Tables;

namespace SoilBeta.Tests.Soil;

/// <summary><c>where</c>: rows that do not meet a condition are not read.</summary>
public class RowFilterTests
{
    private const string Table = """
        profile_id,lat,lon,top,bottom,soc,license,sampled,accuracy
        A,1,2,0,20,5,CC-BY,1985-06-01,0.01
        B,1,2,0,20,5,CC-BY-NC,1999,1
        C,1,2,0,20,5,cc-by,12/03/2004,0.1
        D,1,2,0,20,5,{1:CC-BY},{1:2010-??-??},
        E,1,2,0,20,5,,NA,0.001
        """;

    [Theory]
    [InlineData("license", "CC-BY", null, null, null, null, "ACD")]
    [InlineData("license", "CC-BY;CC-BY-NC", null, null, null, null, "ABCD")]
    [InlineData("license", null, "CC-BY-NC", null, null, null, "ACDE")] // what only drops keeps what it does not know
    [InlineData("license", null, "CC-BY-NC", null, null, false, "ACD")]
    [InlineData("license", "CC-BY", null, null, null, true, "ACDE")]
    [InlineData("sampled", null, null, 1990.0, null, null, "BCD")]
    [InlineData("sampled", null, null, 1990.0, 2004.0, null, "BC")]
    [InlineData("sampled", null, null, 1990.0, null, true, "BCDE")]
    [InlineData("accuracy", null, null, null, 0.1, null, "ACE")]
    [InlineData("accuracy", "1.0;0.01", null, null, null, null, "AB")] // numbers are compared as numbers
    [InlineData("top", null, null, 0.0, null, null, "ABCDE")]
    public void Rows_are_kept_by_texts_numbers_and_years(string column, string? keep, string? drop, double? min, double? max, bool? keepEmpty, string left)
    {
        var table = Read(Table, new RowCondition(column, keep?.Split(';'), drop?.Split(';'), min, max, keepEmpty));
        string.Concat(table.Profiles.Select(profile => profile.Id)).ShouldBe(left);
        table.LeftOut.ShouldBe([new LeftOutRows(column, 5 - left.Length)]);
    }

    [Fact]
    public void All_conditions_must_hold_and_each_says_what_it_leaves_out()
    {
        var table = Read(Table, new RowCondition("sampled", Min: 1990), new RowCondition("accuracy", Max: 0.5, KeepEmpty: true));
        string.Concat(table.Profiles.Select(profile => profile.Id)).ShouldBe("CD");
        table.Summary.ShouldBe("t.csv: 2 horizons of 2 profiles; 'where' left out 3 rows (sampled 2, accuracy 1)");
    }

    [Fact]
    public void A_profile_that_loses_some_of_its_rows_is_counted()
    {
        var table = Read("profile_id,lat,lon,top,bottom,soc,year\nA,1,2,0,20,5,1990\nA,1,2,0,20,6,2010\nA,1,2,20,40,3,2010\nB,1,2,0,20,5,1990\n", new RowCondition("year", Min: 2000));
        table.Profiles.Single().Horizons.Select(horizon => horizon.Soc).ShouldBe([6, 3]);
        table.ProfilesWithRowsLeftOut.ShouldBe(1);
        table.Summary.ShouldEndWith("'where' left out 2 rows (year 2), some but not all of 1 profiles");
    }

    [Fact]
    public void A_column_is_the_tables_else_a_joined_ones_else_one_of_our_names()
    {
        using var folder = new TemporaryFolder();
        string layers = TableFiles.Text(folder, "layers.csv", "pit,from,bottom,soc,y\nA,0,20,5,1990\nB,0,20,5,2010\n"), pits = TableFiles.Text(folder, "pits.csv", "pit,lat,lon,owner\nA,1,2,x\nB,1,2,z\n");
        string Left(string column, string keep) => string.Concat(HorizonTableReader.Read(new HorizonTableOptions
        {
            Path = layers, Columns = new Dictionary<string, string> { ["profile_id"] = "pit", ["top"] = "from", ["soc"] = "soc", ["year"] = "y" }, Joins = [new TableJoin(pits, null, "pit", null)], Where = [new RowCondition(column, [keep])],
        }).Profiles.Select(profile => profile.Id));
        Left("owner", "z").ShouldBe("B");
        Left("year", "1990").ShouldBe("A");
    }

    [Theory]
    [InlineData("1997", "ABCD")]
    [InlineData("1997.0", "ABCD")]
    [InlineData("01997", "ABCD")]
    [InlineData("1998", "E")]
    [InlineData("1998-05-03", "F")] // a day is not its year
    public void A_number_is_the_same_however_it_is_written(string value, string same)
    {
        const string Text = "profile_id,lat,lon,top,bottom,soc,y\nA,1,2,0,20,5,1997\nB,1,2,0,20,5,1997.0\nC,1,2,0,20,5,01997\nD,1,2,0,20,5,{1:1997.0}\nE,1,2,0,20,5,1998\nF,1,2,0,20,5,1998-05-03\n";
        var keep = Read(Text, new RowCondition("y", [value]));
        string.Concat(keep.Profiles.Select(profile => profile.Id)).ShouldBe(same);
        var drop = Read(Text, new RowCondition("y", Drop: [value]));
        string.Concat(drop.Profiles.Select(profile => profile.Id)).ShouldBe(string.Concat("ABCDEF".Except(same)));
        keep.Notes.Concat(drop.Notes).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1997.0, null, "BCD")]
    [InlineData(null, 1997.0, "ABD")]
    [InlineData(1996.0, 1997.0, "BD")]
    [InlineData(19970504.0, null, "C")] // a day as the bound: numbers
    [InlineData(19970503.0, 19980101.0, "BC")]
    public void Eight_digits_compared_with_a_year_are_a_day_of_it(double? min, double? max, string left)
    {
        const string Text = "profile_id,lat,lon,top,bottom,soc,d\nA,1,2,0,20,5,19901231\nB,1,2,0,20,5,19970503\nC,1,2,0,20,5,19980101.0\nD,1,2,0,20,5,1997-00-00\n";
        string text = min > 9999 ? Text[..Text.IndexOf("D,", StringComparison.Ordinal)] : Text;
        string.Concat(Read(text, new RowCondition("d", Min: min, Max: max)).Profiles.Select(profile => profile.Id)).ShouldBe(left);
    }

    [Fact]
    public void Eight_digits_that_are_no_day_stay_a_number()
    {
        const string Text = "profile_id,lat,lon,top,bottom,soc,d\nA,1,2,0,20,5,19971399\nB,1,2,0,20,5,1990\n";
        Read(Text, new RowCondition("d", Min: 1998)).Profiles.Single().Id.ShouldBe("A");
    }

    [Fact]
    public void A_value_that_no_row_has_is_said()
    {
        var table = Read(Table, new RowCondition("sampled", Min: 2000), new RowCondition("license", ["CC-BY", "CC0"], ["CC-BY-ND"]), new RowCondition("accuracy", Drop: ["1.00"]));
        table.UnmetConditions.ShouldBe(["t.csv, where, license: no row has 'CC0', 'CC-BY-ND'. Found: CC-BY, CC-BY-NC, cc-by, {1:CC-BY}."]);
        table.Notes.ShouldContain(table.UnmetConditions[0]);
    }

    [Fact]
    public void What_cannot_be_compared_and_what_leaves_nothing_stops()
    {
        Should.Throw<InvalidDataException>(() => Read(Table, new RowCondition("license", Min: 3))).Message
            .ShouldBe("t.csv, line 2, column 'license': 'CC-BY' is neither a number nor a date, and 'where' compares it with min. List the values to keep (keep) or to leave out (drop) instead.");
        Should.Throw<InvalidDataException>(() => Read(Table, new RowCondition("license", ["PDDL"]))).Message.ShouldStartWith("t.csv: 'where' leaves none of 5 rows (license leaves out 5).");
        Should.Throw<InvalidDataException>(() => Read(Table, new RowCondition("licence", ["PDDL"]))).Message.ShouldContain("there is no column 'licence', which is needed for where. Nearest is 'license'");
    }

    private static HorizonTable Read(string text, params RowCondition[] where)
    {
        using var folder = new TemporaryFolder();
        return HorizonTableReader.Read(new HorizonTableOptions { Path = TableFiles.Text(folder, "t.csv", text), Where = where });
    }
}
