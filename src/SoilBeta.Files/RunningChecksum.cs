using System.Security.Cryptography;

namespace SoilBeta.Files;

/// <summary>SHA-256 of bytes that arrive in pieces.</summary>
public sealed class RunningChecksum : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Adds the next bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

    /// <summary>Checksum of all bytes appended since the last call; starts a new one.</summary>
    public byte[] Take() => _hash.GetHashAndReset();

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();
}
