using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using SoilBeta.Cli.Terminal;
using SoilBeta.Forests;
using SoilBeta.Rasters;
using SoilBeta.Soil.Tables;
using SoilBeta.Tests.Cli;
using SoilBeta.Tests.Rasters;
using SoilBeta.Tests.Soil;
using SoilBeta.Tests.Studies;

using static SoilBeta.Tests.Fuzz.HostileInputTests;

namespace SoilBeta.Tests.Fuzz;

/// <summary>Malicious rasters, vectors and stacks: files on which GDAL and its libraries crash, hang, or trust false sizes.</summary>
public sealed class HostileRasterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Found by fuzzing: the message named the reference system and not the file.</summary>
    [Fact]
    public void A_raster_with_a_reference_system_that_is_on_no_earth_is_refused_by_its_name()
    {
        AsciiGrid.Write(_folder["local.asc"], 0, 0, 1, 2, (_, _) => 1, 2);
        File.WriteAllText(_folder["local.prj"], """LOCAL_CS["building site",UNIT["metre",1]]""");
        Refused(() =>
        {
            using RasterFile raster = RasterFile.Open(_folder["local.asc"]);
        }, "local.asc");
    }

    /// <summary>Found by fuzzing: a stack's header can be changed under a valid checksum.</summary>
    [Fact]
    public void A_stack_whose_reference_system_is_none_is_refused_by_its_name()
    {
        string path = _folder["stack"];
        using (var stack = StackWriter.Create(path, Grid.FromBounds(Crs.Wgs84, new Bounds(0, 0, 2, 2), 1), "key"))
        {
            stack.Begin(new StackLayer { Name = StackLayerNames.Valid });
            stack.Write([1, 1, 1, 1]);
            stack.Commit();
        }
        byte[] whole = File.ReadAllBytes(path);
        int size = (int)BitConverter.ToInt64(whole, whole.Length - 56);
        byte[] data = whole[..(whole.Length - 64 - size)], json = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(whole, data.Length, size).Replace("WGS 84", "WGS 84\\\"", StringComparison.Ordinal));
        File.WriteAllBytes(path, [.. data, .. json, .. BitConverter.GetBytes((long)data.Length), .. BitConverter.GetBytes((long)json.Length), .. System.Security.Cryptography.SHA256.HashData(json), .. whole[^16..]]);
        Refused(() => StackReader.Open(path).Dispose(), path, "its reference system cannot be read");
    }

    [Fact]
    public void A_sparse_TIFF_that_claims_a_million_squared_is_not_believed()
    {
        string path = _folder["huge.tif"];
        WriteSparseTiff(path, 1_000_000);
        new FileInfo(path).Length.ShouldBeLessThan(1 << 16);
        Refused(() =>
        {
            using RasterFile raster = RasterFile.Open(path);
        }, "huge.tif");
    }

    /// <summary>Found by fuzzing: the netCDF library crashed, or read for minutes and took gigabytes, where a header declares more than the file holds.</summary>
    [Fact]
    public void A_classic_netCDF_file_that_claims_more_than_it_holds_is_refused()
    {
        GdalFiles.Raster(_folder["valid.nc"], "netCDF", "-co", "FORMAT=NC");
        byte[] valid = File.ReadAllBytes(_folder["valid.nc"]);
        // lon, 12 cells: its name, padded, and then its length.
        int lon = valid.AsSpan().IndexOf("lon\0\0\0\0\u000c"u8) + 4;
        foreach (var (at, value) in new[] { (lon, int.MaxValue), (lon, -1), (12, 0x10000000), (16, 0x7fffff00), (16, -16) })
        {
            byte[] changed = [.. valid];
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(changed.AsSpan(at), value);
            File.WriteAllBytes(_folder[$"claims-{at}-{value}.nc"], changed);
        }
        File.WriteAllBytes(_folder["cut.nc"], valid[..^20]);
        string[] bad = [.. Directory.EnumerateFiles(_folder.Root, "claims-*.nc"), _folder["cut.nc"]];
        IReadOnlyList<string?> refusals = First([.. bad, _folder["valid.nc"]]);
        for (int i = 0; i < bad.Length; i++)
            refusals[i].ShouldNotBeNull().ShouldContain(Path.GetFileName(bad[i]));
        refusals[^2].ShouldNotBeNull().ShouldContain("damaged or truncated");
        refusals[^1].ShouldBeNull();
    }

    /// <summary>Found by fuzzing: HDF5 crashes on some damaged files, and after others it cannot open any file.</summary>
    [Fact]
    public void A_damaged_netCDF_4_file_harms_neither_the_program_nor_the_next_file()
    {
        GdalFiles.Raster(_folder["valid.nc"], "netCDF", "-co", "FORMAT=NC4");
        byte[] valid = File.ReadAllBytes(_folder["valid.nc"]);
        foreach (int length in new[] { valid.Length / 2, valid.Length - 40, 30 })
            File.WriteAllBytes(_folder[$"cut-{length}.nc"], valid[..length]);
        string[] bad = [.. Directory.EnumerateFiles(_folder.Root, "cut-*.nc")];
        bad.Length.ShouldBe(3);
        IReadOnlyList<string?> refusals = First([.. bad, _folder["valid.nc"]]);
        for (int i = 0; i < bad.Length; i++)
            refusals[i].ShouldNotBeNull().ShouldContain(Path.GetFileName(bad[i]));
        refusals[^1].ShouldBeNull();
    }

    /// <summary>A view without end in the place of a table that GDAL reads as it opens the file: time or memory runs out, in another process.</summary>
    [Fact]
    public void A_GeoPackage_that_never_opens_is_given_up()
    {
        GdalFiles.Polygons(_folder["endless.gpkg"], "GPKG");
        GdalFiles.Sql(_folder["endless.gpkg"], "ALTER TABLE gpkg_contents RENAME TO gpkg_before",
            "CREATE VIEW gpkg_contents AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT 'zones' || x AS table_name, 'features' AS data_type, 'zones' || x AS identifier, '' AS description, '' AS last_change, -60 AS min_x, -36 AS min_y, -54 AS max_x, -33 AS max_y, 4326 AS srs_id FROM c");
        new FirstOpenProcess(Soilbeta.OpeningCommand, new OpeningLimits(2, 400L << 20)).Open([new InputFile(_folder["endless.gpkg"], IsVector: true)], allowNetwork: false)[0].ShouldNotBeNull().ShouldContain("endless.gpkg");
    }

    /// <summary>A view that returns rows without end, or none and never stops, as a layer and as a table that GDAL reads first.</summary>
    [Theory]
    [InlineData("CREATE VIEW v AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x AS fid, NULL AS geom, 'a' AS name FROM c")]
    [InlineData("CREATE VIEW v AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x AS fid, NULL AS geom, 'a' AS name FROM c WHERE x < 0")]
    [InlineData("CREATE TABLE v (fid INTEGER PRIMARY KEY, name TEXT, big BLOB GENERATED ALWAYS AS (zeroblob(1000000000)))")]
    [InlineData("CREATE TABLE v (fid INTEGER PRIMARY KEY, name TEXT, big AS (zeroblob(1000000000)))")]
    [InlineData("CREATE VIRTUAL TABLE v USING fts4(a)")]
    public void A_GeoPackage_that_computes_as_it_is_read_is_refused(string statement)
    {
        GdalFiles.Polygons(_folder["views.gpkg"], "GPKG");
        VectorZones.Check(TestGdal.Session, new VectorSource(_folder["views.gpkg"], "name"));
        GdalFiles.Sql(_folder["views.gpkg"], statement);
        First(_folder["views.gpkg"], vector: true).ShouldNotBeNull().ShouldContain("views.gpkg holds 'v', which is not a plain table");
        First(_folder["views.gpkg"], vector: false).ShouldNotBeNull().ShouldContain("views.gpkg");
    }

    [Fact]
    public void A_GeoPackage_with_changes_beside_it_is_refused()
    {
        GdalFiles.Polygons(_folder["open.gpkg"], "GPKG");
        File.WriteAllText(_folder["open.gpkg-wal"], "pages");
        Refused(() => VectorZones.Check(TestGdal.Session, new VectorSource(_folder["open.gpkg"], "name")), "open.gpkg", "has changes that are not in it yet");
    }

    /// <summary>Found by fuzzing: the message named two reference systems and not the file.</summary>
    [Fact]
    public void A_shapefile_whose_reference_system_leads_nowhere_is_refused_by_its_name()
    {
        GdalFiles.Polygons(_folder["moon.shp"], "ESRI Shapefile");
        File.WriteAllText(_folder["moon.prj"], """GEOGCS["Moon",DATUM["D_Moon",SPHEROID["Moon",1737400.0,0.0]],PRIMEM["Reference_Meridian",0.0],UNIT["Degree",0.0174532925199433]]""");
        Refused(() => VectorZones.Rasterise(TestGdal.Session, new VectorSource(_folder["moon.shp"], "name"), Grid.FromBounds(Crs.Wgs84, new Bounds(-60, -36, -54, -33), 0.5), _folder.Root, out _).Dispose(), "moon.shp");
    }

    private static IReadOnlyList<string?> First(string[] rasters) =>
        new FirstOpenProcess(Soilbeta.OpeningCommand, new OpeningLimits()).Open([.. rasters.Select(path => new InputFile(path, IsVector: false))], allowNetwork: false);

    private static string? First(string path, bool vector) => new FirstOpenInProcess().Open([new InputFile(path, vector)], allowNetwork: false)[0];

    /// <summary>A minimal tiled GeoTIFF in degrees with a given number of cells squared, without a single tile.</summary>
    private static void WriteSparseTiff(string path, int cells)
    {
        using var file = new BinaryWriter(File.Create(path));
        const int Tile = 65_536;
        int tiles = (cells + Tile - 1) / Tile * ((cells + Tile - 1) / Tile);
        var tags = new (ushort Tag, ushort Type, int Count, int Value)[]
        {
            (256, 4, 1, cells), (257, 4, 1, cells), (258, 3, 1, 32), (259, 3, 1, 8), (262, 3, 1, 1), (277, 3, 1, 1), (322, 4, 1, Tile), (323, 4, 1, Tile), (324, 4, tiles, 4096), (325, 4, tiles, 4096), (339, 3, 1, 3),
            (33550, 12, 3, 2048), (33922, 12, 6, 2072), (34735, 3, 16, 2120),
        };
        file.Write("II*\0"u8);
        file.Write(8);
        file.Write((ushort)tags.Length);
        foreach (var (tag, type, count, value) in tags)
        {
            file.Write(tag);
            file.Write(type);
            file.Write(count);
            file.Write(value);
        }
        file.Write(0);
        file.BaseStream.Position = 2048;
        foreach (double number in new[] { 1e-4, 1e-4, 0, 0, 0, 0, -60, -30, 0 })
            file.Write(number);
        foreach (ushort key in new ushort[] { 1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, 4326 })
            file.Write(key);
        file.BaseStream.SetLength(4096 + (4 * tiles));
    }
}
