using SoilBeta.Rasters.Native;

namespace SoilBeta.Rasters;

/// <summary>Creates a raster in a scratch file that is deleted when the raster is closed or filling it fails.</summary>
internal static class ScratchRaster
{
    /// <summary>Creates a raster of one band.</summary>
    /// <param name="folder">An existing folder.</param>
    /// <param name="purpose">Purpose, part of the file name.</param>
    /// <param name="grid">Grid.</param>
    /// <param name="type">GDAL's number of the type: float32 or float64.</param>
    /// <param name="fill">Writes the cells; gets path and dataset.</param>
    /// <param name="byName">Whether virtual datasets refer to its path: then it is compressed, closed and reopened.</param>
    public static RasterFile Make(string folder, string purpose, Grid grid, int type, Action<string, DatasetHandle> fill, bool byName = false)
    {
        string path = Path.Combine(folder, $".{purpose}-{Guid.NewGuid():N}.tif");
        DatasetHandle target = RasterCreation.Create(path, grid, 1, type, byName ? ["COMPRESS=DEFLATE", "ZLEVEL=1"] : []);
        try
        {
            fill(path, target);
            if (byName)
            {
                target.Dispose();
                target = GdalLibrary.Open(path, vector: false);
            }
            return RasterFile.FromDataset(path, target, deleteOnClose: path);
        }
        catch
        {
            target.Dispose();
            File.Delete(path);
            throw;
        }
    }
}
