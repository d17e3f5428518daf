using System.Security.Cryptography;
using SoilBeta.Files;

namespace SoilBeta.Studies;

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
        string temporary = $"{path}.{Environment.ProcessId}.part";
        try
        {
            using var hash = SHA256.Create();
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            using (var hashing = new CryptoStream(stream, hash, CryptoStreamMode.Write, leaveOpen: true))
                write(hashing);
            DurableFile.Flush(temporary);
            if (Checksums.OfFile(temporary) != Convert.ToHexStringLower(hash.Hash!))
                throw new InvalidDataException($"{path}: what was written is not what is read back.\n  The disk fails, or is full; check it and run again.");
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Writes a text file, UTF-8 with line feeds.</summary>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
}
