using SoilBeta.Rasters.Native;

namespace SoilBeta.Rasters;

/// <summary>A colour of a picture.</summary>
/// <param name="Red">0 … 255.</param>
/// <param name="Green">0 … 255.</param>
/// <param name="Blue">0 … 255.</param>
/// <param name="Alpha">Opacity, 0 … 255.</param>
public readonly record struct Colour(byte Red, byte Green, byte Blue, byte Alpha = 255);

/// <summary>Writes a PNG of at most 256 colours through GDAL.</summary>
public static unsafe class PalettePicture
{
    private const int Rgb = 1;

    /// <summary>Writes the picture, replacing an older one of that name.</summary>
    /// <param name="path">Path (.png) in an existing folder.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="indices">Colour of each pixel, [row][column].</param>
    /// <param name="colours">The colours.</param>
    /// <exception cref="InvalidDataException">It cannot be written there.</exception>
    public static void Write(string path, int width, int height, byte[] indices, IReadOnlyList<Colour> colours)
    {
        GdalLibrary.Require();
        GdalErrors.Clear();
        using DatasetHandle memory = GdalNative.GDALCreate(GdalNative.GDALGetDriverByName("MEM"), "", width, height, 1, GdalNative.TypeByte, null);
        if (memory.IsInvalid)
            throw GdalErrors.Failure(path, "cannot be drawn", "Is there enough memory?");
        nint band = GdalNative.GDALGetRasterBand(memory, 1);
        using ColorTableHandle table = GdalNative.GDALCreateColorTable(Rgb);
        for (int i = 0; i < colours.Count; i++)
        {
            var entry = new ColorEntry(colours[i].Red, colours[i].Green, colours[i].Blue, colours[i].Alpha);
            GdalNative.GDALSetColorEntry(table, i, &entry);
        }
        _ = GdalNative.GDALSetRasterColorTable(band, table);
        fixed (byte* pixels = indices)
            _ = GdalNative.GDALRasterIO(band, GdalNative.Write, 0, 0, width, height, pixels, width, height, GdalNative.TypeByte, 0, 0);

        string part = TemporaryName.For(path);
        File.Delete(part);
        using var options = new TextList("ZLEVEL=9");
        using (DatasetHandle png = GdalNative.GDALCreateCopy(GdalNative.GDALGetDriverByName("PNG"), part, memory, 0, options.Pointer, 0, 0))
        {
            if (png.IsInvalid)
                throw GdalErrors.Failure(path, "cannot be written", "Is the disk full, or the folder not yours to write to?");
        }
        File.Delete(part + ".aux.xml");
        WholeFile.Publish(part, path);
    }
}
