using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace SoilBeta.Files;

/// <summary>Distinguishes regular files from devices, pipes and sockets, which may never end, block, or act when they are opened.</summary>
public static partial class RegularFile
{
    // <linux/stat.h>: struct statx has 256 bytes on every architecture, stx_mode is the 16 bits at 28.
    private const int CurrentFolder = -100, TypeAndMode = 3, StatusBytes = 256, ModeAt = 28, TypeMask = 0xF000, Regular = 0x8000;

    /// <summary>Whether a path is, after any symbolic links, a regular file. Does not open it.</summary>
    /// <param name="path">Path of something that exists.</param>
    public static bool Is(string path)
    {
        if (Directory.Exists(path) || File.GetAttributes(path).HasFlag(FileAttributes.Device))
            return false;
        if (!OperatingSystem.IsLinux())
            return true;
        Span<byte> status = stackalloc byte[StatusBytes];
        return statx(CurrentFolder, path, 0, TypeAndMode, status) != 0 || (BinaryPrimitives.ReadUInt16LittleEndian(status[ModeAt..]) & TypeMask) == Regular;
    }

    /// <summary>Requires that something that exists is a regular file.</summary>
    /// <param name="path">Path.</param>
    /// <param name="why">Why the file would be opened, where the path does not make it clear.</param>
    /// <exception cref="InvalidDataException">It is a device, a pipe, a socket or a folder.</exception>
    public static void Require(string path, string? why = null)
    {
        if (!Is(path))
            throw new InvalidDataException($"{path} is {(Directory.Exists(path) ? "a folder" : "not a regular file but a pipe, a device or the like")}{(why is null ? "" : $"; {why}")}.\n  Only regular files are opened: copy its content to a file and name that.");
    }

    /// <summary>Opens a regular file for reading.</summary>
    /// <exception cref="InvalidDataException">It is not a regular file; nothing was opened.</exception>
    /// <exception cref="IOException">It is missing or cannot be read.</exception>
    public static FileStream OpenRead(string path)
    {
        if (File.Exists(path))
            Require(path);
        return File.OpenRead(path);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, Span<byte> status);
}
