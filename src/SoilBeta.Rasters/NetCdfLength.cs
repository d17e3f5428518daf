using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using SoilBeta.Rasters.Native;

namespace SoilBeta.Rasters;

/// <summary>Finds a netCDF file of the classic formats that was cut off: its library reads zeros for what is missing.</summary>
/// <remarks>
/// The library itself says how long the file should be: when it closes a file that it may write to and that is shorter than its header claims, it makes the file that long.
/// It is given a copy of the file's beginning, in memory where the system can do that. netCDF-4 files are HDF5, which refuses one that was cut off.
/// </remarks>
internal static unsafe partial class NetCdfLength
{
    /// <summary>Longest header, bytes; real ones have kilobytes.</summary>
    private const int LongestHeader = 16 << 20;

    private const uint Update = 1; // GDAL_OF_UPDATE

    /// <summary>Requires that a file of this machine is as long as its header claims.</summary>
    /// <exception cref="InvalidDataException">It is shorter.</exception>
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

    /// <summary>Length that a header claims, bytes; where the library makes nothing of it, that of the copy.</summary>
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
