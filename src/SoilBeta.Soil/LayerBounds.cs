using System.Globalization;

namespace SoilBeta.Soil;

/// <summary>Depths that bound the layers of a model, cm: from the surface down to 100 cm at most. Immutable; two with the same depths are equal.</summary>
public sealed class LayerBounds : IEquatable<LayerBounds>
{
    /// <summary>Largest depth, cm.</summary>
    public const int Deepest = LayerDensities.Layers * LayerDensities.Thickness;

    private readonly int[] _depths;

    /// <summary>Wraps depths.</summary>
    /// <param name="depths">Depths, cm, as <see cref="FaultOf"/> requires them.</param>
    /// <exception cref="InvalidDataException">The depths are not the bounds of layers.</exception>
    public LayerBounds(params IReadOnlyList<int> depths)
    {
        if (FaultOf(depths) is { } fault)
            throw new InvalidDataException($"layers: {fault}");
        _depths = [.. depths];
    }

    /// <summary>The five layers of 20 cm.</summary>
    public static LayerBounds Standard { get; } = new(0, 20, 40, 60, 80, 100);

    /// <summary>The depths, cm, one more than there are layers.</summary>
    public IReadOnlyList<int> Depths => _depths;

    /// <summary>Number of layers.</summary>
    public int Count => _depths.Length - 1;

    /// <summary>Depth of the whole, cm.</summary>
    public int Depth => _depths[^1];

    /// <summary>Upper depth of a layer, cm.</summary>
    public int Top(int layer) => _depths[layer];

    /// <summary>Lower depth of a layer, cm.</summary>
    public int Bottom(int layer) => _depths[layer + 1];

    /// <summary>Thickness of a layer, cm.</summary>
    public int Thickness(int layer) => _depths[layer + 1] - _depths[layer];

    /// <summary>Name of a layer: <c>20-40</c>.</summary>
    public string Name(int layer) => string.Create(CultureInfo.InvariantCulture, $"{Top(layer)}-{Bottom(layer)}");

    /// <summary>Whether a depth, cm, is one of the bounds.</summary>
    public bool Has(int depth) => Array.IndexOf(_depths, depth) >= 0;

    /// <summary>First and last layer of a depth interval; null where its ends are not bounds.</summary>
    /// <param name="top">Upper depth, cm.</param>
    /// <param name="bottom">Lower depth, cm.</param>
    public (int First, int Last)? Between(int top, int bottom) =>
        Array.IndexOf(_depths, top) is >= 0 and var first && Array.IndexOf(_depths, bottom) is var end && end > first ? (first, end - 1) : null;

    /// <summary>What is wrong with depths as bounds of layers: what was found, and what is expected; null for nothing.</summary>
    public static string? FaultOf(IReadOnlyList<int> depths) =>
        depths.Count >= 2 && depths[0] == 0 && depths[^1] <= Deepest && Enumerable.Range(1, depths.Count - 1).All(i => depths[i] > depths[i - 1])
            ? null : $"found [{string.Join(", ", depths)}], expected two or more ascending depths from 0 to at most {Deepest} cm.";

    /// <inheritdoc/>
    public bool Equals(LayerBounds? other) => other is not null && _depths.AsSpan().SequenceEqual(other._depths);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LayerBounds);

    /// <inheritdoc/>
    public override int GetHashCode() => _depths.Aggregate(0, HashCode.Combine);

    /// <summary>The depths: <c>0, 20, 40</c>.</summary>
    public override string ToString() => string.Join(", ", _depths);
}
