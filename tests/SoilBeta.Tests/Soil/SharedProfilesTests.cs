using SoilBeta.Soil.Tables;

namespace SoilBeta.Tests.Soil;

/// <summary>A profile that occurs in two tables of one source.</summary>
public class SharedProfilesTests
{
    private const string Header = "profile_id,source,lat,lon,top,bottom,soc\n";

    [Fact]
    public void A_profile_in_two_tables_of_one_source_is_named_with_both()
    {
        using var folder = new TemporaryFolder();
        var tables = new[] { Read(folder, "p.csv", "X", "A,,1,2,0,20,5\nB,,1,2,0,20,5\n"), Read(folder, "q.csv", "X", "C,,1,2,0,20,5\nB,,1,2,0,20,5\n") };
        SharedProfiles.Problems(tables).Single().ShouldStartWith("profile 'B' of source 'X' is in two tables: p.csv, line 3, and q.csv, line 3. It would count twice.");
    }

    [Fact]
    public void A_column_names_a_source_as_the_study_does()
    {
        using var folder = new TemporaryFolder();
        var tables = new[] { Read(folder, "p.csv", null, "A,X,1,2,0,20,5\nB,X,1,2,0,20,5\n"), Read(folder, "q.csv", "X", "A,,1,2,0,20,5\nB,,1,2,0,20,5\n") };
        SharedProfiles.Problems(tables).Single().ShouldContain("p.csv, line 2, and q.csv, line 2 (and 1 more)");
    }

    [Fact]
    public void Tables_of_different_or_of_no_stated_source_may_use_the_same_names()
    {
        using TemporaryFolder one = new(), two = new();
        const string Rows = "A,,1,2,0,20,5\n";
        SharedProfiles.Problems([Read(one, "p.csv", "X", Rows), Read(one, "q.csv", "Y", Rows)]).ShouldBeEmpty();
        SharedProfiles.Problems([Read(one, "r.csv", null, Rows), Read(one, "s.csv", null, Rows)]).ShouldBeEmpty();
        SharedProfiles.Problems([Read(one, "t.csv", null, Rows), Read(two, "t.csv", null, Rows)]).ShouldBeEmpty();
    }

    private static HorizonTable Read(TemporaryFolder folder, string name, string? source, string rows) =>
        HorizonTableReader.Read(new HorizonTableOptions { Path = TableFiles.Text(folder, name, Header + rows), Source = source });
}
