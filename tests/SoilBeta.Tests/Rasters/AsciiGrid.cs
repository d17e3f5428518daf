using System.Globalization;
using SoilBeta.Rasters;

namespace SoilBeta.Tests.Rasters;

/// <summary>Writes small rasters as text (AAIGrid), so that tests show their content.</summary>
internal static class AsciiGrid
{
    private const string Degrees = """GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]""";

    private const string Europe = """PROJCS["ETRS_1989_LAEA",GEOGCS["GCS_ETRS_1989",DATUM["D_ETRS_1989",SPHEROID["GRS_1980",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Lambert_Azimuthal_Equal_Area"],PARAMETER["False_Easting",4321000.0],PARAMETER["False_Northing",3210000.0],PARAMETER["Central_Meridian",10.0],PARAMETER["Latitude_Of_Origin",52.0],UNIT["Meter",1.0]]""";

    /// <summary>Writes a raster; without a reference system when <paramref name="crs"/> is null, else in EPSG:4326 or EPSG:3035.</summary>
    public static string Write(string path, double west, double south, double cell, int columns, Func<int, int, double> value, int rows, string? crs = "EPSG:4326", bool real = false)
    {
        using (var text = new StreamWriter(path))
        {
            text.Write(string.Create(CultureInfo.InvariantCulture, $"ncols {columns}\nnrows {rows}\nxllcorner {west:R}\nyllcorner {south:R}\ncellsize {cell:R}\nNODATA_value -9999\n"));
            for (int row = 0; row < rows; row++)
                text.WriteLine(string.Join(' ', Enumerable.Range(0, columns).Select(column => value(row, column).ToString(real ? "0.0######" : "0", CultureInfo.InvariantCulture))));
        }
        if (crs is not null)
            File.WriteAllText(Path.ChangeExtension(path, ".prj"), crs == "EPSG:3035" ? Europe : Degrees);
        return path;
    }

    /// <summary>All values of a warped raster, [row][column].</summary>
    public static float[] Values(this WarpedRaster raster)
    {
        float[] values = new float[raster.Grid.Cells];
        raster.ReadRows(0, values);
        return values;
    }
}
