namespace SoilBeta.Studies;

/// <summary>The words that a study file, tables and metadata have for the values of an enum, in the order in which messages list them.</summary>
/// <typeparam name="T">The enum.</typeparam>
public sealed class Words<T> where T : struct, Enum
{
    private readonly (string Word, T Value)[] _known;

    /// <summary>From the words and what they mean; each value has one word.</summary>
    public Words(params (string Word, T Value)[] known)
    {
        _known = known;
        All = [.. known.Select(pair => pair.Word)];
    }

    /// <summary>All words.</summary>
    public IReadOnlyList<string> All { get; }

    /// <summary>What a word means; null for a word that is not known.</summary>
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
