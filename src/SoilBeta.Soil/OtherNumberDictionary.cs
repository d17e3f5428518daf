using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace SoilBeta.Soil;

/// <summary>Numbers of a horizon that β does not need, by the program's names. A dictionary for each of 850,000 horizons would take 300 MB; this takes 112 bytes for a horizon that has any.</summary>
public sealed class OtherNumberDictionary : IReadOnlyDictionary<string, double>
{
    private const int Most = 12;
    private static readonly string[] AllNames = ["clay", "sand", "silt", "ph", "total_nitrogen", "year", "mat", "map", "cn", "mc", "mn", "bnpp"];
    private Values values;

    /// <summary>An empty dictionary.</summary>
    public OtherNumberDictionary() => ((Span<double>)values).Fill(double.NaN);

    /// <summary>All possible names.</summary>
    public static IReadOnlyList<string> Names => AllNames;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => AllNames.Where(ContainsKey);

    /// <inheritdoc/>
    IEnumerable<double> IReadOnlyDictionary<string, double>.Values => Keys.Select(name => this[name]);

    /// <inheritdoc/>
    public int Count => Keys.Count();

    /// <summary>A number by its name; only the table reader sets it.</summary>
    /// <exception cref="KeyNotFoundException">The horizon has no such number, or the name is unknown.</exception>
    public double this[string key]
    {
        get => TryGetValue(key, out double value) ? value : throw new KeyNotFoundException($"The horizon has no '{key}'.");
        internal set => values[Array.IndexOf(AllNames, key)] = value;
    }

    /// <inheritdoc/>
    public bool ContainsKey(string key) => TryGetValue(key, out _);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out double value)
    {
        int index = Array.IndexOf(AllNames, key);
        value = index < 0 ? double.NaN : values[index];
        return !double.IsNaN(value);
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, double>> GetEnumerator() => Keys.Select(name => KeyValuePair.Create(name, this[name])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    [InlineArray(Most)]
    private struct Values
    {
        private double _first;
    }
}
