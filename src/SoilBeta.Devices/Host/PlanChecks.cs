using SoilBeta.Forests;
using SoilBeta.Numerics;
using SoilBeta.Soil;

namespace SoilBeta.Devices.Host;

/// <summary>Validation of a plan and of a job, shared by all devices: array lengths and index ranges.</summary>
internal static class PlanChecks
{
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
        Require(plan.Perturbations.Count >= set.Features.Count + (plan.UsesTopsoil && !plan.TopsoilIsFeature ? 1 : 0), "Each feature, and the topsoil where it is used, has its perturbation.");
        Require(plan.Draws.Count >= 1, "A plan needs at least one draw.");
        RequireRoom((long)plan.Variables * plan.Draws.Count, $"{plan.Variables:N0} variables × {plan.Draws.Count:N0} draws", "Use fewer draws.");
        RequireRoom(Derived(plan) * (Int128)plan.Realisations, $"{Derived(plan)} × {plan.Realisations:N0} realisations", "Use fewer draws or refits.");
        if (plan.DirectLayers is { } layers)
            CheckDirect(plan, layers);
        else
            Require(set.Outputs == 1 && !plan.TopsoilIsFeature && !plan.TopsoilReplacesFirst && plan.Sums.Count == 0, "Equation 3 takes a forest of β with one output.");
        if (plan.UsesTopsoil)
        {
            // Within these bounds, and with β up to 1.02, no sum of a realisation's layers exceeds 31 bits.
            Perturbation topsoil = plan.Perturbations[plan.TopsoilVariable];
            float largest = LayerDensities.LargestTopsoilOf(plan.TopsoilDepth);
            Require(topsoil.Lower >= 0 && topsoil.Upper <= largest, $"The topsoil of 0–{plan.TopsoilDepth} cm is bounded by 0 … {largest} Mg C ha⁻¹.");
        }
        if (plan.Draws.Mode == DrawMode.Common)
            Require(plan.Draws.Table?.Length == (long)plan.Variables * plan.Draws.Count, $"Common draws need a table of {plan.Variables} variables × {plan.Draws.Count} draws.");
        else
            Require(plan.Draws.Quantiles?.Length == Numerics.NormalQuantileTable.Count, "Block and independent draws need the quantile table.");
        Require(!plan.UsesTopsoil || (plan.TopsoilDepth is >= 10 and <= 100 && plan.TopsoilDepth % 10 == 0), "The topsoil's depth is a multiple of 10 cm from 10 to 100.");
        for (int i = 0; i < plan.Ranks.Count; i++)
            Require(plan.Ranks[i] >= 0 && plan.Ranks[i] < plan.Realisations && (i == 0 || plan.Ranks[i] > plan.Ranks[i - 1]), "Ranks ascend from 0 to the number of realisations less one.");
    }

    /// <summary>Throws <see cref="ArgumentException"/> for a job that does not fit its plan.</summary>
    /// <exception cref="InvalidDataException">The result is too large for an array.</exception>
    public static void Check(RunPlan plan, TileJob job)
    {
        Require(job.Cells >= 1, "A job needs at least one cell.");
        Require(job.Covariates.Length == (long)job.Cells * plan.Forests.Features.Count, "Covariates are [feature][cell].");
        RequireRoom(Derived(plan) * (Int128)Math.Max(1, plan.Ranks.Count) * job.Cells, $"{Derived(plan)} × {plan.Ranks.Count} order statistics of {job.Cells:N0} cells", "Compute fewer cells at once.");
        RequireRoom((Int128)job.ZoneCount * plan.Parts * plan.Realisations, $"totals of {job.ZoneCount:N0} combinations of zones × {plan.Parts} parts of the profile × {plan.Realisations:N0} realisations", "Use fewer zones, draws or refits.");
        RequireRoom(job.WithRealisations ? (Int128)job.Cells * plan.Outputs * plan.Realisations : 0, $"{job.Cells:N0} cells × {plan.Outputs} outputs × {plan.Realisations:N0} realisations", "Compute fewer cells at once.");
        Require(!plan.UsesTopsoil || plan.TopsoilIsFeature || job.Topsoil.Length == job.Cells, "Where the topsoil is used, each cell has its density.");
        Require(job.SoilDepths.Length == 0 || job.SoilDepths.Length == job.Cells, "Depths to rock are empty or one for each cell.");
        Require(plan.Draws.Mode == DrawMode.Common || job.DrawKeys.Length == job.Cells, "Block and independent draws need a key for each cell.");
        Require(job.ZoneCount == 0 || (job.Zones.Length == job.Cells && job.Areas.Length == job.Cells), "Totals need a zone and an area for each cell.");
        Require(job.ZoneCount == 0 || plan.WithLayers, "Totals need layers.");
        foreach (int zone in job.Zones)
            Require(zone >= -1 && zone < job.ZoneCount, "A zone is −1 or less than the number of zones.");
    }

    /// <summary>Largest number of integers for a realisation: sums S, densities and sums of them.</summary>
    private static int Derived(RunPlan plan) => Math.Max(Math.Max(plan.Outputs, plan.Quantities), LayerDensities.Quantities);

    private static void CheckDirect(RunPlan plan, LayerBounds layers)
    {
        Require(plan.WithLayers && plan.Outputs == layers.Count, $"The forest predicts {plan.Outputs} outputs for {layers.Count} layers.");
        Require(plan.Sums.All(sum => sum.First >= 0 && sum.First < sum.Last && sum.Last < layers.Count), "A sum is of two or more of the layers.");
        Require(!plan.TopsoilReplacesFirst || plan.TopsoilDepth == layers.Bottom(0), $"A topsoil of 0–{plan.TopsoilDepth} cm cannot replace the layer 0–{layers.Bottom(0)} cm.");
        Require(!plan.TopsoilIsFeature || (plan.TopsoilReplacesFirst && plan.Forests.Features.Count > 0), "The topsoil can be the last feature where it is used.");
        // A sum of layers has at most the leaf's sum of |values|, plus the topsoil where that is given.
        double largest = (double.IsNaN(plan.Forests.LargestLeaf) ? 0 : plan.Forests.LargestLeaf) + (plan.TopsoilReplacesFirst ? LayerDensities.LargestTopsoil : 0), most = int.MaxValue / (double)LayerDensities.Units;
        if (largest >= most)
            throw new InvalidDataException($"A leaf of the forest predicts {plan.Forests.LargestLeaf:G6} over all layers; values on a map stay below {most - (largest - plan.Forests.LargestLeaf):N0}. Give the target in a larger unit.");
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
