using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using SoilBeta.Rasters.Native;

namespace SoilBeta.Rasters;

/// <summary>Rejects GeoPackages that compute when they are read: a view may never end or return different rows each time. Only tables, their indexes and triggers, which reading does not run, are accepted.</summary>
internal static unsafe partial class GeoPackageTables
{
    private const int LongestDeclaration = 1 << 20, Shown = 80;

    /// <summary>Checks what an open GeoPackage declares; accepts all other datasets.</summary>
    /// <param name="path">Path for messages.</param>
    /// <param name="dataset">The dataset.</param>
    /// <exception cref="InvalidDataException">The GeoPackage declares a view, a generated column or the like.</exception>
    public static void Check(string path, DatasetHandle dataset)
    {
        if (dataset.Driver != "GPKG")
            return;
        GdalErrors.Clear();
        nint rows = GdalNative.GDALDatasetExecuteSQL(dataset, "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL", 0, null);
        if (rows == 0)
            throw GdalErrors.Failure(path, "is a GeoPackage whose tables cannot be listed", "It is damaged: get it again.");
        try
        {
            for (nint row = GdalNative.OGR_L_GetNextFeature(rows); row != 0; row = GdalNative.OGR_L_GetNextFeature(rows))
            {
                string name = Field(row, 0), sql = Field(row, 1);
                GdalNative.OGR_F_Destroy(row);
                Check(path, name, sql);
            }
        }
        catch (RegexMatchTimeoutException slow)
        {
            throw new InvalidDataException($"{path}: a declaration in it takes too long to read.\n  It is damaged or hostile; write it again with ogr2ogr.", slow);
        }
        finally
        {
            GdalNative.GDALDatasetReleaseResultSet(dataset, rows);
        }
    }

    private static string Field(nint row, int field) => Marshal.PtrToStringUTF8(GdalNative.OGR_F_GetFieldAsString(row, field)) ?? "";

    private static void Check(string path, string name, string sql)
    {
        if (sql.Length > LongestDeclaration)
            throw new InvalidDataException($"{path}: a declaration in it has {sql.Length:N0} characters.\n  It is damaged or hostile; write it again with ogr2ogr.");
        if (!Known().IsMatch(sql) || Computed().IsMatch(sql))
        {
            throw new InvalidDataException($"{path} holds '{name}', which is not a plain table: {(sql.Length > Shown ? sql[..Shown] + "…" : sql)}\n" +
                $"  Views, computed columns and the like run as they are read, and are not. Write it again: ogr2ogr -f GPKG copy.gpkg {Path.GetFileName(path)} LAYER, or gdal_translate for a raster.");
        }
    }

    // SQLite stores declarations in this normalised form. R-tree indexes are the only virtual tables allowed.
    [GeneratedRegex(@"^CREATE (TABLE |INDEX |UNIQUE INDEX |TRIGGER |VIRTUAL TABLE (""[^""]*""|\w+) USING rtree\s*\()", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Known();

    // A generated column or table; not the AS of a CAST, which a type follows. Triggers are not searched.
    [GeneratedRegex(@"^CREATE TABLE .*\b(GENERATED\b|AS\s*([(/\-]|(SELECT|WITH|VALUES)\b))", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Computed();
}
