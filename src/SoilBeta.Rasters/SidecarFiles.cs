using System.Runtime.InteropServices;
using SoilBeta.Rasters.Native;

namespace SoilBeta.Rasters;

/// <summary>Sidecar files that GDAL opens with a raster or vector layer (<c>.aux.xml</c>, <c>.ovr</c>, <c>.msk</c>, <c>.prj</c>, …), checked by the same rules as the file itself before GDAL opens them.</summary>
internal static unsafe class SidecarFiles
{
    // Overviews and masks, also of one another; GDAL opens them with any driver that fits.
    private static readonly string[] s_rasters = [".ovr", ".msk", ".aux", ".rrd"];

    private static ReadOnlySpan<byte> Imagine => "EHFA_HEADER_TAG"u8;

    /// <summary>Requires that all sidecar files are regular files, and that overviews and masks are rasters with their own cells.</summary>
    /// <param name="path">Path of an existing file.</param>
    /// <exception cref="InvalidDataException">One of them is not; the message names it.</exception>
    public static void Check(string path)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!, name = Path.GetFileNameWithoutExtension(path);
        // SQLite would read content of the GeoPackage from these files, which its checksum does not cover.
        foreach (string beside in new[] { "-wal", "-journal" })
        {
            if (File.Exists(path + beside) && new FileInfo(path + beside).Length > 0)
                throw new InvalidDataException($"{path} has changes that are not in it yet ({Path.GetFileName(path)}{beside}).\n  Close it in the program that has it open, QGIS for instance.");
        }
        var options = new EnumerationOptions { MatchType = MatchType.Simple, MatchCasing = MatchCasing.CaseInsensitive, AttributesToSkip = FileAttributes.None };
        foreach (string beside in Directory.EnumerateFiles(folder, name + ".*", options))
        {
            if (RealPath.Resolve(beside) is var real && !File.Exists(real))
                continue; // a broken link
            RegularFile.Require(beside, $"it is next to {path} and would be read with it");
            if (beside != path && s_rasters.Contains(Path.GetExtension(beside), StringComparer.OrdinalIgnoreCase) && !IsPlainRaster(beside))
                throw new InvalidDataException($"{beside}, next to {path}, is neither a TIFF nor an Imagine file.\n  Overviews and masks that refer to other files are not read. Make them again: gdaladdo -clean {Path.GetFileName(path)}");
        }
    }

    /// <summary>Requires that the overviews of an open dataset are in the file itself or in its sidecar file.</summary>
    /// <exception cref="InvalidDataException">The metadata of the dataset names another file.</exception>
    public static void CheckOverviews(string path, DatasetHandle dataset)
    {
        string? named = Marshal.PtrToStringUTF8(GdalNative.GDALGetDatasetMetadataItem(dataset, "OVERVIEW_FILE", "OVERVIEWS"));
        if (named is null)
            return;
        const string beside = ":::BASE:::"; // stands for the folder of the dataset; GDAL may have replaced it already
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!, file = Path.Combine(folder, named.StartsWith(beside, StringComparison.Ordinal) ? named[beside.Length..] : named);
        if (Path.GetDirectoryName(file) == folder && File.Exists(file) && RegularFile.Is(file) && IsPlainRaster(file))
            return;
        throw new InvalidDataException($"{path} takes its overviews from another file, {named}.\n  Such references are not followed. Remove them: gdaladdo -clean {Path.GetFileName(path)}");
    }

    private static bool IsPlainRaster(string path)
    {
        using FileStream file = File.OpenRead(path);
        Span<byte> head = stackalloc byte[16];
        int read = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        return read == 0 || (read >= 4 && (head[..4].SequenceEqual("II*\0"u8) || head[..4].SequenceEqual("MM\0*"u8) || head[..4].SequenceEqual("II+\0"u8) || head[..4].SequenceEqual("MM\0+"u8)))
            || head.StartsWith(Imagine);
    }
}
