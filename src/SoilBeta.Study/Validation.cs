namespace SoilBeta.Studies;

/// <summary>Validation of the model on held-out profiles.</summary>
public sealed record Validation
{
    /// <summary>Number of folds.</summary>
    public required int Folds { get; init; }

    /// <summary>Repeats of random, site and block folds; 0 for only in-sample and out-of-bag.</summary>
    public required int Repeats { get; init; }

    /// <summary>Repeats of the paper's 70/30; 0 for none.</summary>
    public required int Holdouts { get; init; }

    /// <summary>Sides of spatial blocks, degrees; empty for none (then skill is unknown).</summary>
    public required IReadOnlyList<double> Blocks { get; init; }

    /// <summary>Number of map cells for nearest-neighbour-distance-matched folds (kNNDM); 0 for no such folds (then skill is unknown).</summary>
    public required int MapCells { get; init; }

    /// <summary>Whether to estimate the coverage of the intervals and the decomposition of the variance.</summary>
    public required bool Coverage { get; init; }

    /// <summary>Trees of the forests of folds; null for those of the model, at most 200.</summary>
    public required int? Trees { get; init; }

    /// <summary>Binds the section.</summary>
    internal static Validation Bind(ValidationSection section, Binding at)
    {
        at.Within("folds", section.Folds, 2, 1000, "folds");
        at.Within("repeats", section.Repeats, 0, 1000, "repeats");
        at.Within("holdouts", section.Holdouts, 0, 1000, "repeats");
        at.Within("map_cells", section.MapCells, 0, 100_000, "cells");
        at.Within("trees", section.Trees ?? 1, 1, 100_000, "trees");
        foreach (double degrees in section.Blocks)
            at.Within("blocks", degrees, 0.01, 90, "degrees");
        return new Validation
        {
            Folds = section.Folds,
            Repeats = section.Repeats,
            Holdouts = section.Holdouts,
            Blocks = section.Blocks,
            MapCells = section.MapCells,
            Coverage = section.Coverage,
            Trees = section.Trees,
        };
    }
}
