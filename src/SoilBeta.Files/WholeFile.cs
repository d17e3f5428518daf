using System.Security.Cryptography;

namespace SoilBeta.Files;

/// <summary>Writes a file under a temporary name in the same folder, flushes it to the disk, reads it back and moves it: never half a file, or a damaged one, under its final name.</summary>
public static class WholeFile
{
    /// <summary>Writes a file through a stream.</summary>
    /// <param name="path">Final name; its folder is made if missing, an older file replaced.</param>
    /// <param name="write">Writes the content, from its beginning to its end.</param>
    /// <exception cref="InvalidDataException">What is read back is not what was written; nothing appears under the final name.</exception>
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

    /// <summary>Creates a temporary file; one that a killed process of the same number left is replaced, and a symbolic link of that name is not followed.</summary>
    /// <param name="temporary">A name of <see cref="TemporaryName"/>.</param>
    public static FileStream Create(string temporary)
    {
        File.Delete(temporary);
        return new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16);
    }

    /// <summary>Gives a finished temporary file its name.</summary>
    /// <param name="temporary">The file, closed.</param>
    /// <param name="path">Final name, in the same folder; an older file is replaced.</param>
    /// <param name="checksum">SHA-256 of what was written, hexadecimal; null where a library wrote the file and its content has been compared with the source.</param>
    /// <exception cref="InvalidDataException">What is read back is not what was written.</exception>
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
