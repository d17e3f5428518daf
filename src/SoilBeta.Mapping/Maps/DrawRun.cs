using SoilBeta.Numerics;
using SoilBeta.Studies;

namespace SoilBeta.Mapping.Maps;

/// <summary>A run of the draws for an ecosystem: in the study's own mode, in the mode of a comparison, or a replicate of its Sobol draws that is computed again for the standard errors of cells.</summary>
/// <param name="Mode">Mode of the draws.</param>
/// <param name="Replicate">Number of the replicate, from 1; 0 for all draws.</param>
public readonly record struct DrawRun(DrawMode Mode, int Replicate = 0)
{
    /// <summary>Name in messages, keys and names of files: <c>common</c>, <c>replicate-2</c>.</summary>
    public string Name => Replicate == 0 ? Mode.Word() : $"replicate-{Replicate}";

    /// <summary>The run of a study's own mode.</summary>
    public static DrawRun Own(Study study) => new(study.Uncertainty.Mode);

    /// <summary>The replicates that a study's maps need.</summary>
    public static IEnumerable<DrawRun> Replicates(Study study) => Enumerable.Range(1, study.Uncertainty.MapReplicates).Select(number => new DrawRun(study.Uncertainty.Mode, number));

    /// <summary>All runs of a study: its own, the comparisons, and the replicates.</summary>
    public static IEnumerable<DrawRun> All(Study study) => [Own(study), .. study.Uncertainty.Compare.Select(mode => new DrawRun(mode)), .. Replicates(study)];
}
