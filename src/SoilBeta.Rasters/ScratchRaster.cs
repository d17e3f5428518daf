using SoilBeta.Rasters.Native;

namespace SoilBeta.Rasters;

/// <summary>A raster in a scratch file that is deleted when it is closed, or at once where filling it fails.</summary>
internal static class ScratchRaster
{
    /// <summary>Makes one of one band.</summary>
    /// <param name="folder">Its folder; it exists.</param>
    /// <param name="purpose">What it is for: part of its name.</param>
    /// <param name="grid">Its grid.</param>
    /// <param name="type">GDAL's number of the type: float32 or float64.</param>
    /// <param name="fill">Writes its cells, given its path and the dataset.</param>
    /// <param name="byName">Whether virtual datasets will refer to it by its name: it is compressed, closed and opened again.</param>
    public static RasterFile Make(string folder, string purpose, Grid grid, int type, Action<string, DatasetHandle> fill, bool byName = false)
    {
        string path = Path.Combine(folder, $".{purpose}-{Guid.NewGuid():N}.tif");
        DatasetHandle target = RasterCreation.Create(path, grid, 1, type, byName ? ["COMPRESS=DEFLATE", "ZLEVEL=1"] : []);
        try
        {
            fill(path, target);
            GdalNative.GDALFlushCache(target);
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
