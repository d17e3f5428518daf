using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using SoilBeta.Rasters.Native;

namespace SoilBeta.Rasters;

/// <summary>Detects truncated netCDF files of the classic formats, whose library reads zeros for the missing part.</summary>
/// <remarks>
/// The library itself computes the length: when it closes a writable file that is shorter than its header declares, it extends the file.
/// It gets a copy of the file's beginning, in memory where the system supports that. NetCDF-4 files are HDF5, whose library rejects truncated files.
/// </remarks>
internal static unsafe partial class NetCdfLength
{
    /// <summary>Longest header, bytes; real ones take kilobytes.</summary>
    private const int LongestHeader = 16 << 20;

    private const uint Update = 1; // GDAL_OF_UPDATE

    /// <summary>Requires that a local file is as long as its header declares.</summary>
    /// <exception cref="InvalidDataException">The file is shorter.</exception>
    public static void Check(string path)
    {
        if (VirtualFile.Is(path))
            return;
        using FileStream file = File.OpenRead(path);
        byte[] head = new byte[Math.Min(file.Length, LongestHeader)];
        file.ReadExactly(head);
        if (head.AsSpan().StartsWith("CDF"u8) && Claimed(head) is var claimed && claimed > file.Length)
            throw new InvalidDataException($"{path} is a netCDF file that is damaged or truncated: its header claims {claimed:N0} bytes, it has {file.Length:N0}.\n  Get it again.");
    }

    /// <summary>Length that a header declares, bytes; length of the copy if the library cannot read it.</summary>
    private static long Claimed(byte[] head)
    {
        if (OperatingSystem.IsLinux() && memfd_create("soilbeta", 0) is >= 0 and int memory)
        {
            using var copy = new SafeFileHandle(memory, ownsHandle: true);
            RandomAccess.Write(copy, head, 0);
            OpenAndClose($"/proc/self/fd/{memory}");
            return RandomAccess.GetLength(copy);
        }
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, head);
            OpenAndClose(path);
            return new FileInfo(path).Length;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void OpenAndClose(string path)
    {
        using var drivers = new TextList("netCDF");
        using (Hdf5Lock.Enter())
            GdalNative.GDALOpenEx(path, GdalNative.OpenRaster | Update, drivers.Pointer, null, null).Dispose();
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int memfd_create(string name, uint flags);
}
