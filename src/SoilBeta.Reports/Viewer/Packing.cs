using System.Buffers.Binary;
using System.IO.Compression;

namespace SoilBeta.Reports.Viewer;

/// <summary>Packs numbers for the page: quantised, as differences, deflated and in base64; <c>viewer.js</c> unpacks them.</summary>
internal static class Packing
{
    /// <summary>Units of a pixel in which lines are stored.</summary>
    public const int LineUnits = 16;

    /// <summary>Values of cells in steps of a quantum: 0 for none, otherwise 1 + (value − offset) / quantum, as differences modulo 65,536, all low bytes before all high bytes.</summary>
    /// <param name="values">Values, NaN for none.</param>
    /// <param name="offset">Smallest value.</param>
    /// <param name="quantum">Step.</param>
    public static string Values(ReadOnlySpan<float> values, double offset, double quantum)
    {
        byte[] bytes = new byte[2 * values.Length];
        ushort before = 0;
        for (int i = 0; i < values.Length; i++)
        {
            ushort code = float.IsFinite(values[i]) ? (ushort)Math.Clamp(1 + Math.Round((values[i] - offset) / quantum), 1, ushort.MaxValue) : (ushort)0;
            ushort step = (ushort)(code - before);
            (bytes[i], bytes[values.Length + i]) = ((byte)step, (byte)(step >> 8));
            before = code;
        }
        return Deflated(bytes);
    }

    /// <summary>Flags, eight in a byte, the first in the lowest bit.</summary>
    public static string Bits(ReadOnlySpan<bool> flags)
    {
        byte[] bytes = new byte[(flags.Length + 7) / 8];
        for (int i = 0; i < flags.Length; i++)
        {
            if (flags[i])
                bytes[i >> 3] |= (byte)(1 << (i & 7));
        }
        return Deflated(bytes);
    }

    /// <summary>Small numbers, a byte each.</summary>
    public static string Bytes(ReadOnlySpan<byte> values) => Deflated(values);

    /// <summary>Real numbers as float32, little endian.</summary>
    public static string Floats(ReadOnlySpan<float> values)
    {
        byte[] bytes = new byte[4 * values.Length];
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4 * i), values[i]);
        return Deflated(bytes);
    }

    /// <summary>Lines in 1/16 pixel: of each its number of points, then differences from point to point (the first from 0), as LEB128 in zigzag.</summary>
    public static string Lines(IEnumerable<(float X, float Y)[]> lines)
    {
        var bytes = new List<byte>();
        void Add(int value)
        {
            uint zigzag = (uint)((value << 1) ^ (value >> 31));
            for (; zigzag > 127; zigzag >>= 7)
                bytes.Add((byte)(zigzag | 128));
            bytes.Add((byte)zigzag);
        }
        foreach (var line in lines)
        {
            var points = new List<(int X, int Y)>();
            foreach (var (x, y) in line)
            {
                var point = ((int)Math.Round(x * LineUnits), (int)Math.Round(y * LineUnits));
                if (points.Count == 0 || points[^1] != point)
                    points.Add(point);
            }
            if (points.Count < 2)
                continue;
            Add(points.Count);
            (int X, int Y) before = (0, 0);
            foreach (var point in points)
            {
                Add(point.X - before.X);
                Add(point.Y - before.Y);
                before = point;
            }
        }
        return Deflated([.. bytes]);
    }

    private static string Deflated(ReadOnlySpan<byte> bytes)
    {
        using var memory = new MemoryStream();
        using (var deflate = new ZLibStream(memory, CompressionLevel.SmallestSize, leaveOpen: true))
            deflate.Write(bytes);
        return Convert.ToBase64String(memory.GetBuffer(), 0, (int)memory.Length);
    }
}
