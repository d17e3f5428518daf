using System.Numerics;
using SoilBeta.Devices;
using SoilBeta.Studies;

namespace SoilBeta.Mapping.Totals;

/// <summary>Shape of the totals of a map: zones, parts of the profile, realisations, and the depth intervals that are reported.</summary>
/// <param name="Plan">Plan of the run.</param>
/// <param name="Zones">Number of zones, the whole map first.</param>
/// <param name="Layers">Depth intervals that are reported.</param>
public sealed record TotalsShape(RunPlan Plan, int Zones, IReadOnlyList<TotalsLayer> Layers)
{
    /// <summary>Number of parts of the profile whose sums are kept for each realisation.</summary>
    public int Parts => Plan.Parts;

    /// <summary>Number of realisations.</summary>
    public int Realisations { get; } = checked((int)Plan.Realisations);

    /// <summary>Number of sums, [zone][part][realisation].</summary>
    /// <exception cref="InvalidDataException">They do not fit into an array.</exception>
    public int Sums
    {
        get
        {
            RequireRoom(Zones, Parts, Realisations);
            return Zones * Parts * Realisations;
        }
    }

    /// <summary>Requires that totals fit into an array.</summary>
    /// <param name="zones">Number of zones, including the whole map.</param>
    /// <param name="parts">Number of parts of the profile.</param>
    /// <param name="realisations">Number of realisations.</param>
    /// <exception cref="InvalidDataException">They do not fit.</exception>
    public static void RequireRoom(int zones, int parts, long realisations)
    {
        var sums = (Int128)zones * parts * realisations;
        if (sums > Array.MaxLength)
            throw new InvalidDataException($"Totals of {zones:N0} zones × {parts} parts of the profile × {realisations:N0} realisations are {sums:N0} sums, at most {Array.MaxLength:N0} are possible. Use fewer zones, draws or refits.");
    }

    /// <summary>Index of a sum.</summary>
    public int At(int zone, int part, int realisation) => (((zone * Parts) + part) * Realisations) + realisation;

    /// <summary>Index of a cells' quantile that is added up, [zone][depth interval][lower, upper].</summary>
    public int Bound(int zone, int layer, int bound) => (((zone * Layers.Count) + layer) * EcosystemTotals.Bounds) + bound;

    /// <summary>Sum over a depth interval.</summary>
    /// <param name="layer">Depth interval.</param>
    /// <param name="parts">Sums or values, [part]; of a type that holds their sum, since that of a part may have 61 bits.</param>
    public T Sum<T>(TotalsLayer layer, ReadOnlySpan<T> parts)
        where T : INumber<T> => Plan.SumBetween(layer.Top, layer.Bottom, parts);
}
