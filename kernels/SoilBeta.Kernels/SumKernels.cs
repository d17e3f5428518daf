using ILGPU;

namespace SoilBeta.Kernels;

/// <summary>Sums over the realisations of a cell, and over the cells of a zone, in 64-bit integers, so that the order does not matter.</summary>
public static class SumKernels
{
    /// <summary>Shares of a row that are summed side by side.</summary>
    public const int Shares = 32;

    /// <summary>A work-item owns a share of a row: every 32nd realisation of a plane of a cell, so that neighbouring work-items read neighbouring values.</summary>
    /// <param name="index">Share of a row.</param>
    /// <param name="values">Values of the planes that are summed, [row][realisation].</param>
    /// <param name="count">Realisations of the slice.</param>
    /// <param name="partial">Sums of the shares, [row][share].</param>
    public static void SumShares(Index1D index, ArrayView<int> values, int count, ArrayView<long> partial)
    {
        int row = index / Shares;
        long sum = 0;
        for (int r = index - (row * Shares); r < count; r += Shares)
            sum += values[(row * count) + r];
        partial[index] = sum;
    }

    /// <summary>A work-item owns a row: adds its shares to the sum of earlier slices.</summary>
    /// <param name="row">Plane and cell.</param>
    /// <param name="partial">Sums of the shares, [row][share].</param>
    /// <param name="sums">Sums, [row].</param>
    public static void AddShares(Index1D row, ArrayView<long> partial, ArrayView<long> sums)
    {
        long sum = sums[row];
        for (int share = 0; share < Shares; share++)
            sum += partial[(row * Shares) + share];
        sums[row] = sum;
    }

    /// <summary>A work-item owns a realisation of a part in a segment of a zone, and no other writes its total: neighbouring work-items read neighbouring realisations.</summary>
    /// <param name="index">Realisation of a part of a segment.</param>
    /// <param name="values">Values of the parts, [part][cell][realisation].</param>
    /// <param name="zones">Segments, cells, areas and totals.</param>
    public static void SumZones(Index1D index, ArrayView<int> values, ZoneArguments zones)
    {
        int row = index / zones.Count, realisation = index - (row * zones.Count);
        int segment = row / zones.Parts, part = row - (segment * zones.Parts);
        ZoneSegment cells = zones.Segments[segment];
        long total = 0;
        for (int i = 0; i < (int)cells.Count; i++)
        {
            int cell = zones.CellsByZone[(int)cells.First + i];
            total += values[(((part * zones.Cells) + cell) * zones.Count) + realisation] * zones.Areas[cell];
        }
        zones.Totals[index] = total;
    }
}

/// <summary>Arguments of the sums over zones.</summary>
public readonly record struct ZoneArguments
{
    /// <summary>Segments of <see cref="CellsByZone"/>.</summary>
    public ArrayView<ZoneSegment> Segments { get; init; }

    /// <summary>Indices of cells, sorted by zone.</summary>
    public ArrayView<int> CellsByZone { get; init; }

    /// <summary>Fixed-point areas, [cell].</summary>
    public ArrayView<long> Areas { get; init; }

    /// <summary>Density · area, [segment][part][realisation].</summary>
    public ArrayView<long> Totals { get; init; }

    /// <summary>Cells of the chunk.</summary>
    public int Cells { get; init; }

    /// <summary>Realisations of the slice.</summary>
    public int Count { get; init; }

    /// <summary>Parts of a realisation.</summary>
    public int Parts { get; init; }
}
