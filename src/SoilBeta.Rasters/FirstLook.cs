using System.Runtime.InteropServices;
using SoilBeta.Rasters.Native;

namespace SoilBeta.Rasters;

/// <summary>First opening of a file: makes all GDAL calls that the steps will make, and reads as many cells as is quick.</summary>
internal static unsafe class FirstLook
{
    /// <summary>Largest raster that is read completely, cells of all bands. NetCDF files are always read completely, because their library crashes on damaged cells.</summary>
    private const long MostCells = 1 << 22;

    /// <summary>Number of evenly spaced rows read from each band of a larger raster.</summary>
    private const int SampledRows = 16;

    /// <summary>Opens a file and returns why it cannot be used; null if it can.</summary>
    /// <param name="file">The file.</param>
    /// <param name="allowNetwork">Whether network paths and paths inside archives are allowed; such a file is opened but not read.</param>
    public static string? Refusal(InputFile file, bool allowNetwork)
    {
        try
        {
            using DatasetHandle dataset = GdalLibrary.Open(file.Path, file.IsVector, allowNetwork);
            GeoPackageTables.Check(file.Path, dataset);
            if (file.IsVector)
                ReadFeatures(file.Path, dataset);
            else
                ReadCells(file.Path, dataset);
            return null;
        }
        catch (InvalidDataException refusal)
        {
            return refusal.Message;
        }
        catch (OutOfMemoryException)
        {
            return $"{file.Path} takes more memory to open and read than it may.\n  It may be damaged: get it again.";
        }
    }

    private static void ReadCells(string path, DatasetHandle dataset)
    {
        bool isNetCdf = dataset.Driver == "netCDF";
        if (isNetCdf)
            NetCdfLength.Check(path);
        using var raster = RasterFile.FromDataset(path, dataset, deleteOnClose: null);
        _ = raster.Files;
        if (VirtualFile.Is(path))
            return;
        int width = raster.Grid.Width, height = raster.Grid.Height;
        int rows = isNetCdf || (long)width * height * raster.Bands.Count <= MostCells ? height : Math.Min(height, SampledRows);
        double[] row = new double[width];
        for (int band = 1; band <= raster.Bands.Count; band++)
        {
            for (int i = 0; i < rows; i++)
                raster.ReadStored(band, new GridWindow(0, rows == height ? i : (int)((height - 1L) * i / (rows - 1)), width, 1), row);
        }
    }

    private static void ReadFeatures(string path, DatasetHandle dataset)
    {
        _ = GdalLibrary.FilesOf(dataset);
        if (VirtualFile.Is(path))
            return;
        double* envelope = stackalloc double[4];
        for (int i = 0; i < GdalNative.GDALDatasetGetLayerCount(dataset); i++)
        {
            nint layer = GdalNative.GDALDatasetGetLayer(dataset, i), definition = GdalNative.OGR_L_GetLayerDefn(layer);
            int fields = GdalNative.OGR_FD_GetFieldCount(definition), features = 0;
            _ = GdalNative.OGR_L_GetSpatialRef(layer);
            GdalNative.OGR_L_ResetReading(layer);
            for (nint feature = GdalNative.OGR_L_GetNextFeature(layer); feature != 0 && features < VectorZones.MostFeatures; feature = GdalNative.OGR_L_GetNextFeature(layer), features++)
            {
                for (int field = 0; field < fields; field++)
                    _ = Marshal.ReadByte(GdalNative.OGR_F_GetFieldAsString(feature, field));
                nint geometry = GdalNative.OGR_F_StealGeometry(feature);
                GdalNative.OGR_F_Destroy(feature);
                if (geometry == 0)
                    continue;
                geometry = VectorZones.Straight(geometry);
                GdalNative.OGR_G_GetEnvelope(geometry, envelope);
                GdalNative.OGR_G_DestroyGeometry(geometry);
            }
        }
    }
}
