using System.Buffers.Binary;
using System.Numerics;

namespace SoilBeta.Tests.Fuzz;

/// <summary>The parts of an HDF5 file with a checksum, found in a valid file by trial: a signature, and their checksum after a number of bytes.</summary>
internal sealed class Hdf5Blocks
{
    private const int Longest = 4096;
    private readonly List<(int At, int Length)> _blocks = [];

    /// <summary>Number of parts.</summary>
    public int Count => _blocks.Count;

    /// <summary>Finds the parts.</summary>
    public static Hdf5Blocks Of(byte[] valid)
    {
        var found = new Hdf5Blocks();
        for (int at = 0; at < valid.Length - 12; at++)
        {
            if (at > 0 && !(valid.AsSpan(at, 4).SequenceEqual("OHDR"u8) || valid.AsSpan(at, 4).SequenceEqual("OCHK"u8)))
                continue;
            for (int length = 8; length < Math.Min(Longest, valid.Length - at - 4); length++)
            {
                if (BinaryPrimitives.ReadUInt32LittleEndian(valid.AsSpan(at + length)) != Checksum(valid.AsSpan(at, length)))
                    continue;
                found._blocks.Add((at, length));
                break;
            }
        }
        return found;
    }

    /// <summary>The file with one of its parts mutated and its checksum corrected.</summary>
    public byte[] Change(byte[] valid, Mutator change)
    {
        var (at, length) = _blocks[change.Next(_blocks.Count)];
        byte[] block = change.InPlace(valid[at..(at + length)]), file = [.. valid];
        block.AsSpan(0, Math.Min(length, block.Length)).CopyTo(file.AsSpan(at));
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at + length), Checksum(file.AsSpan(at, length)));
        return file;
    }

    /// <summary>The checksum of HDF5's metadata: Jenkins's lookup3 of bytes, from 0.</summary>
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint a = unchecked(0xdeadbeef + (uint)bytes.Length), b = a, c = a;
        unchecked
        {
            while (bytes.Length > 12)
            {
                Add(bytes, ref a, ref b, ref c);
                a = (a - c) ^ BitOperations.RotateLeft(c, 4);
                c += b;
                b = (b - a) ^ BitOperations.RotateLeft(a, 6);
                a += c;
                c = (c - b) ^ BitOperations.RotateLeft(b, 8);
                b += a;
                a = (a - c) ^ BitOperations.RotateLeft(c, 16);
                c += b;
                b = (b - a) ^ BitOperations.RotateLeft(a, 19);
                a += c;
                c = (c - b) ^ BitOperations.RotateLeft(b, 4);
                b += a;
                bytes = bytes[12..];
            }
            if (bytes.IsEmpty)
                return c;
            Span<byte> last = stackalloc byte[12];
            last.Clear();
            bytes.CopyTo(last);
            Add(last, ref a, ref b, ref c);
            c = (c ^ b) - BitOperations.RotateLeft(b, 14);
            a = (a ^ c) - BitOperations.RotateLeft(c, 11);
            b = (b ^ a) - BitOperations.RotateLeft(a, 25);
            c = (c ^ b) - BitOperations.RotateLeft(b, 16);
            a = (a ^ c) - BitOperations.RotateLeft(c, 4);
            b = (b ^ a) - BitOperations.RotateLeft(a, 14);
            return (c ^ b) - BitOperations.RotateLeft(b, 24);
        }
    }

    private static void Add(ReadOnlySpan<byte> bytes, ref uint a, ref uint b, ref uint c)
    {
        unchecked
        {
            a += BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            b += BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            c += BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        }
    }
}
