using System.Globalization;

namespace SoilBeta.Soil;

/// <summary>Depths that divide a profile into layers, whole cm, ascending. Immutable; bounds with the same depths are equal.</summary>
public sealed class LayerBounds : IEquatable<LayerBounds>
{
    /// <summary>Largest depth of a bound, cm.</summary>
    public const int Deepest = 100;

    /// <summary>Depth below which all layers together are mapped too, cm.</summary>
    private const int SubsoilTop = LayerDensities.Thickness;

    private readonly int[] _depths;

    /// <summary>Creates bounds.</summary>
    /// <param name="depths">Depths, cm: one more than layers.</param>
    /// <exception cref="InvalidDataException">The depths do not ascend from 0 to at most 100 cm.</exception>
    public LayerBounds(params IEnumerable<int> depths)
    {
        _depths = [.. depths];
        if (FaultOf(_depths) is { } fault)
            throw new InvalidDataException($"Bounds of layers: {fault}");
    }

    /// <summary>Five layers of 20 cm.</summary>
    public static LayerBounds Standard { get; } = new(0, 20, 40, 60, 80, 100);

    /// <summary>What is wrong with depths as bounds of layers; null for nothing.</summary>
    public static string? FaultOf(IReadOnlyList<int> depths)
    {
        bool ascend = depths.Count >= 2 && depths[0] == 0 && depths[^1] <= Deepest;
        for (int i = 1; i < depths.Count; i++)
            ascend &= depths[i] > depths[i - 1];
        return ascend ? null : $"found [{string.Join(", ", depths)}], expected two or more whole depths in cm that ascend from 0 to at most {Deepest}, such as [0, 20, 40, 60, 80, 100].";
    }

    /// <summary>Number of layers.</summary>
    public int Count => _depths.Length - 1;

    /// <summary>Depths of all bounds, cm, from 0.</summary>
    public IReadOnlyList<int> Depths => _depths;

    /// <summary>Depth of the lowest bound, cm.</summary>
    public int Bottommost => _depths[^1];

    /// <summary>Upper depth of a layer, cm.</summary>
    public int Top(int layer) => _depths[layer];

    /// <summary>Lower depth of a layer, cm.</summary>
    public int Bottom(int layer) => _depths[layer + 1];

    /// <summary>Thickness of a layer, cm.</summary>
    public int Thickness(int layer) => _depths[layer + 1] - _depths[layer];

    /// <summary>Name of a layer: 20-40.</summary>
    public string Name(int layer) => string.Create(CultureInfo.InvariantCulture, $"{Top(layer)}-{Bottom(layer)}");

    /// <summary>Whether a depth is a bound.</summary>
    public bool Has(int depth) => Array.BinarySearch(_depths, depth) >= 0;

    /// <summary>The layers between two bounds; null where a depth is not a bound, or the depths do not ascend.</summary>
    /// <param name="top">Upper depth, cm.</param>
    /// <param name="bottom">Lower depth, cm.</param>
    public LayerSum? Between(int top, int bottom) =>
        top < bottom && Has(top) && Has(bottom) ? new LayerSum(Array.BinarySearch(_depths, top), Array.BinarySearch(_depths, bottom) - 1) : null;

    /// <summary>The sums of several layers that are mapped with their own quantiles: all below 20 cm where 20 cm is a bound, then all. None of a single layer.</summary>
    public IReadOnlyList<LayerSum> Sums() =>
        [.. new[] { Between(SubsoilTop, Bottommost), Between(0, Bottommost) }.OfType<LayerSum>().Where(sum => sum.Last > sum.First)];

    /// <inheritdoc/>
    public bool Equals(LayerBounds? other) => other is not null && _depths.AsSpan().SequenceEqual(other._depths);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LayerBounds);

    /// <inheritdoc/>
    public override int GetHashCode() => _depths.Aggregate(17, HashCode.Combine);

    /// <summary>The depths with dashes, cm: 0-20-40.</summary>
    public override string ToString() => string.Join('-', _depths.Select(depth => depth.ToString(CultureInfo.InvariantCulture)));
}

/// <summary>Neighbouring layers that are summed.</summary>
/// <param name="First">First layer.</param>
/// <param name="Last">Last layer.</param>
public readonly record struct LayerSum(int First, int Last);
