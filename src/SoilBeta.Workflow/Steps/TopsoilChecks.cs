using SoilBeta.Rasters;
using SoilBeta.Soil;
using SoilBeta.Soil.Tables;
using SoilBeta.Studies;
using SoilBeta.Training.Profiles;

namespace SoilBeta.Workflow.Steps;

/// <summary>Compares the median of the topsoil map at the profiles with their own.</summary>
internal static class TopsoilChecks
{
    /// <summary>Compares the topsoil rasters with the profiles on the grid; null where nothing can be compared.</summary>
    /// <param name="study">Study, its paths absolute.</param>
    /// <param name="grid">Grid.</param>
    /// <param name="tables">The readable tables.</param>
    /// <param name="options">GDAL session and cancellation token.</param>
    public static Finding? Run(Study study, Grid grid, IReadOnlyList<HorizonTable> tables, StepOptions options)
    {
        if (!study.Topsoil.IsGiven)
            return null;
        try
        {
            using var map = new TopsoilAtPlaces(options.Gdal, study);
            using var places = new PlaceFinder(grid);
            ProfileRules rules = study.Soil.Rules;
            var comparison = TopsoilComparison.Compare(Pairs());
            if (comparison is null)
                return null;
            return comparison.IsAccepted(study.Topsoil)
                ? new(comparison.Profiles < TopsoilComparison.Fewest ? Severity.Note : Severity.Fine, "topsoil", comparison.Sentence(study.Topsoil))
                : new(Severity.Problem, "topsoil", comparison.Refusal(study.Topsoil));

            IEnumerable<(double Map, double Own)> Pairs()
            {
                foreach (SoilProfile profile in tables.SelectMany(table => table.Profiles))
                {
                    options.Cancellation.ThrowIfCancellationRequested();
                    if (double.IsNaN(profile.Longitude) || double.IsNaN(profile.Latitude) || !places.TryFind(profile.Longitude, profile.Latitude, out _, out _))
                        continue;
                    if (ProfileLayers.Build(profile, rules, double.NaN, double.NaN, out _) is { } layers)
                        yield return (TopsoilComparison.Upper20(map.Density(profile.Longitude, profile.Latitude), study.Topsoil.Depth, layers.Beta), layers.Densities[0]);
                }
            }
        }
        catch (InvalidDataException)
        {
            return null; // reported with the rasters and rules
        }
    }
}
