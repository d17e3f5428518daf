using System.Security.Cryptography;
using SoilBeta.Files;

namespace SoilBeta.Forests;

/// <summary>Writes a forest file so that nothing stands under its final name until all of it does: to a temporary name in the same folder, flushed, read back, then moved.</summary>
internal static class ForestFileOutput
{
    /// <summary>Writes a file whole, or leaves what was there.</summary>
    /// <param name="path">Final name; its folder is made if missing.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="InvalidDataException">What is read back is not what was written.</exception>
    /// <exception cref="IOException">The folder or file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        string full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        string temporary = $"{full}.{Environment.ProcessId}.part";
        try
        {
            using var hash = SHA256.Create();
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
            using (var hashing = new CryptoStream(stream, hash, CryptoStreamMode.Write, leaveOpen: true))
                write(hashing);
            DurableFile.Flush(temporary);
            using (FileStream written = File.OpenRead(temporary))
            {
                if (!SHA256.HashData(written).AsSpan().SequenceEqual(hash.Hash))
                    throw new InvalidDataException($"{path}: what was written is not what is read back.\n  The disk fails, or is full; check it and run again.");
            }
            File.Move(temporary, full, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
