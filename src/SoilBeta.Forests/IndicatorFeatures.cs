namespace SoilBeta.Forests;

/// <summary>Features of a pooled forest that say to which ecosystem a row belongs: one for each ecosystem, 1 for its rows and 0 for all others.</summary>
public static class IndicatorFeatures
{
    private const string Prefix = "ecosystem:";

    /// <summary>Name of an ecosystem's feature.</summary>
    public static string Name(string code) => Prefix + code;

    /// <summary>Whether a feature says to which ecosystem a row belongs.</summary>
    public static bool IsIndicator(string feature) => feature.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Values of all indicators in an ecosystem, for <see cref="ForestPruning.At"/>.</summary>
    /// <param name="features">Features of the pooled forest.</param>
    /// <param name="code">The ecosystem.</param>
    public static Dictionary<string, double> At(IEnumerable<string> features, string code) =>
        features.Where(IsIndicator).ToDictionary(feature => feature, feature => feature == Name(code) ? 1.0 : 0.0, StringComparer.Ordinal);

    /// <summary>Columns of all indicators, [ecosystem][row].</summary>
    /// <param name="codes">Ecosystems, in the order of their features.</param>
    /// <param name="ecosystems">Ecosystem of each row.</param>
    public static float[][] Columns(IReadOnlyList<string> codes, IReadOnlyList<string> ecosystems) =>
        [.. codes.Select(code => ecosystems.Select(own => own == code ? 1f : 0f).ToArray())];
}
