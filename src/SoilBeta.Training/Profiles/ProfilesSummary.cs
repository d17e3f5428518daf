using SoilBeta.Soil;
using SoilBeta.Studies;

namespace SoilBeta.Training.Profiles;

/// <summary>Counts of profiles used and rejected by source, ecosystem and reason, and the closure of every β mode.</summary>
public sealed class ProfilesSummary
{
    /// <summary>Rows read.</summary>
    public required int Horizons { get; init; }

    /// <summary>Profiles read.</summary>
    public required int Profiles { get; init; }

    /// <summary>Number of profiles on the study's grid; the others are rejected first.</summary>
    public required int OnGrid { get; init; }

    /// <summary>Comparison of the topsoil map with the profiles; null where nothing can be compared.</summary>
    public required TopsoilComparison? Topsoil { get; init; }

    /// <summary>Organic horizons dropped above the mineral soil of the profiles in use.</summary>
    public required int OrganicHorizons { get; init; }

    /// <summary>Profiles in use whose spline is blended with the step function of its horizons, so that no layer is negative.</summary>
    public required int Blended { get; init; }

    /// <summary>Horizons of the profiles in use that were repaired by the rules of mpspline2.</summary>
    public required int Repairs { get; init; }

    /// <summary>Profiles in use that end between <c>min_depth</c> and 100 cm.</summary>
    public required int EndShort { get; init; }

    /// <summary>Covariates with values from the table, for at least some profiles.</summary>
    public required IReadOnlyList<CovariateCount> FromTable { get; init; }

    /// <summary>Rows whose key the joined table lacks.</summary>
    public required int RowsWithoutPartner { get; init; }

    /// <summary>Counts by source, most profiles first.</summary>
    public required IReadOnlyList<SourceCount> Sources { get; init; }

    /// <summary>Counts by reason, most profiles first.</summary>
    public required IReadOnlyList<ReasonCount> Reasons { get; init; }

    /// <summary>Counts and means by ecosystem in the study's order.</summary>
    public required IReadOnlyList<EcosystemCount> Ecosystems { get; init; }

    /// <summary>Closure of every mode, by ecosystem in the study's order, then <c>ALL</c>.</summary>
    public required IReadOnlyList<ModeClosure> Closures { get; init; }

    /// <summary>Profiles used.</summary>
    public int Used => Sources.Sum(source => source.Used);
}

/// <summary>Profiles of a source.</summary>
/// <param name="Source">Source.</param>
/// <param name="Read">Profiles read.</param>
/// <param name="Used">Profiles used.</param>
public sealed record SourceCount(string Source, int Read, int Used);

/// <summary>A covariate with values from the table.</summary>
/// <param name="Name">Name.</param>
/// <param name="Profiles">Profiles in use with a value from the table.</param>
/// <param name="Table">Mean of those values at profiles with a raster value too, in the covariate's unit.</param>
/// <param name="Raster">Mean of the raster values there.</param>
public sealed record CovariateCount(string Name, int Profiles, double Table, double Raster);

/// <summary>Profiles rejected for a reason.</summary>
/// <param name="Reason">Reason.</param>
/// <param name="Count">Profiles.</param>
public sealed record ReasonCount(RejectionReason Reason, int Count);

/// <summary>Profiles of an ecosystem.</summary>
/// <param name="Code">Code.</param>
/// <param name="Profiles">Profiles used.</param>
/// <param name="Sites">Number of their sites.</param>
/// <param name="FromMap">Profiles whose ecosystem comes from the map.</param>
/// <param name="MeanBeta">Mean β by the study's mode.</param>
/// <param name="BetaFromOne">Profiles with β ≥ 1.</param>
/// <param name="Topsoil">Mean SOC density of 0–20 cm, Mg C ha⁻¹.</param>
/// <param name="Subsoil">Mean SOC density below, down to the last complete layer, Mg C ha⁻¹.</param>
/// <param name="FilledBulkDensity">Share of the layers whose bulk density is filled.</param>
/// <param name="FilledGravel">Share of the layers whose gravel is filled.</param>
public sealed record EcosystemCount(
    string Code, int Profiles, int Sites, int FromMap, double MeanBeta, int BetaFromOne, double Topsoil, double Subsoil, double FilledBulkDensity, double FilledGravel);

/// <summary>Ratio of predicted to measured carbon for a β mode, sums over the profiles that reach 100 cm or rock.</summary>
/// <param name="Ecosystem">Code, or <c>ALL</c>.</param>
/// <param name="Mode">Mode.</param>
/// <param name="Profiles">Profiles.</param>
/// <param name="MeanBeta">Mean β.</param>
/// <param name="Subsoil">Closure of 20–100 cm.</param>
/// <param name="Layers">Closure of 20–40, 40–60, 60–80, 80–100 cm.</param>
public sealed record ModeClosure(string Ecosystem, BetaMode Mode, int Profiles, double MeanBeta, double Subsoil, IReadOnlyList<double> Layers)
{
    /// <summary>Code of all ecosystems together.</summary>
    public const string All = "ALL";

    /// <summary>Closure of a mode over some profiles; NaN for layers that none of them has.</summary>
    /// <param name="ecosystem">Code.</param>
    /// <param name="mode">Mode.</param>
    /// <param name="profiles">Profiles.</param>
    public static ModeClosure Compute(string ecosystem, BetaMode mode, IEnumerable<LayeredProfile> profiles)
    {
        double[] predicted = new double[LayerDensities.Layers];
        double[] measured = new double[LayerDensities.Layers];
        double betas = 0;
        int count = 0;
        foreach (LayeredProfile profile in profiles)
        {
            if (profile.Bottoms.Length < LayerDensities.Layers && !profile.EndsAtRock)
                continue;
            double beta = BetaFit.Fit(mode, profile.Bottoms, profile.Fitted);
            if (double.IsNaN(beta))
                continue;
            betas += beta;
            count++;
            for (int layer = 1; layer < profile.Bottoms.Length; layer++)
            {
                predicted[layer] += profile.Predicted(beta, layer, layer + 1);
                measured[layer] += profile.Densities[layer];
            }
        }
        double[] layers = [.. predicted.Zip(measured, (a, b) => b > 0 ? a / b : double.NaN).Skip(1)];
        return new ModeClosure(ecosystem, mode, count, count == 0 ? double.NaN : betas / count, predicted.Sum() / measured.Sum(), layers);
    }
}
