namespace SoilBeta.Studies;

/// <summary>Words for the values of an enum in study files, tables and metadata, in the order of messages.</summary>
/// <typeparam name="T">The enum.</typeparam>
public sealed class Words<T> where T : struct, Enum
{
    private readonly (string Word, T Value)[] _known;

    /// <summary>Pairs each value with its word.</summary>
    public Words(params (string Word, T Value)[] known)
    {
        _known = known;
        All = [.. known.Select(pair => pair.Word)];
    }

    /// <summary>All words.</summary>
    public IReadOnlyList<string> All { get; }

    /// <summary>The value of a word; null for an unknown word.</summary>
    public T? Find(string word)
    {
        foreach (var (known, value) in _known)
        {
            if (string.Equals(known, word, StringComparison.Ordinal))
                return value;
        }
        return null;
    }

    /// <summary>The word of a value.</summary>
    public string Of(T value) => _known.First(pair => EqualityComparer<T>.Default.Equals(pair.Value, value)).Word;
}
