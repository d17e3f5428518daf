using System.Globalization;
using System.Runtime.InteropServices;
using SoilBeta.Devices;
using SoilBeta.Devices.Catalog;
using SoilBeta.Forests;
using SoilBeta.Numerics;
using SoilBeta.Soil;
using SoilBeta.Studies;

namespace SoilBeta.Mapping.Maps;

/// <summary>Everything that the integers of an ecosystem's tiles depend on, by name, so that messages can name differences; and nothing else, so that other changes of the study do not invalidate them.</summary>
internal static class TileKey
{
    /// <summary>Checksums of the sources that compute the integers; the OpenCL kernels belong to the Devices room.</summary>
    public static IReadOnlyDictionary<string, string> Sources { get; } = new[] { typeof(OrderStatistics).Assembly, typeof(LayerDensities).Assembly, typeof(Forest).Assembly, typeof(IDevice).Assembly, DeviceCatalog.Kernels }
        .ToDictionary(assembly => assembly.GetName().Name!, ProgramVersion.SourcesOf, StringComparer.Ordinal);

    /// <summary>Parts of the key: name → checksum, or a short value itself.</summary>
    /// <param name="context">Map.</param>
    /// <param name="request">Tiles to compute.</param>
    /// <param name="sources">Checksums as in <see cref="Sources"/>.</param>
    public static SortedDictionary<string, string> Parts(MapContext context, TileRequest request, IReadOnlyDictionary<string, string>? sources = null)
    {
        var (plan, window) = (request.Plan, context.Window);
        var parts = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["the seed"] = Text(plan.Draws.Seed),
            ["the draws"] = Text(plan.Draws.Count),
            ["the mode of draws"] = request.Run.Name,
            ["the refits"] = $"{Text(plan.Forests.Refits.Count)} {plan.Refits}",
            ["the standard deviations and bounds"] = Checksums.OfText(plan.Perturbations.Select(rule => string.Create(CultureInfo.InvariantCulture, $"{rule.IsShare} {rule.Amount:R} {rule.Lower:R} {rule.Upper:R}"))),
            ["the depth of the topsoil"] = Text(plan.TopsoilDepth),
            ["the order statistics"] = string.Join(' ', plan.Ranks.Select(Text)),
            ["the bounds"] = string.Create(CultureInfo.InvariantCulture, $"{window.Width} × {window.Height} cells from column {window.Column}, row {window.Row}"),
            ["the scale of areas"] = Text(context.AreaShift),
            ["the stack"] = context.Stack.Checksum,
            [$"forests/{request.Forest.Name}"] = request.Forest.Checksum,
        };
        if (!plan.WithLayers)
            parts["the densities"] = "none";
        if (plan.DirectLayers is { } layers)
            parts["the densities"] = $"layers {layers}, sums {string.Join(' ', plan.Sums.Select(sum => string.Create(CultureInfo.InvariantCulture, $"{sum.First}-{sum.Last}")))}, {(plan.TopsoilReplacesFirst ? "the first from the topsoil" : "all from the forest")}, {(plan.TopsoilIsFeature ? "with" : "without")} the topsoil as a feature";
        if (plan.Draws.Mode == DrawMode.Block)
            parts["the size of blocks"] = context.Study.Study.Uncertainty.Block.ToString("R", CultureInfo.InvariantCulture);
        // The normals cover sampler, replicates and correlation.
        if (plan.Draws.Table is { } normals)
            parts["the sampler or the correlation"] = Checksums.Hex(Checksums.OfBytes(MemoryMarshal.AsBytes(normals.AsSpan())));
        foreach (var (room, checksum) in sources ?? Sources)
            parts[$"the sources of {room}"] = checksum;
        return parts;
    }

    /// <summary>Names of the parts that differ between two keys.</summary>
    public static IReadOnlyList<string> Differences(IReadOnlyDictionary<string, string> found, IReadOnlyDictionary<string, string> expected) =>
        [.. found.Keys.Union(expected.Keys, StringComparer.Ordinal).Where(name => !found.TryGetValue(name, out string? one) || !expected.TryGetValue(name, out string? other) || one != other).Order(StringComparer.Ordinal)];

    private static string Text<T>(T value) where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);
}
