namespace SoilBeta.Mapping.Totals;

/// <summary>Totals of an ecosystem (or of all of them) for every zone: integers for each realisation, and the sums of the cells' own quantiles for the comonotone interval.</summary>
public sealed class EcosystemTotals
{
    /// <summary>Number of quantiles whose sums are kept: lower and upper.</summary>
    public const int Bounds = 2;

    /// <summary>Creates totals of zero.</summary>
    /// <param name="code">Ecosystem, or <c>ALL</c>.</param>
    /// <param name="shape">Zones, parts, realisations and depth intervals.</param>
    /// <exception cref="InvalidDataException">They do not fit into an array.</exception>
    public EcosystemTotals(string code, TotalsShape shape)
    {
        (Code, Shape) = (code, shape);
        Sums = new long[shape.Sums];
        Areas = new long[shape.Zones];
        Comonotone = new double[shape.Bound(shape.Zones, 0, 0)];
    }

    /// <summary>Ecosystem, or <c>ALL</c>.</summary>
    public string Code { get; }

    /// <summary>Zones, parts, realisations and depth intervals.</summary>
    public TotalsShape Shape { get; }

    /// <summary>Sums of density · area, [zone][part][realisation]; 1/65,536 Mg C ha⁻¹ times fixed-point hectares.</summary>
    public long[] Sums { get; }

    /// <summary>Sums of fixed-point areas, [zone].</summary>
    public long[] Areas { get; }

    /// <summary>Sums over cells of quantile · area, Mg C, [zone][depth interval][lower, upper].</summary>
    public double[] Comonotone { get; }

    /// <summary>Unmapped area (masked, or without data), ha.</summary>
    public double UnmappedHectares { get; set; }

    /// <summary>Suffix of a map → shares of the area by its relative prediction interval; empty without one.</summary>
    public Dictionary<string, TotalsRelativeInterval> RelativeIntervals { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds areas of cells to zone 0 and to each cell's zones.</summary>
    /// <param name="tuples">Zone combinations, [tuple][set]; −1 for none.</param>
    /// <param name="zoneTuples">Index of each cell's combination, [cell].</param>
    /// <param name="areas">Fixed-point areas, [cell].</param>
    public void AddAreas(List<int[]> tuples, int[] zoneTuples, long[] areas)
    {
        tuples.ForEach(RequireZones);
        for (int cell = 0; cell < areas.Length; cell++)
        {
            Areas[0] += areas[cell];
            foreach (int zone in tuples[zoneTuples[cell]])
            {
                if (zone >= 0)
                    Areas[zone] += areas[cell];
            }
        }
    }

    /// <summary>Adds totals to zone 0 and to some others.</summary>
    /// <param name="zones">Zones, [set]; −1 for none.</param>
    /// <param name="sums">Sums, [part][realisation].</param>
    public void AddSums(int[] zones, ReadOnlySpan<long> sums)
    {
        RequireZones(zones);
        AddTo(0, sums);
        foreach (int zone in zones)
        {
            if (zone >= 0)
                AddTo(zone, sums);
        }

        void AddTo(int zone, ReadOnlySpan<long> from)
        {
            var to = Sums.AsSpan(zone * from.Length, from.Length);
            for (int i = 0; i < from.Length; i++)
                to[i] += from[i];
        }
    }

    // Records are untrusted.
    private void RequireZones(int[] zones)
    {
        if (zones.Any(zone => zone >= Shape.Zones))
            throw new InvalidDataException($"{Code}: the finished tiles name a zone that the study does not have. Delete work/tiles and shards/ and run again.");
    }

    /// <summary>Adds another ecosystem, realisation by realisation, which is valid because a draw is the same in all of them.</summary>
    public void Add(EcosystemTotals other)
    {
        for (int i = 0; i < Sums.Length; i++)
            Sums[i] += other.Sums[i];
        for (int i = 0; i < Areas.Length; i++)
            Areas[i] += other.Areas[i];
        for (int i = 0; i < Comonotone.Length; i++)
            Comonotone[i] += other.Comonotone[i];
        UnmappedHectares += other.UnmappedHectares;
    }
}
