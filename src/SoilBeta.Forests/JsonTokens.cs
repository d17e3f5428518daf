using System.Text.Json;

namespace SoilBeta.Forests;

/// <summary>Reads a JSON stream token by token in a small buffer, however long the file is.</summary>
internal sealed class JsonTokens(Stream stream, string file)
{
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

    /// <summary>Goes to the next token.</summary>
    /// <exception cref="InvalidDataException">No JSON, or it ends too early.</exception>
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
                throw new InvalidDataException($"{file}, near byte {Position}: this is no JSON that can be read ({failure.Message})", failure);
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
        int read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _last = read == 0;
        _end += read;
    }
}
