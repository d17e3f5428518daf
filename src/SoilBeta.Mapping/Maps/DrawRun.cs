using SoilBeta.Numerics;
using SoilBeta.Studies;

namespace SoilBeta.Mapping.Maps;

/// <summary>A run of the draws through a model of an ecosystem: in the study's own mode, in the mode of a comparison, or a replicate of its Sobol draws that is computed again for the standard errors of cells.</summary>
/// <param name="Mode">Mode of the draws.</param>
/// <param name="Replicate">Number of the replicate, from 1; 0 for all draws.</param>
/// <param name="Model">The model.</param>
public readonly record struct DrawRun(DrawMode Mode, int Replicate = 0, MapModel Model = MapModel.Carbon)
{
    /// <summary>Name in messages, keys and names of files: <c>common</c>, <c>replicate-2</c>, <c>beta-common</c>.</summary>
    public string Name => (Model == MapModel.Carbon ? "" : $"{Model.ToString().ToLowerInvariant()}-") + (Replicate == 0 ? Mode.Word() : $"replicate-{Replicate}");

    /// <summary>The run of a study's own mode.</summary>
    public static DrawRun Own(Study study, MapModel model = MapModel.Carbon) => new(study.Uncertainty.Mode, Model: model);

    /// <summary>The replicates that a study's maps need.</summary>
    public static IEnumerable<DrawRun> Replicates(Study study, MapModel model = MapModel.Carbon) => Enumerable.Range(1, study.Uncertainty.MapReplicates).Select(number => new DrawRun(study.Uncertainty.Mode, number, model));

    /// <summary>All runs of a model of a study: its own, the comparisons of the totals, and the replicates.</summary>
    public static IEnumerable<DrawRun> All(Study study, MapModel model) =>
        [Own(study, model), .. model == MapModel.Carbon ? study.Uncertainty.Compare.Select(mode => new DrawRun(mode)) : [], .. Replicates(study, model)];
}
