using System.Security.Cryptography;
using System.Text;

namespace SoilBeta.Files;

/// <summary>SHA-256 of texts and files, hexadecimal.</summary>
public static class Checksums
{
    /// <summary>Of lines of text: what a piece of work depends on.</summary>
    public static string OfText(params IEnumerable<string> lines) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))));

    /// <summary>Of a file's content.</summary>
    public static string OfFile(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
