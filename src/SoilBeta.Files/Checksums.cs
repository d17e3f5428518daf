using System.Security.Cryptography;
using System.Text;

namespace SoilBeta.Files;

/// <summary>SHA-256 of texts, bytes and files: the program's only hash.</summary>
public static class Checksums
{
    /// <summary>Bytes of a checksum.</summary>
    public const int Size = SHA256.HashSizeInBytes;

    private const int BufferBytes = 1 << 20;

    /// <summary>Of lines of text, hexadecimal: what a piece of work depends on.</summary>
    public static string OfText(params IEnumerable<string> lines) => Hex(OfBytes(Encoding.UTF8.GetBytes(string.Join('\n', lines))));

    /// <summary>Of bytes.</summary>
    public static byte[] OfBytes(ReadOnlySpan<byte> bytes) => SHA256.HashData(bytes);

    /// <summary>Whether bytes have the checksum that was kept with them.</summary>
    public static bool Match(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> checksum)
    {
        Span<byte> found = stackalloc byte[Size];
        SHA256.HashData(bytes, found);
        return found.SequenceEqual(checksum);
    }

    /// <summary>Of a file's content, hexadecimal.</summary>
    public static string OfFile(string path, CancellationToken cancellation = default)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
        return OfContent(stream.Read, cancellation);
    }

    /// <summary>Of all that a reader gives, hexadecimal.</summary>
    /// <param name="read">Reads the next bytes into an array and says how many; 0 at the end.</param>
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
