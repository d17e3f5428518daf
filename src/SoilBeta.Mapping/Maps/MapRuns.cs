using SoilBeta.Devices;
using SoilBeta.Studies;
using SoilBeta.Training.Models;

namespace SoilBeta.Mapping.Maps;

/// <summary>Everything that a device computes for the maps of a study: for each ecosystem and run of the draws, the forest and the plan.</summary>
/// <param name="study">Study.</param>
/// <param name="forestOf">The forest of an ecosystem for a run.</param>
/// <param name="trainingRoot">Root of the training table's correlations, [covariate][covariate], where the study requests them for common draws; null otherwise.</param>
public sealed class MapRuns(Study study, Func<string, DrawRun, MapForest> forestOf, double[][]? trainingRoot = null)
{
    /// <summary>All requests of an ecosystem.</summary>
    public IEnumerable<TileRequest> Requests(EcosystemSurvey ecosystem) => DrawRun.All(study).Select(run => Request(ecosystem, run));

    /// <summary>The forest of an ecosystem for a run.</summary>
    public MapForest Forest(string code, DrawRun run) => forestOf(code, run);

    /// <summary>The request of an ecosystem and run.</summary>
    /// <exception cref="InvalidDataException">The forest is missing, damaged or of another study.</exception>
    public TileRequest Request(EcosystemSurvey ecosystem, DrawRun run)
    {
        var forest = Forest(ecosystem.Code, run);
        var plan = RunPlans.ForForests(study.In(run.Mode), forest.Set, forest.Name, trainingRoot);
        return new TileRequest(ecosystem, forest, run.Replicate == 0 ? plan : ReplicateMap.PlanOf(plan, study.Uncertainty.Sampler.Replicates, run.Replicate - 1), run);
    }
}
