using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace SoilBeta.Soil.Tables;

/// <summary>Passes on the bytes of a text and rejects what is not UTF-8: with a replacement character, <c>Peñón</c> and <c>Peñòn</c> would become one profile.</summary>
/// <param name="inner">Bytes.</param>
/// <param name="name">File name, for messages.</param>
/// <param name="mayBeOther">Whether neither a byte-order mark nor the user states that the text is UTF-8.</param>
internal sealed class CheckedUtf8(Stream inner, string name, bool mayBeOther) : ForwardStream
{
    private const int Mark = 4; // longest byte-order mark, bytes

    private readonly byte[] carried = new byte[4]; // start of a character that continues in the next bytes
    private int carriedCount;
    private long lines;
    private long position;
    private byte last = (byte)'\n';

    /// <summary>Whether the bytes read so far end with a line break, or none were read.</summary>
    public bool EndsWithLineBreak => last is (byte)'\n' or (byte)'\r';

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int read = ReadInner(buffer);
        ReadOnlySpan<byte> bytes = buffer[..read];
        if (read == 0)
            return carriedCount == 0 || buffer.IsEmpty ? 0 : throw NotUtf8(carried.AsSpan(0, carriedCount), 0);
        if (position < Mark && bytes[..(int)Math.Min(Mark - position, read)].Contains((byte)0))
            throw new InvalidDataException($"{name}: the text holds null characters, as UTF-16 without a byte-order mark does. Give its encoding (encoding: utf-16), or save it as UTF-8.");
        position += read;
        last = bytes[^1];
        Check(bytes);
        lines += bytes.Count((byte)'\n');
        return read;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private int ReadInner(Span<byte> buffer)
    {
        try
        {
            return inner.Read(buffer);
        }
        catch (DecoderFallbackException failure)
        {
            throw new InvalidDataException($"{name}, after line {lines + 1}: bytes that are invalid in the encoding. Give the encoding that the file was saved in (encoding), or save it as UTF-8.", failure);
        }
    }

    private void Check(ReadOnlySpan<byte> bytes)
    {
        int from = 0;
        while (carriedCount > 0 && from < bytes.Length)
        {
            carried[carriedCount++] = bytes[from++];
            OperationStatus status = Rune.DecodeFromUtf8(carried.AsSpan(0, carriedCount), out _, out _);
            if (status == OperationStatus.Done)
                carriedCount = 0;
            else if (status != OperationStatus.NeedMoreData)
                throw NotUtf8(carried.AsSpan(0, carriedCount), 0);
        }
        ReadOnlySpan<byte> rest = bytes[from..];
        if (carriedCount > 0 || rest.IsEmpty)
            return;
        int whole = rest.Length - Unfinished(rest);
        if (!Utf8.IsValid(rest[..whole]))
        {
            int at = 0;
            while (Rune.DecodeFromUtf8(rest[at..], out _, out int length) == OperationStatus.Done)
                at += length;
            lines += bytes[..(from + at)].Count((byte)'\n');
            throw NotUtf8(rest, at);
        }
        rest[whole..].CopyTo(carried);
        carriedCount = rest.Length - whole;
    }

    /// <summary>Number of bytes at the end that start a character without completing it.</summary>
    private static int Unfinished(ReadOnlySpan<byte> bytes)
    {
        for (int back = 1; back <= Math.Min(3, bytes.Length); back++)
        {
            if ((bytes[^back] & 0xC0) != 0x80)
                return Rune.DecodeFromUtf8(bytes[^back..], out _, out _) == OperationStatus.NeedMoreData ? back : 0;
        }
        return 0;
    }

    private InvalidDataException NotUtf8(ReadOnlySpan<byte> bytes, int at)
    {
        int from = at, to = at;
        while (from > 0 && at - from < 20 && bytes[from - 1] > ' ' && !IsSeparator(bytes[from - 1]))
            from--;
        while (to < bytes.Length && to - at < 20 && bytes[to] > ' ' && !IsSeparator(bytes[to]))
            to++;
        string word = Encoding.Latin1.GetString(bytes[from..to]);
        return new InvalidDataException(mayBeOther
            ? $"{name}, line {lines + 1}: the text is not UTF-8 ('{word}' if it is latin1). Give its encoding (encoding: latin1, windows-1252, …), or save it as UTF-8."
            : $"{name}, line {lines + 1}: the text is not UTF-8, as its byte-order mark or the given encoding says ('{word}' if it is latin1). Give the right encoding (encoding: latin1, windows-1252, …), or save it as UTF-8.");
    }

    private static bool IsSeparator(byte value) => value is (byte)',' or (byte)';' or (byte)'|' or (byte)'"';
}
