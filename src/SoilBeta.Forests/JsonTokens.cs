using System.Text;
using System.Text.Json;

namespace SoilBeta.Forests;

/// <summary>Reads a JSON stream of any length token by token in a small buffer.</summary>
/// <param name="stream">JSON in UTF-8, or in the encoding of its byte-order mark.</param>
/// <param name="file">Name for messages.</param>
internal sealed class JsonTokens(Stream stream, string file)
{
    private readonly Stream _stream = WithoutMark(stream);

    /// <summary>Longest single token, bytes.</summary>
    private const int LongestToken = 1 << 20;

    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _last;
    private JsonReaderState _state = new(new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, MaxDepth = 64 });

    /// <summary>Kind of the current token.</summary>
    public JsonTokenType Kind { get; private set; }

    /// <summary>Text of the current name or string.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Value of the current number; NaN for null.</summary>
    public double Number { get; private set; }

    /// <summary>Bytes read so far.</summary>
    public long Position { get; private set; }

    /// <summary>Reads the next token.</summary>
    /// <exception cref="InvalidDataException">The text is not JSON, or it ends too early.</exception>
    public void Next()
    {
        while (true)
        {
            try
            {
                var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), _last, _state);
                if (reader.Read())
                {
                    Take(ref reader);
                    return;
                }
                Advance(ref reader);
            }
            catch (Exception failure) when (failure is JsonException or FormatException or InvalidOperationException)
            {
                string hint = IsAtInfinity() ? " Infinity and NaN are not JSON numbers: an infinite threshold is how newer scikit-learn splits missing values from all others, and such NaN routing is not supported; train it on rows without missing values." : "";
                throw new InvalidDataException($"{file}, near byte {Position}: this is not valid JSON ({failure.Message}){hint}", failure);
            }
            if (_last)
                throw new InvalidDataException($"{file}: it ends after {Position} bytes, before its outermost object does.");
            Fill();
        }
    }

    /// <summary>Skips the value that follows a name.</summary>
    public void Skip()
    {
        int depth = 0;
        do
        {
            Next();
            depth += Kind switch
            {
                JsonTokenType.StartArray or JsonTokenType.StartObject => 1,
                JsonTokenType.EndArray or JsonTokenType.EndObject => -1,
                _ => 0,
            };
        }
        while (depth > 0);
    }

    /// <summary>The same text in UTF-8 without a byte-order mark.</summary>
    private static Stream WithoutMark(Stream stream)
    {
        var start = new byte[4];
        int count = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        ReadOnlySpan<byte> mark = start.AsSpan(0, count);
        (int length, Encoding? encoding) = mark switch
        {
            [0xEF, 0xBB, 0xBF, ..] => (3, null),
            [0xFF, 0xFE, 0, 0] => (4, Encoding.UTF32),
            [0, 0, 0xFE, 0xFF] => (4, new UTF32Encoding(bigEndian: true, byteOrderMark: false)),
            [0xFF, 0xFE, ..] => (2, Encoding.Unicode),
            [0xFE, 0xFF, ..] => (2, Encoding.BigEndianUnicode),
            _ => (0, (Encoding?)null),
        };
        var rest = new StreamBehind(start.AsMemory(length, count - length), stream);
        return encoding is null ? rest : Encoding.CreateTranscodingStream(rest, encoding, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }

    private bool IsAtInfinity()
    {
        // The reader stops at the start of the token, or after the comma and blanks before it.
        ReadOnlySpan<byte> rest = _buffer.AsSpan(_start, _end - _start).TrimStart(",:[ \t\r\n"u8);
        return Begins(rest, "Infinity"u8) || Begins(rest, "-Infinity"u8) || Begins(rest, "NaN"u8);

        // Compares what has been read so far.
        static bool Begins(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) => text.Length > 0 && text[..Math.Min(text.Length, word.Length)].SequenceEqual(word[..Math.Min(text.Length, word.Length)]);
    }

    private void Take(ref Utf8JsonReader reader)
    {
        Kind = reader.TokenType;
        if (Kind is JsonTokenType.PropertyName or JsonTokenType.String)
            Text = reader.GetString() ?? "";
        else if (Kind == JsonTokenType.Number)
            Number = reader.GetDouble();
        else if (Kind == JsonTokenType.Null)
            Number = double.NaN;
        Advance(ref reader);
    }

    private void Advance(ref Utf8JsonReader reader)
    {
        _state = reader.CurrentState;
        _start += (int)reader.BytesConsumed;
        Position += reader.BytesConsumed;
    }

    private void Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= LongestToken)
                throw new InvalidDataException($"{file}, near byte {Position}: a single name or number is longer than {LongestToken} bytes.");
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }
        int read = _stream.Read(_buffer, _end, _buffer.Length - _end);
        _last = read == 0;
        _end += read;
    }
}
