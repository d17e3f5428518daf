using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SoilBeta.Mapping.Maps;

/// <summary>A part of a file of tiles while it is written: its length, its bytes, their SHA-256. Nothing is gathered first, since a part may be large.</summary>
internal sealed class TilePart : IDisposable
{
    private readonly Stream _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _left;

    /// <summary>Begins a part of so many bytes.</summary>
    public TilePart(Stream file, int bytes)
    {
        (_file, _left) = (file, bytes);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes);
        file.Write(length);
    }

    /// <summary>Appends values.</summary>
    public void Write<T>(ReadOnlySpan<T> values) where T : unmanaged
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(values);
        _left -= bytes.Length;
        _hash.AppendData(bytes);
        _file.Write(bytes);
    }

    /// <summary>Ends the part.</summary>
    public void End()
    {
        if (_left != 0)
            throw new InvalidOperationException($"A part of a file of tiles is {_left} bytes short of its length.");
        _file.Write(_hash.GetHashAndReset());
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();
}
