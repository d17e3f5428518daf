using System.Runtime.InteropServices;

namespace SoilBeta.Files;

/// <summary>Makes sure that a file is on the disk before its name says that it is whole, and that what is read back comes from there.</summary>
public static partial class DurableFile
{
    private const int DontNeed = 4;

    /// <summary>Flushes what the operating system still holds of a file, and lets go of it: what is read afterwards comes from the disk (on Linux; elsewhere it may come from memory).</summary>
    public static void Flush(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Flush(flushToDisk: true);
        if (OperatingSystem.IsLinux())
            _ = posix_fadvise(file.SafeFileHandle, 0, 0, DontNeed);
    }

    /// <summary>Makes sure that the names in a folder are on the disk: a file that was moved into it is there after a power cut too. On Unix; elsewhere the file system sees to it.</summary>
    public static void FlushFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        int folder = open(path, 0); // O_RDONLY
        if (folder < 0)
            return; // a file system that cannot is not a reason to fail
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
