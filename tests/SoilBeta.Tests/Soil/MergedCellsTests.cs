using SoilBeta.Soil.Tables;

namespace SoilBeta.Tests.Soil;

/// <summary>Merged cells of a workbook: all but the first read as empty.</summary>
public class MergedCellsTests
{
    private const string Table = "profile_id,lat,lon,top,bottom,soc\nA,1,2,0,20,5\nA,1,2,20,40,\nB,1,2,0,20,7\n";

    [Theory]
    [InlineData("F2:F3", "F2:F3")] // over rows
    [InlineData("A2:B2", "A2:B2")] // over columns
    [InlineData("F1:F2", "F1:F2")] // from the header down
    [InlineData("F3:F4;A2:A3", "A2:A3 and 1 more ranges")]
    public void Below_the_header_they_are_refused(string ranges, string named)
    {
        using var folder = new TemporaryFolder();
        Should.Throw<InvalidDataException>(() => Read(folder, Table, ranges)).Message.ShouldStartWith($"t.xlsx, sheet 'data': the cells {named} below the header are merged, and only the first");
    }

    [Theory]
    [InlineData("G1:H1")] // in the header's own row
    [InlineData("F3:F3")] // a single cell
    public void Elsewhere_they_are_harmless(string ranges)
    {
        using var folder = new TemporaryFolder();
        Read(folder, Table, ranges).Horizons.ShouldBe(3);
    }

    [Fact]
    public void A_sheet_that_is_not_read_may_have_them()
    {
        using var folder = new TemporaryFolder();
        string path = TableFiles.Merged(folder, "t.xlsx", [("merged", "x\n1\n2"), ("data", Table)], "A2:A3");
        HorizonTableReader.Read(new HorizonTableOptions { Path = path, Sheet = "data" }).Horizons.ShouldBe(3);
    }

    private static HorizonTable Read(TemporaryFolder folder, string csv, string ranges) =>
        HorizonTableReader.Read(new HorizonTableOptions { Path = TableFiles.Merged(folder, "t.xlsx", [("data", csv)], ranges.Split(';')) });
}
