using System.Buffers.Binary;

namespace SoilBeta.Forests;

/// <summary>Little-endian bytes in a buffer that grows.</summary>
internal sealed class ByteWriter(int capacity = 256)
{
    private byte[] _bytes = new byte[capacity];
    private int _length;

    public void Byte(byte value)
    {
        Room(1);
        _bytes[_length++] = value;
    }

    public void Int32(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(Room(4), value);
        _length += 4;
    }

    public void Int64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(Room(8), value);
        _length += 8;
    }

    public void Double(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(Room(8), value);
        _length += 8;
    }

    /// <summary>Seven bits to a byte, the lowest first; all bytes but the last have their highest bit set.</summary>
    public void Varint(uint value)
    {
        Room(5);
        while (value >= 0x80)
        {
            _bytes[_length++] = (byte)(value | 0x80);
            value >>= 7;
        }
        _bytes[_length++] = (byte)value;
    }

    public byte[] ToArray() => _bytes[.._length];

    private Span<byte> Room(int bytes)
    {
        long needed = (long)_length + bytes;
        if (needed > Array.MaxLength)
            throw new InvalidDataException($"A forest takes more than {Array.MaxLength:N0} bytes, more than a section of a file can have. Train fewer trees, or with a larger minimum node size.");
        if (needed > _bytes.Length)
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(2L * _bytes.Length, needed)));
        return _bytes.AsSpan(_length);
    }
}
