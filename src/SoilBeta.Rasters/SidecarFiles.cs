using System.Runtime.InteropServices;
using SoilBeta.Rasters.Native;

namespace SoilBeta.Rasters;

/// <summary>Files beside a raster or vector layer that GDAL opens with it (<c>.aux.xml</c>, <c>.ovr</c>, <c>.msk</c>, <c>.prj</c>, …): looked at by the rule of the file itself before GDAL does.</summary>
internal static unsafe class SidecarFiles
{
    // Overviews and masks, alone or of one another; GDAL opens them with whatever driver fits.
    private static readonly string[] s_rasters = [".ovr", ".msk", ".aux", ".rrd"];

    private static ReadOnlySpan<byte> Imagine => "EHFA_HEADER_TAG"u8;

    /// <summary>Requires that every file beside a file that bears its name is a regular file, and that overviews and masks are rasters that hold their own cells.</summary>
    /// <param name="path">The file; it exists.</param>
    /// <exception cref="InvalidDataException">One of them is not; it is named.</exception>
    public static void Check(string path)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!, name = Path.GetFileNameWithoutExtension(path);
        // SQLite would read these for what is in a GeoPackage; no checksum of the file covers them.
        foreach (string beside in new[] { "-wal", "-journal" })
        {
            if (File.Exists(path + beside) && new FileInfo(path + beside).Length > 0)
                throw new InvalidDataException($"{path} has changes that are not in it yet ({Path.GetFileName(path)}{beside}).\n  Close it in the program that has it open, QGIS for instance.");
        }
        var options = new EnumerationOptions { MatchType = MatchType.Simple, MatchCasing = MatchCasing.CaseInsensitive, AttributesToSkip = FileAttributes.None };
        foreach (string beside in Directory.EnumerateFiles(folder, name + ".*", options))
        {
            if (RealPath.Resolve(beside) is var real && !File.Exists(real))
                continue; // a link to nowhere
            RegularFile.Require(beside, $"it lies beside {path}, which would be read with it");
            if (beside != path && s_rasters.Contains(Path.GetExtension(beside), StringComparer.OrdinalIgnoreCase) && !IsPlainRaster(beside))
                throw new InvalidDataException($"{beside}, beside {path}, is neither a TIFF nor an Imagine file.\n  Overviews and masks that refer to other files are not read. Make them again: gdaladdo -clean {Path.GetFileName(path)}");
        }
    }

    /// <summary>Requires that an open dataset takes its overviews from itself or from the file of its name beside it.</summary>
    /// <exception cref="InvalidDataException">Its metadata names another file.</exception>
    public static void CheckOverviews(string path, DatasetHandle dataset)
    {
        string? named = Marshal.PtrToStringUTF8(GdalNative.GDALGetDatasetMetadataItem(dataset, "OVERVIEW_FILE", "OVERVIEWS"));
        if (named is null)
            return;
        const string beside = ":::BASE:::"; // the folder of the dataset; GDAL may have put it in already
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
