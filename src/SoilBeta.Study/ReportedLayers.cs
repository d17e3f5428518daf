using System.Globalization;

namespace SoilBeta.Studies;

/// <summary>The depth intervals that summaries show, found among those that the totals have: the layers one below the other, the topsoil, what is below it, and the whole.</summary>
/// <param name="Layers">The thinnest layers from the surface down: 0–20, 20–40 … cm.</param>
/// <param name="Topsoil">What lies above <paramref name="Subsoil"/>; null where the totals do not have it.</param>
/// <param name="Subsoil">20–100 cm, or what lies below the first layer; the whole where there is one layer.</param>
/// <param name="Whole">From the surface to the greatest depth.</param>
public sealed record ReportedLayers(IReadOnlyList<TotalsLayer> Layers, TotalsLayer? Topsoil, TotalsLayer Subsoil, TotalsLayer Whole)
{
    private const int UsualTopsoil = 20;

    /// <summary>Topsoil, subsoil and whole, each once.</summary>
    public IReadOnlyList<TotalsLayer> Main => [.. new[] { Topsoil, Subsoil, Whole }.OfType<TotalsLayer>().Distinct()];

    /// <summary>All of them, each once: the layers, then the sums.</summary>
    public IReadOnlyList<TotalsLayer> All => [.. Layers.Concat([Subsoil, Whole]).Distinct()];

    /// <summary>Finds them among the names of intervals, such as <c>20-40</c>; null where none begins at the surface.</summary>
    public static ReportedLayers? Among(IEnumerable<string> names)
    {
        TotalsLayer[] known = [.. names.Distinct(StringComparer.Ordinal).Select(Parse).OfType<TotalsLayer>()];
        if (known.Where(layer => layer.Top == 0).MaxBy(layer => layer.Bottom) is not { } whole)
            return null;
        var layers = new List<TotalsLayer>();
        for (int depth = 0; known.Where(layer => layer.Top == depth).MinBy(layer => layer.Bottom) is { } next; depth = next.Bottom)
            layers.Add(next);
        TotalsLayer? From(int top) => Array.Find(known, layer => layer.Top == top && layer.Bottom == whole.Bottom);
        TotalsLayer subsoil = From(UsualTopsoil) ?? From(layers[0].Bottom) ?? whole;
        return new ReportedLayers(layers, Array.Find(known, layer => layer.Top == 0 && layer.Bottom == subsoil.Top), subsoil, whole);
    }

    private static TotalsLayer? Parse(string name) =>
        name.Split('-') is [var top, var bottom] && int.TryParse(top, NumberStyles.None, CultureInfo.InvariantCulture, out int from) && int.TryParse(bottom, NumberStyles.None, CultureInfo.InvariantCulture, out int to) && from < to
            ? new TotalsLayer(from, to)
            : null;
}
