using System.Runtime.InteropServices;

namespace SoilBeta.Files;

/// <summary>Flushes files and folders to the disk before a file gets its final name, so that a power cut leaves either the whole file or none.</summary>
public static partial class DurableFile
{
    private const int DontNeed = 4;

    /// <summary>Flushes a file to the disk and, on Linux, drops it from the page cache: later reads then come from the disk, elsewhere possibly from memory.</summary>
    public static void Flush(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Flush(flushToDisk: true);
        if (OperatingSystem.IsLinux())
            _ = posix_fadvise(file.SafeFileHandle, 0, 0, DontNeed);
    }

    /// <summary>Flushes the entries of a folder to the disk, so that a file moved into it survives a power cut. Only needed on Unix.</summary>
    public static void FlushFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        int folder = open(path, 0); // O_RDONLY
        if (folder < 0)
            return; // some file systems cannot flush a folder; the file itself is already safe
        _ = fsync(folder);
        _ = close(folder);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc")]
    private static partial int fsync(int file);

    [LibraryImport("libc")]
    private static partial int close(int file);

    [LibraryImport("libc")]
    private static partial int posix_fadvise(SafeHandle file, nint offset, nint length, int advice);
}
