using System.Runtime.InteropServices;
using SoilBeta.Rasters.Native;

namespace SoilBeta.Rasters;

/// <summary>What the first opening of a file goes through: everything that the steps will ask GDAL for, with as many of its cells as are quickly read.</summary>
internal static unsafe class FirstLook
{
    /// <summary>Cells of all bands together up to which a raster is read to its end. A netCDF file always is: its library is the one that crashes on damaged cells.</summary>
    private const long MostCells = 1 << 22;

    /// <summary>Rows of each band of a larger raster that are read, evenly spaced.</summary>
    private const int SampledRows = 16;

    /// <summary>Why a file cannot be used; null where it can.</summary>
    /// <param name="file">The file.</param>
    /// <param name="allowNetwork">Whether it may be behind an address or in an archive; such a file is opened, not read.</param>
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
