using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace SoilBeta.Tests.Fuzz;

/// <summary>Mutates valid input: seeded, so that every input can be reproduced from its reader's name and number.</summary>
internal sealed class Mutator(string reader, int input)
{
    private static readonly string[] s_numbers =
    [
        "-1", "0", "1", "2147483647", "-2147483648", "4294967296", "9223372036854775807", "18446744073709551616", "1e308", "-1e308", "1e309", "1e-320", "NaN", "nan", "-inf", "Infinity", "1_000", "0x7fffffff",
        "1,5", "٣", "--1", "1e", "", "99999999999999999999999999999999999999", "0.0000000000000000000000000000000000000001", "1e400",
    ];

    private static readonly string[] s_texts =
    [
        "\"", "'", "''", "\"\"", "[", "]", "{", "}", "[[[[[[[[[[[[[[[[[[[[", "{a: {b: {c: {d: {e: {f: {g: {h: {i: {j: {k: {l: {m: 1}}}}}}}}}}}}}", ":", ": ", "- ", "#", "&a ", "*a", "!!python/object ", "? ", "|\n", ">\n", "%", "@", "`",
        "\0", "\t", "\r", "\r\n", "\n\n", "\uFEFF", "\u202E", "\u2028", "=cmd|'/C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "../../../etc/passwd", "/dev/zero", "C:\\x", "//host/share", "<script>alert(1)</script>", "%s%n", "\u001b[31m",
        "null", "~", "true", "[]", "{}", "---\n", "...\n", "<<: ", ",,,,", ";", "\"unclosed",
    ];

    /// <summary>Most bytes that repeating a line may add: an input that is itself large proves nothing.</summary>
    private const int LargestGrowth = 1 << 19;

    private readonly Random _random = new(Seed(reader, input));

    /// <summary>Name of the input for messages.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{reader} {input}");

    /// <summary>A number below <paramref name="most"/>.</summary>
    public int Next(int most) => _random.Next(most);

    /// <summary>A number or a text that may break a careless reader.</summary>
    public string Value() => _random.Next(2) == 0 ? s_numbers[_random.Next(s_numbers.Length)] : s_texts[_random.Next(s_texts.Length)];

    /// <summary>Bytes with one to four mutations.</summary>
    public byte[] Bytes(byte[] valid)
    {
        var bytes = new List<byte>(valid);
        for (int change = 0; change <= _random.Next(4); change++)
            ChangeBytes(bytes);
        return [.. bytes];
    }

    /// <summary>Bytes with one to four mutations, most of them to numbers and texts in place, so that the surrounding structure stays valid.</summary>
    public byte[] InPlace(byte[] valid)
    {
        if (_random.Next(6) == 0)
            return Bytes(valid);
        var bytes = new List<byte>(valid);
        for (int change = 0; change <= _random.Next(4); change++)
        {
            // Most bytes of a database or an HDF5 file are zeros that no parser reads.
            int at = _random.Next(bytes.Count);
            for (int again = 0; again < 200 && bytes[at] == 0; again++)
                at = _random.Next(bytes.Count);
            switch (_random.Next(6))
            {
                case 0 or 1: bytes[at] ^= (byte)(1 << _random.Next(8)); break;
                case 2: bytes[at] = (byte)_random.Next(256); break;
                case 3: bytes[at] = _random.Next(2) == 0 ? (byte)0 : (byte)255; break;
                default: Overwrite(bytes, at, 2 << _random.Next(3)); break;
            }
        }
        return [.. bytes];
    }

    /// <summary>Text with one to five mutations of its tokens and lines, sometimes of its bytes.</summary>
    public byte[] Text(string valid)
    {
        string text = valid;
        for (int change = 0; change <= _random.Next(5); change++)
            text = ChangeText(text);
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return _random.Next(5) == 0 ? Bytes(bytes) : bytes;
    }

    private static int Seed(string reader, int input)
    {
        uint seed = 2166136261;
        foreach (char c in string.Create(CultureInfo.InvariantCulture, $"{reader}/{input}"))
            seed = unchecked((seed ^ c) * 16777619);
        return (int)(seed & int.MaxValue);
    }

    private void ChangeBytes(List<byte> bytes)
    {
        int length = bytes.Count;
        if (length == 0)
        {
            bytes.AddRange(Enumerable.Range(0, _random.Next(64)).Select(_ => (byte)_random.Next(256)));
            return;
        }
        int at = _random.Next(length), some = Math.Min(length - at, 1 + (_random.Next(4) == 0 ? _random.Next(length) : _random.Next(32)));
        switch (_random.Next(10))
        {
            case 0: bytes[at] ^= (byte)(1 << _random.Next(8)); break;
            case 1: bytes[at] = (byte)_random.Next(256); break;
            case 2: bytes[at] = _random.Next(2) == 0 ? (byte)0 : (byte)255; break;
            case 3: Overwrite(bytes, at, 4); break;
            case 4: Overwrite(bytes, at, 8); break;
            case 5: bytes.RemoveRange(at, length - at); break;
            case 6: bytes.RemoveRange(at, some); break;
            case 7: bytes.InsertRange(_random.Next(length), bytes.GetRange(at, some)); break;
            case 8: bytes.AddRange(Enumerable.Range(0, 1 + _random.Next(64)).Select(_ => (byte)_random.Next(256))); break;
            default:
                int other = _random.Next(length - some + 1);
                for (int i = 0; i < some; i++)
                    (bytes[at + i], bytes[other + i]) = (bytes[other + i], bytes[at + i]);
                break;
        }
    }

    // A length or count, replaced by one that a careless reader would allocate, loop over or overflow with.
    private void Overwrite(List<byte> bytes, int at, int width)
    {
        long[] extremes = [0, 1, -1, int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue, long.MinValue, 1L << 31, int.MaxValue - 16, 1 << 20, 255, 65_536];
        long value = extremes[_random.Next(extremes.Length)];
        Span<byte> number = stackalloc byte[8];
        if (_random.Next(4) == 0)
            BinaryPrimitives.WriteInt64BigEndian(number, value << (64 - (8 * width)));
        else
            BinaryPrimitives.WriteInt64LittleEndian(number, value);
        for (int i = 0; i < width && at + i < bytes.Count; i++)
            bytes[at + i] = number[i];
    }

    private string ChangeText(string text)
    {
        if (text.Length == 0)
            return s_texts[_random.Next(s_texts.Length)];
        int at = _random.Next(text.Length);
        switch (_random.Next(12))
        {
            case 0 or 1 or 2: return ReplaceToken(text, at, s_numbers[_random.Next(s_numbers.Length)], char.IsAsciiDigit);
            case 3: return ReplaceToken(text, at, s_texts[_random.Next(s_texts.Length)], c => char.IsLetterOrDigit(c) || c == '_');
            case 4: return ReplaceToken(text, at, Token(text, _random.Next(text.Length)), c => char.IsLetterOrDigit(c) || c == '_');
            case 5: return text.Insert(at, s_texts[_random.Next(s_texts.Length)]);
            case 6: return text.Insert(at, new string(text[at], 1 << _random.Next(17)));
            case 7: return text[..at];
            case 8: return text.Remove(at, Math.Min(text.Length - at, 1 + _random.Next(12)));
            default: return ChangeLines(text);
        }
    }

    private string ChangeLines(string text)
    {
        List<string> lines = [.. text.Split('\n')];
        int at = _random.Next(lines.Count), other = _random.Next(lines.Count);
        switch (_random.Next(5))
        {
            case 0: lines.RemoveAt(at); break;
            case 1: lines.Insert(other, lines[at]); break;
            case 2: (lines[at], lines[other]) = (lines[other], lines[at]); break;
            case 3: lines[at] = "  " + lines[at]; break;
            default: lines.InsertRange(other, Enumerable.Repeat(lines[at], Math.Clamp(LargestGrowth / (lines[at].Length + 1), 1, 1 << _random.Next(12)))); break;
        }
        return string.Join('\n', lines);
    }

    private static string ReplaceToken(string text, int near, string by, Func<char, bool> isPart)
    {
        int start = near;
        while (start < text.Length && !isPart(text[start]))
            start++;
        int end = start;
        while (end < text.Length && (isPart(text[end]) || text[end] is '.' or '-'))
            end++;
        return text[..start] + by + text[end..];
    }

    private static string Token(string text, int near)
    {
        int end = near;
        while (end < text.Length && char.IsLetterOrDigit(text[end]))
            end++;
        return text[near..end];
    }
}
