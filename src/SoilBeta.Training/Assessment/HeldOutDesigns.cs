using SoilBeta.Forests;
using SoilBeta.Forests.Validation;
using SoilBeta.Studies;

namespace SoilBeta.Training.Assessment;

/// <summary>The designs of a study that hold out whole places: sites, blocks of each size, and folds matched to the map (kNNDM).</summary>
internal static class HeldOutDesigns
{
    /// <summary>Makes the folds.</summary>
    /// <param name="study">Study.</param>
    /// <param name="table">Profiles with their coordinates.</param>
    /// <param name="cells">Gives a number of cells of the map.</param>
    /// <param name="threads">Threads; the folds do not depend on them.</param>
    public static IReadOnlyList<FoldPlan> For(Study study, TrainingTable table, Func<int, IReadOnlyList<(double Latitude, double Longitude)>> cells, int threads)
    {
        var validation = study.Validation;
        if (validation.Repeats == 0)
            return [];
        double[] latitudes = table.Latitudes!, longitudes = table.Longitudes!;
        var plans = new List<FoldPlan> { FoldDesigns.Sites(table.Sites, validation.Folds, validation.Repeats, study.Seed) };
        plans.AddRange(validation.Blocks.Distinct().Order().Select(degrees => FoldDesigns.Blocks(latitudes, longitudes, table.Sites, degrees, validation.Folds, validation.Repeats, study.Seed)));
        if (validation.MapCells > 0)
            plans.Add(NearestNeighbourFolds.Make(latitudes, longitudes, table.Sites, cells(validation.MapCells), validation.Folds, study.Seed, threads));
        return plans;
    }
}
