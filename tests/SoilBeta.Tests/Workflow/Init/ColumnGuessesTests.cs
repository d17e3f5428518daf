using SoilBeta.Workflow.Init;

namespace SoilBeta.Tests.Workflow.Init;

public class ColumnGuessesTests
{
    [Theory]
    [InlineData("pit,y,x,from_m,to_m,oc_percent,bd\nA,-30,-60,0,0.2,1.8,1.3\nA,-30,-60,0.2,0.5,0.6,1.4\n", "profile_id=pit lat=y lon=x top=from_m:m bottom=to_m:m soc=oc_percent:% bulk_density=bd:g/cm3")]
    [InlineData("ProfileID,Latitude,Longitude,upper_depth,lower_depth,orgc_value_avg,bdod\n1,50,8,0,30,14,1310\n1,50,8,30,60,6,1420\n", "profile_id=ProfileID lat=Latitude lon=Longitude top=upper_depth:cm bottom=lower_depth:cm soc=orgc_value_avg:g/kg bulk_density=bdod:kg/m3")]
    [InlineData("profile,lat,lon,top,bottom,organic_matter,cf\n1,50,8,0,30,3.4,0.1\n1,50,8,30,60,1.1,0.2\n", "profile_id=profile lat=lat lon=lon top=top:cm bottom=bottom:cm organic_matter=organic_matter:% coarse=cf:fraction volume")]
    public void Columns_and_units_are_guessed_from_names_and_ranges(string table, string expected)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.Path("t.csv"), table);
        string.Join(' ', ColumnGuesses.Guess(folder.Path("t.csv")).Columns.Select(column => $"{column.Ours}={column.Theirs}{(column.Unit is null ? "" : ":" + column.Unit)}")).ShouldBe(expected);
    }
}
