using System.Security.Cryptography;

namespace SoilBeta.Files;

/// <summary>Writes a file under a temporary name in the same folder, flushes it, reads it back and moves it into place: the final name never holds a partial or damaged file.</summary>
public static class WholeFile
{
    /// <summary>Writes a file through a stream.</summary>
    /// <param name="path">Final name; its folder is created if missing, an older file replaced.</param>
    /// <param name="write">Writes the content from beginning to end.</param>
    /// <exception cref="InvalidDataException">The bytes read back differ from those written; the final name is left alone.</exception>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        string temporary = TemporaryName.For(path);
        try
        {
            using var hash = SHA256.Create();
            using (var stream = Create(temporary))
            using (var hashing = new CryptoStream(stream, hash, CryptoStreamMode.Write, leaveOpen: true))
            {
                RunPoints.Pass("begun", path);
                write(hashing);
            }
            Publish(temporary, path, Convert.ToHexStringLower(hash.Hash!));
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Writes a text file, UTF-8 with line feeds.</summary>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    /// <summary>Creates a temporary file. Replaces one that a killed process with the same id left, and does not follow a symbolic link of that name.</summary>
    /// <param name="temporary">A name of <see cref="TemporaryName"/>.</param>
    public static FileStream Create(string temporary)
    {
        File.Delete(temporary);
        return new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16);
    }

    /// <summary>Moves a finished temporary file to its final name.</summary>
    /// <param name="temporary">The file, closed.</param>
    /// <param name="path">Final name, in the same folder; an older file is replaced.</param>
    /// <param name="checksum">SHA-256 of the bytes written, hexadecimal; null where a library wrote the file and the caller has compared its content with the source.</param>
    /// <exception cref="InvalidDataException">The bytes read back differ from those written.</exception>
    public static void Publish(string temporary, string path, string? checksum = null)
    {
        DurableFile.Flush(temporary);
        string found = Checksums.OfFile(temporary);
        if (checksum is not null && found != checksum)
            throw new InvalidDataException($"{path}: what was written is not what is read back.\n  The disk fails, or is full; check it and run again.");
        WrittenFiles.Keep(path, found);
        RunPoints.Pass("whole", path);
        File.Move(temporary, path, overwrite: true);
        RunPoints.Pass("renamed", path);
    }
}
