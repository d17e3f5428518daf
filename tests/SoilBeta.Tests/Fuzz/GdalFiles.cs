using System.Globalization;
using SoilBeta.Rasters;
using SoilBeta.Rasters.Native;
using SoilBeta.Tests.Rasters;

namespace SoilBeta.Tests.Fuzz;

/// <summary>Small valid files of the formats that a study may name, written by the installed GDAL.</summary>
internal static unsafe class GdalFiles
{
    /// <summary>Two polygons, one with a hole, as GeoJSON.</summary>
    public const string Zones = """
        {"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"name":"west","id":1},"geometry":{"type":"Polygon","coordinates":[[[-60,-36],[-57,-36],[-57,-33],[-60,-33],[-60,-36]],[[-59,-35],[-58,-35],[-58,-34],[-59,-34],[-59,-35]]]}},
        {"type":"Feature","properties":{"name":"east","id":2},"geometry":{"type":"MultiPolygon","coordinates":[[[[-57,-36],[-54,-36],[-54,-33],[-57,-33],[-57,-36]]]]}}]}
        """;

    /// <summary>Writes a raster of 12 × 6 cells.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="format">GDAL's name of the format.</param>
    /// <param name="arguments">Arguments of gdal_translate.</param>
    public static void Raster(string path, string format, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        AsciiGrid.Write(folder["valid.asc"], -60, -36, 0.5, 12, (row, column) => row + column, 6, real: true);
        using RasterFile source = RasterFile.Open(folder["valid.asc"]);
        Driver(format);
        using var list = new TextList(["-of", format, .. arguments]);
        using TranslateOptionsHandle options = GdalNative.GDALTranslateOptionsNew(list.Pointer, 0);
        int usageError = 0;
        using var only = Hdf5Lock.Enter();
        using var alone = BlockCache.Writing();
        using DatasetHandle copy = GdalNative.GDALTranslate(path, source.Dataset, options, &usageError);
        copy.IsInvalid.ShouldBeFalse(GdalErrors.Text());
    }

    /// <summary>Writes two polygons, one with a hole, with the fields <c>name</c> and <c>id</c>.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="format">GDAL's name of the format.</param>
    public static void Polygons(string path, string format)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["zones.geojson"], Zones);
        Translate(folder["zones.geojson"], path, format);
    }

    /// <summary>Writes a vector file in another format.</summary>
    /// <param name="from">A vector file.</param>
    /// <param name="path">The other.</param>
    /// <param name="format">GDAL's name of its format.</param>
    /// <param name="arguments">Arguments of ogr2ogr.</param>
    public static void Translate(string from, string path, string format, params string[] arguments)
    {
        using DatasetHandle source = GdalLibrary.Open(from, vector: true);
        Driver(format);
        using var list = new TextList(["-f", format, .. arguments]);
        nint options = ((delegate* unmanaged[Cdecl]<byte**, nint, nint>)GdalLoader.Export("GDALVectorTranslateOptionsNew"))(list.Pointer, 0);
        nint handle = source.DangerousGetHandle();
        using var name = new TextList(path);
        nint copy = ((delegate* unmanaged[Cdecl]<byte*, nint, int, nint*, nint, int*, nint>)GdalLoader.Export("GDALVectorTranslate"))(name.Pointer[0], 0, 1, &handle, options, null);
        ((delegate* unmanaged[Cdecl]<nint, void>)GdalLoader.Export("GDALVectorTranslateOptionsFree"))(options);
        copy.ShouldNotBe(0, GdalErrors.Text());
        _ = GdalNative.GDALClose(copy);
    }

    /// <summary>Runs SQL on a GeoPackage, which GDAL passes to SQLite unchanged.</summary>
    public static void Sql(string path, params string[] statements)
    {
        using var drivers = new TextList("GPKG");
        using DatasetHandle file = GdalNative.GDALOpenEx(path, GdalNative.OpenVector | 1, drivers.Pointer, null, null); // 1: to change it
        file.IsInvalid.ShouldBeFalse(GdalErrors.Text());
        foreach (string statement in statements)
        {
            using var text = new TextList(statement);
            nint layer = ((delegate* unmanaged[Cdecl]<nint, byte*, nint, byte*, nint>)GdalLoader.Export("GDALDatasetExecuteSQL"))(file.DangerousGetHandle(), text.Pointer[0], 0, null);
            if (layer != 0)
                ((delegate* unmanaged[Cdecl]<nint, nint, void>)GdalLoader.Export("GDALDatasetReleaseResultSet"))(file.DangerousGetHandle(), layer);
        }
    }

    /// <summary>A GDAL driver; the test is skipped where GDAL was built without it.</summary>
    private static nint Driver(string format)
    {
        GdalLibrary.Require();
        nint driver = GdalNative.GDALGetDriverByName(format);
        Assert.SkipWhen(driver == 0, string.Create(CultureInfo.InvariantCulture, $"this GDAL has no driver {format}"));
        return driver;
    }
}
