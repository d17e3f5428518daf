using SoilBeta.Soil;
using SoilBeta.Soil.Tables;

namespace SoilBeta.Tests.Soil;

/// <summary>Values of a table of horizons: missing, bad, in other units.</summary>
public sealed class HorizonValuesTests : IDisposable
{
    private const string Header = "profile_id,source,lat,lon,top,bottom,soc,bulk_density\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Codes_of_missing_values_hold_for_all_columns_or_for_one()
    {
        var table = Read(Header + "A,X,1,2,0,20,-99.0,1.2\nA,X,1,2,20,40,n.d.,0\nA,X,1,2,40,60,12,-99\n99,99,1,2,0,20,7,1.3\n",
            new() { Missing = Codes(("all", "-99"), ("all", "N.D."), ("all", "99"), ("bulk_density", "0")) });
        table.Profiles[0].Horizons.Select(horizon => horizon.Soc).ShouldBe([double.NaN, double.NaN, 12]);
        table.Profiles[0].Horizons.Select(horizon => horizon.BulkDensity).ShouldBe([1.2, double.NaN, double.NaN]);
        table.Profiles[0].Fault.ShouldBeNull();
        (table.Profiles[1].Id, table.Profiles[1].Source).ShouldBe(("99", "99")); // a number is missing among numbers, not among names
    }

    [Fact]
    public void Where_the_first_of_two_columns_holds_a_code_the_second_counts()
    {
        var table = Read("profile_id,lat,lon,top,bottom,soc,oven,air\nA,1,2,0,20,5,-9999,1.3\nA,1,2,20,40,5,-1,1.4\nA,1,2,40,60,5,1.1,1.5\n",
            new() { Columns = new Dictionary<string, string> { ["bulk_density"] = "oven | air", ["soc"] = "soc" }, Missing = Codes(("bulk_density", "-1")) });
        table.Profiles[0].Horizons.Select(horizon => horizon.BulkDensity).ShouldBe([1.3, 1.4, 1.1]);
    }

    [Fact]
    public void Every_faulty_column_is_said_in_one_run()
    {
        string message = Refused(Header + "A,X,91,2,0,20,x,1.2\nA,X,1,2,0,20,y,1200\n,X,1,2,0,deep,#DIV/0!,1.2\n");
        message.ShouldContain("t.csv, line 2, column 'lat': '91' is outside -90–90 °N.");
        message.ShouldContain("t.csv, line 2, column 'soc': 'x' is not a number (soc, g kg⁻¹). Correct it, or leave the field empty. 2 rows have such a fault in this column.");
        message.ShouldContain("t.csv, line 4, column 'profile_id' is empty");
        message.ShouldContain("t.csv, line 3, column 'bulk_density': '1200' is outside 0.1–2.65 g cm⁻³. 1 of 2 values of this column are");
        message = Refused("profile_id,lat,top,bttom,soc\nA,1,0,20,5\n");
        message.ShouldContain("there is no column 'lon'");
        message.ShouldContain("there is no column 'bottom'");
    }

    [Theory]
    [InlineData("#DIV/0!")]
    [InlineData("#N/A")]
    [InlineData("inf")]
    [InlineData("1e999")]
    public void An_error_is_no_missing_value_unless_it_is_declared(string text)
    {
        string table = Header + $"A,X,1,2,0,20,{text},1.2\nA,X,1,2,20,40,5,1.2\n";
        Refused(table).ShouldContain($"t.csv, line 2, column 'soc': '{text}' is not a number");
        Read(table, new() { Missing = Codes(("soc", text)) }).Profiles[0].Horizons[0].Soc.ShouldBe(double.NaN);
    }

    [Fact]
    public void An_error_does_not_name_a_profile() =>
        Refused(Header + "#REF!,X,1,2,0,20,5,1.2\n").ShouldContain("t.csv, line 2, column 'profile_id': '#REF!' is not a value. This is an error of a spreadsheet");

    [Fact]
    public void Bad_values_may_be_dropped_and_are_counted()
    {
        string rows = Header + string.Concat(Enumerable.Range(0, 10).Select(i => $"P{i},X,1,2,0,20,5,{(i is 3 or 4 ? "13.4" : "1.3")}\nP{i},X,1,2,20,40,{(i == 3 ? "traces" : "4")},1.4\n"));
        var table = Read(rows, new() { BadValues = BadValues.Drop });
        table.Profiles.Count(profile => profile.Fault is not null).ShouldBe(0);
        table.Profiles[3].DroppedValues.ShouldBe(2);
        table.Profiles[3].FirstDroppedValue.ShouldBe("t.csv, line 8, column 'bulk_density': '13.4' is outside 0.1–2.65 g cm⁻³.");
        table.Profiles[3].Horizons.Select(horizon => horizon.BulkDensity).ShouldBe([double.NaN, 1.4]);
        table.Dropped.ShouldBe("t.csv: 3 bad values of 2 profiles are dropped and their rows kept (value_dropped in rejected.csv).");
        Refused(rows).ShouldContain("'traces' is not a number");
    }

    [Fact]
    public void Where_most_values_are_out_of_range_the_unit_is_wrong_even_if_bad_values_are_dropped() =>
        Refused(Header + "A,X,1,2,0,20,5,1300\nA,X,1,2,20,40,5,1400\n", new() { BadValues = BadValues.Drop }).ShouldContain("2 of 2 values of this column are; check the unit");

    [Fact]
    public void Units_may_depend_on_the_source_or_on_another_column()
    {
        string text = "profile_id,source,land,lat,lon,top,bottom,soc,bulk_density\nA,X,AR,1,2,0,20,13.4,1.2\nB,Y,br,1,2,0,20,1.5,1300\nC,Z,UY,1,2,0,20,2,1.1\n";
        double[] Soc(string column, string value) =>
            [.. Read(text.Replace("1300", "1.3"), new() { UnitsBy = By(column, value, ("soc", "%")) }).Profiles.Select(profile => profile.Horizons[0].Soc)];
        Soc("source", "Y").ShouldBe([13.4, 15, 2]);
        Soc("land", "BR").ShouldBe([13.4, 15, 2]);
        var table = Read(text, new() { Units = TableFiles.Units(("soc", "%")), UnitsBy = By("land", "BR", ("bulk_density", "kg/m3")) });
        table.Profiles.Select(profile => profile.Horizons[0].Soc).ShouldBe([134, 15, 20]); // what a value does not give is the table's
        table.Profiles[1].Horizons[0].BulkDensity.ShouldBe(1.3, 1e-12);
        table.Profiles.Select(profile => profile.HasStatedUnits).ShouldBe([false, true, false]);
        Refused(text, new() { UnitsBy = By("land", "BRA", ("bulk_density", "kg/m3")) }).ShouldContain("t.csv, units_by, land: no row has 'BRA'. Found: AR, UY, br.");
        Refused(text, new() { UnitsBy = By("nation", "BR", ("soc", "%")) }).ShouldContain("there is no column 'nation', which is needed for units_by");
    }

    [Theory]
    [InlineData("%", "1.5%", 15)]
    [InlineData("%", "1.5 %", 15)]
    [InlineData("fraction", "1.5%", 15)]
    public void A_percentage_is_one_whatever_the_unit(string unit, string text, double soc) =>
        Read(Header + $"A,X,1,2,0,20,{text},1.2\n", new() { Units = TableFiles.Units(("soc", unit)) }).Profiles[0].Horizons[0].Soc.ShouldBe(soc, 1e-12);

    [Fact]
    public void A_percentage_of_a_unit_that_is_none_is_refused() =>
        Refused(Header + "A,X,1,2,0,20,1.5%,1.2\n").ShouldContain("'1.5%' is not a number (soc, g kg⁻¹). It is a percentage, and its unit here is g/kg. Give % as the unit (units), or write the number in g/kg.");

    [Fact]
    public void A_range_is_said_in_the_unit_of_the_value()
    {
        Refused(Header + "A,X,1,2,0,20,5,13\n", new() { Units = TableFiles.Units(("bulk_density", "kg/m3")) }).ShouldContain("'13' is outside 100–2650 kg/m3.");
        Refused(Header + "A,X,1,2,0,20,120,1.3\n", new() { Units = TableFiles.Units(("soc", "%")) }).ShouldContain("'120' is outside 0–100 %.");
        Refused(Header + "A,X,1,2,0,20,120,0.05\n").ShouldContain("'0.05' is outside 0.1–2.65 g cm⁻³.");
    }

    [Theory]
    [InlineData(121, 0.02, true)]
    [InlineData(400, 0.05, true)]
    [InlineData(400, 0.019, false)]
    [InlineData(120, 0.05, false)]
    public void Organic_soil_may_be_lighter(double soc, double density, bool kept)
    {
        string rows = string.Concat(Enumerable.Range(0, 200).Select(i => $"P{i},X,1,2,0,20,5,1.3\n"));
        var profile = Read(Header + rows + FormattableString.Invariant($"A,X,1,2,0,20,{soc},{density}\n"), new()).Profiles[^1];
        (profile.Fault is null).ShouldBe(kept);
        profile.Horizons[0].BulkDensity.ShouldBe(kept ? density : double.NaN);
    }

    [Theory]
    [InlineData("cm", "-99")]
    [InlineData("cm", "-999")]
    [InlineData("m", "-99")]
    [InlineData("cm", "-9999")]
    public void A_usual_code_is_no_depth(string unit, string code)
    {
        var horizon = Read(Header + $"A,X,1,2,{code},0,5,1.2\n", new() { Units = TableFiles.Units(("top", unit), ("bottom", unit)) }).Profiles[0].Horizons[0];
        horizon.Top.ShouldBe(double.NaN);
    }

    [Theory]
    [InlineData("999", "cm")]
    [InlineData("999.0", "cm")]
    [InlineData("9999", "cm")]
    [InlineData("99999", "cm")]
    [InlineData("999", "mm")]
    [InlineData("9999", "m")]
    public void A_bottom_of_nines_is_not_known_and_rejects_its_profile(string code, string unit)
    {
        double per = unit == "m" ? 0.01 : unit == "mm" ? 10 : 1;
        string Row(int top, string bottom, int soc) => FormattableString.Invariant($"A,X,1,2,{top * per},{bottom},{soc},1.2\n");
        string At(int bottom) => FormattableString.Invariant($"{bottom * per}");
        var profile = Read(Header + Row(0, At(20), 20) + Row(20, At(40), 10) + Row(40, At(60), 6) + Row(60, code, 4), new() { Units = TableFiles.Units(("top", unit), ("bottom", unit)) }).Profiles[0];
        profile.Horizons[^1].Bottom.ShouldBe(double.NaN);
        profile.Horizons[^1].Top.ShouldBe(60, 1e-9);
        ProfileLayers.Build(profile, new ProfileRules(), double.NaN, double.NaN, out var rejection).ShouldBeNull();
        rejection!.Reason.Code.ShouldBe("no_depth");
    }

    [Fact]
    public void A_bottom_of_998_and_another_column_of_999_are_numbers()
    {
        var horizon = Read(Header + "A,X,1,2,0,998,999,1.2\n", new()).Profiles[0].Horizons[0];
        (horizon.Bottom, horizon.Soc).ShouldBe((998, 999));
    }

    /// <summary>Twelve topsoils of each source; medians by hand: 13 g kg⁻¹, 1.3 and 14.</summary>
    [Fact]
    public void A_source_or_country_in_another_unit_is_found_unless_its_unit_is_stated()
    {
        string text = "profile_id,source,country,lat,lon,top,bottom,soc\n" + string.Concat(Enumerable.Range(0, 12).Select(i =>
            FormattableString.Invariant($"a{i},INTA,ARG,1,2,0,20,{13 + (i % 3) - 1}\nb{i},EMBRAPA,BRA,1,2,0,20,{1.3 + (0.1 * ((i % 3) - 1))}\nc{i},MGAP,URY,1,2,0,20,{14 + (i % 3) - 1}\n")));
        var problems = UnitPlausibility.Problems([Read(text, new())]);
        problems.Count.ShouldBe(1);
        problems[0].ShouldBe("t.csv, country 'BRA': the median SOC of its 12 horizons above 20 cm is 1.3 g kg⁻¹, that of all other countries 13.5: 10.4 times less. Its unit is probably another one (% or g/kg). Give it, also where it is right: units_by: { country: { BRA: { soc: \"%\" } } }, or g/kg.");
        UnitPlausibility.Problems([Read(text.Replace(",country,", ",x,"), new())]).Single().ShouldContain("source 'EMBRAPA'");
        foreach (string unit in new[] { "%", "g/kg" })
            UnitPlausibility.Problems([Read(text, new() { UnitsBy = By("country", "BRA", ("soc", unit)) })]).ShouldBeEmpty();
        UnitPlausibility.Problems([Read(text.Replace("EMBRAPA,BRA,1,2,0,20,", "EMBRAPA,BRA,1,2,0,20,1"), new())]).ShouldBeEmpty();
    }

    /// <summary>Twelve topsoils of Norway and twelve of nowhere; medians by hand: 20 and 2 g kg⁻¹.</summary>
    [Fact]
    public void Rows_without_a_country_are_a_group_whose_unit_is_questioned()
    {
        string text = "profile_id,country,lat,lon,top,bottom,soc\n" + string.Concat(Enumerable.Range(0, 12).Select(i => FormattableString.Invariant($"a{i},NOR,1,2,0,20,{20 + (i % 3) - 1}\nb{i},,1,2,0,20,{2 + (0.1 * ((i % 3) - 1))}\n")));
        var norway = new Partial { UnitsBy = By("country", "NOR", ("soc", "g/kg")) };
        UnitPlausibility.Problems([Read(text, norway)]).Single().ShouldBe("t.csv, rows without a country: the median SOC of their 12 horizons above 20 cm is 2 g kg⁻¹, that of all other countries 20: 10 times less. Their unit is probably another one (% or g/kg). Give it, also where it is right: units_by: { country: { \"\": { soc: \"%\" } } }, or g/kg.");
        var both = new Partial { UnitsBy = By("country", "", ("soc", "%")) };
        var table = Read(text, both);
        table.Profiles.Single(profile => profile.Id == "b1").Horizons[0].Soc.ShouldBe(20, 1e-9);
        UnitPlausibility.Problems([table]).ShouldBeEmpty();
    }

    private static Dictionary<string, IReadOnlyList<string>> Codes(params (string Column, string Code)[] codes) =>
        codes.GroupBy(code => code.Column).ToDictionary(group => group.Key, group => (IReadOnlyList<string>)[.. group.Select(code => code.Code)]);

    private static Dictionary<string, IReadOnlyDictionary<string, IReadOnlyDictionary<string, TableUnit>>> By(string column, string value, (string Name, string Unit) unit) =>
        new() { [column] = new Dictionary<string, IReadOnlyDictionary<string, TableUnit>> { [value] = TableFiles.Units(unit) } };

    private HorizonTable Read(string text, Partial options)
    {
        File.WriteAllText(_folder["t.csv"], text);
        return HorizonTableReader.Read(new HorizonTableOptions
        {
            Path = _folder["t.csv"], Columns = options.Columns, Units = options.Units, UnitsBy = options.UnitsBy, Missing = options.Missing, BadValues = options.BadValues,
        });
    }

    private string Refused(string text, Partial? options = null) => Should.Throw<InvalidDataException>(() => Read(text, options ?? new())).Message;

    private sealed class Partial
    {
        public Dictionary<string, string> Columns { get; init; } = [];

        public Dictionary<string, TableUnit> Units { get; init; } = [];

        public Dictionary<string, IReadOnlyDictionary<string, IReadOnlyDictionary<string, TableUnit>>> UnitsBy { get; init; } = [];

        public Dictionary<string, IReadOnlyList<string>> Missing { get; init; } = [];

        public BadValues BadValues { get; init; }
    }
}
