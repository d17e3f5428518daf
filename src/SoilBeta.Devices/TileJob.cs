using SoilBeta.Soil;

namespace SoilBeta.Devices;

/// <summary>The cells of one call, all with data: the host skips nodata.</summary>
public sealed record TileJob
{
    /// <summary>Number of cells.</summary>
    public required int Cells { get; init; }

    /// <summary>Covariates, [feature][cell].</summary>
    public required float[] Covariates { get; init; }

    /// <summary>Topsoil SOC density, Mg C ha⁻¹, [cell]; each draw of it is clipped to the bounds of its perturbation. Empty without layers, and where the forest predicts all of them.</summary>
    public float[] Topsoil { get; init; } = [];

    /// <summary>Depth to rock, whole cm, [cell]: <see cref="RockCut"/> is applied to the layers of each realisation before they are summed. Empty where no cell has rock above 100 cm.</summary>
    public int[] SoilDepths { get; init; } = [];

    /// <summary>Independent draws: index of the cell in the study's grid; block draws: index of its block; [cell]. Empty for common draws.</summary>
    public long[] DrawKeys { get; init; } = [];

    /// <summary>Number of zones with totals; 0 for no totals.</summary>
    public int ZoneCount { get; init; }

    /// <summary>Zone of each cell, 0 … ZoneCount − 1, or −1 for none; [cell]. Empty when ZoneCount is 0.</summary>
    public int[] Zones { get; init; } = [];

    /// <summary>Fixed-point area of each cell, rint(hectares · 2^a), [cell]. Empty when ZoneCount is 0.</summary>
    public long[] Areas { get; init; } = [];

    /// <summary>Whether the result includes S of every realisation and output, four bytes each.</summary>
    public bool WithRealisations { get; init; }
}

/// <summary>Results of a job, integers only: sums and order statistics over the realisations of its cells. <see cref="Summaries"/> converts them to means and quantiles.</summary>
public sealed record TileResult
{
    /// <summary>A result of zeros, with the array lengths for a plan and a job.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="job">The job.</param>
    public static TileResult For(RunPlan plan, TileJob job)
    {
        var (cells, zones, ofS) = (job.Cells, job.ZoneCount, plan.DirectLayers is null ? job.Cells : 0);
        return new TileResult
        {
            SumS = new long[ofS],
            SumDensity = new long[plan.Parts * cells],
            OrderS = new int[plan.Ranks.Count * ofS],
            OrderDensity = new int[plan.SelectsDensities ? plan.Quantities * plan.Ranks.Count * cells : 0],
            Totals = new long[zones * plan.Parts * plan.Realisations],
            Realisations = job.WithRealisations ? new int[cells * plan.Outputs * plan.Realisations] : [],
        };
    }

    /// <summary>Sum over realisations of S, [cell]; empty where the forest predicts layers.</summary>
    public required long[] SumS { get; init; }

    /// <summary>Sum over realisations of each part's density (Equation 3: 20 cm layers, then 20–30 cm; otherwise the layers that the forest predicts), 1/65,536 Mg C ha⁻¹ or of the target's unit, [part][cell]; empty without layers.</summary>
    public required long[] SumDensity { get; init; }

    /// <summary>Order statistics of S at the plan's ranks, [rank][cell]; empty where the forest predicts layers.</summary>
    public required int[] OrderS { get; init; }

    /// <summary>Order statistics of densities where they are selected, [quantity of <see cref="RunPlan.QuantityOf"/>][rank][cell]; otherwise empty.</summary>
    public required int[] OrderDensity { get; init; }

    /// <summary>Sum over a zone's cells of density · area, [zone][part][realisation]; empty without zones.</summary>
    public required long[] Totals { get; init; }

    /// <summary>S of every realisation, [cell][output][realisation]; empty unless the job asks for them.</summary>
    public int[] Realisations { get; init; } = [];
}
