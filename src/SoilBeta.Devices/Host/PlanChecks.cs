using SoilBeta.Forests;
using SoilBeta.Numerics;
using SoilBeta.Soil;

namespace SoilBeta.Devices.Host;

/// <summary>Validation of a plan and of a job, shared by all devices: array lengths and index ranges.</summary>
internal static class PlanChecks
{
    /// <summary>Largest number of integers for a realisation: layers, 20–30 cm, and sums.</summary>
    private const int Derived = LayerDensities.Quantities;

    /// <summary>Throws <see cref="ArgumentException"/> for an inconsistent plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="regression">Whether the caller runs regressions; otherwise forests.</param>
    /// <exception cref="InvalidDataException">The plan is too large for the arrays of a run.</exception>
    public static void Check(RunPlan plan, bool regression = false)
    {
        ForestSet set = plan.Forests;
        Require(set.Linear.Count == (regression ? set.Refits.Count : 0), "Devices evaluate trees; ModelRun loads a regression.");
        Require(set.Linear.All(function => function.Coefficients.Length == set.Features.Count), "A regression has a coefficient for each feature.");
        Require(set.Refits.Count >= 1, "A plan needs at least one forest.");
        // Forests from a file are checked when they are read.
        Require(set.Trees >= 1 && (set.OnDemand || set.Refits.All(refit => refit.Trees == set.Trees)), "All refits have the same number of trees, at least one.");
        Require(plan.Refits != RefitMode.None || set.Refits.Count == 1, "Several refits need the mode cycled or crossed.");
        Require(plan.Perturbations.Count >= set.Features.Count + (plan.WithLayers ? 1 : 0), "Each feature, and with layers the topsoil, has its perturbation.");
        Require(plan.Draws.Count >= 1, "A plan needs at least one draw.");
        RequireRoom((long)plan.Variables * plan.Draws.Count, $"{plan.Variables:N0} variables × {plan.Draws.Count:N0} draws", "Use fewer draws.");
        RequireRoom(Derived * (Int128)plan.Realisations, $"{Derived} × {plan.Realisations:N0} realisations", "Use fewer draws or refits.");
        if (plan.WithLayers)
        {
            // Within these bounds, and with β up to 1.02, no sum of a realisation's layers exceeds 31 bits.
            Perturbation topsoil = plan.Perturbations[set.Features.Count];
            float largest = LayerDensities.LargestTopsoilOf(plan.TopsoilDepth);
            Require(topsoil.Lower >= 0 && topsoil.Upper <= largest, $"The topsoil of 0–{plan.TopsoilDepth} cm is bounded by 0 … {largest} Mg C ha⁻¹.");
        }
        if (plan.Draws.Mode == DrawMode.Common)
            Require(plan.Draws.Table?.Length == (long)plan.Variables * plan.Draws.Count, $"Common draws need a table of {plan.Variables} variables × {plan.Draws.Count} draws.");
        else
            Require(plan.Draws.Quantiles?.Length == Numerics.NormalQuantileTable.Count, "Block and independent draws need the quantile table.");
        Require(!plan.WithLayers || (plan.TopsoilDepth is >= 10 and <= 100 && plan.TopsoilDepth % 10 == 0), "The topsoil's depth is a multiple of 10 cm from 10 to 100.");
        for (int i = 0; i < plan.Ranks.Count; i++)
            Require(plan.Ranks[i] >= 0 && plan.Ranks[i] < plan.Realisations && (i == 0 || plan.Ranks[i] > plan.Ranks[i - 1]), "Ranks ascend from 0 to the number of realisations less one.");
    }

    /// <summary>Throws <see cref="ArgumentException"/> for a job that does not fit its plan.</summary>
    /// <exception cref="InvalidDataException">The result is too large for an array.</exception>
    public static void Check(RunPlan plan, TileJob job)
    {
        Require(job.Cells >= 1, "A job needs at least one cell.");
        Require(job.Covariates.Length == (long)job.Cells * plan.Forests.Features.Count, "Covariates are [feature][cell].");
        RequireRoom(Derived * (Int128)Math.Max(1, plan.Ranks.Count) * job.Cells, $"{Derived} × {plan.Ranks.Count} order statistics of {job.Cells:N0} cells", "Compute fewer cells at once.");
        RequireRoom((Int128)job.ZoneCount * LayerDensities.Parts * plan.Realisations, $"totals of {job.ZoneCount:N0} combinations of zones × {LayerDensities.Parts} parts of the profile × {plan.Realisations:N0} realisations", "Use fewer zones, draws or refits.");
        Require(!plan.WithLayers || job.Topsoil.Length == job.Cells, "With layers, each cell has a topsoil density.");
        Require(job.SoilDepths.Length == 0 || job.SoilDepths.Length == job.Cells, "Depths to rock are empty or one for each cell.");
        Require(plan.Draws.Mode == DrawMode.Common || job.DrawKeys.Length == job.Cells, "Block and independent draws need a key for each cell.");
        Require(job.ZoneCount == 0 || (job.Zones.Length == job.Cells && job.Areas.Length == job.Cells), "Totals need a zone and an area for each cell.");
        Require(job.ZoneCount == 0 || plan.WithLayers, "Totals need layers.");
        foreach (int zone in job.Zones)
            Require(zone >= -1 && zone < job.ZoneCount, "A zone is −1 or less than the number of zones.");
    }

    private static void RequireRoom(Int128 entries, string what, string remedy)
    {
        if (entries > Array.MaxLength)
            throw new InvalidDataException($"{what} are {entries:N0} numbers, more than the {Array.MaxLength:N0} of an array. {remedy}");
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
            throw new ArgumentException(message);
    }
}
