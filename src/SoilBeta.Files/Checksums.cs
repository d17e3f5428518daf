using System.Security.Cryptography;
using System.Text;

namespace SoilBeta.Files;

/// <summary>SHA-256 of text, bytes and files: the only hash that the program uses.</summary>
public static class Checksums
{
    /// <summary>Length of a checksum, bytes.</summary>
    public const int Size = SHA256.HashSizeInBytes;

    private const int BufferBytes = 1 << 20;

    /// <summary>Checksum of lines of text, hexadecimal: identifies the inputs of a piece of work.</summary>
    public static string OfText(params IEnumerable<string> lines) => Hex(OfBytes(Encoding.UTF8.GetBytes(string.Join('\n', lines))));

    /// <summary>Checksum of bytes.</summary>
    public static byte[] OfBytes(ReadOnlySpan<byte> bytes) => SHA256.HashData(bytes);

    /// <summary>Whether bytes match the checksum stored with them.</summary>
    public static bool Match(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> checksum)
    {
        Span<byte> found = stackalloc byte[Size];
        SHA256.HashData(bytes, found);
        return found.SequenceEqual(checksum);
    }

    /// <summary>Checksum of a file's content, hexadecimal.</summary>
    public static string OfFile(string path, CancellationToken cancellation = default)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
        return OfContent(stream.Read, cancellation);
    }

    /// <summary>Checksum of everything that a reader returns, hexadecimal.</summary>
    /// <param name="read">Reads the next bytes into an array and returns their number; 0 at the end.</param>
    /// <param name="cancellation">Cancellation token.</param>
    public static string OfContent(Func<byte[], int, int, int> read, CancellationToken cancellation = default)
    {
        using var running = new RunningChecksum();
        byte[] buffer = new byte[BufferBytes];
        for (int bytes; (bytes = read(buffer, 0, buffer.Length)) > 0;)
        {
            cancellation.ThrowIfCancellationRequested();
            running.Append(buffer.AsSpan(0, bytes));
        }
        return Hex(running.Take());
    }

    /// <summary>A checksum as hexadecimal text.</summary>
    public static string Hex(ReadOnlySpan<byte> checksum) => Convert.ToHexStringLower(checksum);
}
