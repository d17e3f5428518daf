using SoilBeta.Rasters;
using SoilBeta.Tests.Fuzz;

namespace SoilBeta.Tests.Rasters;

/// <summary>What a GeoPackage declares is found wherever it stands; what is refused stands in <c>HostileRasterTests</c>.</summary>
public sealed class GeoPackageTablesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_view_is_found_behind_many_tables_and_behind_a_declaration_of_many_pages()
    {
        string path = _folder["many.gpkg"], columns = string.Join(", ", Enumerable.Range(0, 1900).Select(column => $"\"a column of some length, number {column}\" REAL DEFAULT 1"));
        GdalFiles.Polygons(path, "GPKG");
        GdalFiles.Sql(path, ["BEGIN", .. Enumerable.Range(0, 200).Select(table => $"CREATE TABLE t{table} (a INTEGER PRIMARY KEY, b TEXT CHECK (CAST(b AS INTEGER) > 0))"), $"CREATE TABLE wide ({columns})", "COMMIT"]);
        FirstLook.Refusal(new InputFile(path, IsVector: true), allowNetwork: false).ShouldBeNull();
        GdalFiles.Sql(path, "CREATE VIEW v AS SELECT 1 AS fid");
        FirstLook.Refusal(new InputFile(path, IsVector: true), allowNetwork: false).ShouldNotBeNull().ShouldContain("many.gpkg holds 'v', which is not a plain table: CREATE VIEW v AS SELECT 1 AS fid");
    }
}
