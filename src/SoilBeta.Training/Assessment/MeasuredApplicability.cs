using SoilBeta.Forests;
using SoilBeta.Forests.Validation;
using SoilBeta.Studies;
using SoilBeta.Training.Profiles;
using SoilBeta.Training.Tables;

namespace SoilBeta.Training.Assessment;

/// <summary>Errors as a function of the dissimilarity index, measured on profiles held out in the folds that represent the map (kNNDM).</summary>
/// <param name="Threshold">Largest index inside the area of applicability, as on the map; NaN without one.</param>
/// <param name="Design">Folds of the threshold.</param>
/// <param name="Quantities">Results for each quantity; empty where nothing could be measured.</param>
/// <param name="Sentence">The results in words, or the reason why there are none.</param>
internal sealed record MeasuredApplicability(double Threshold, string Design, IReadOnlyList<MeasuredQuantity> Quantities, string Sentence)
{
    private const int FewestProfiles = 20; // the standard error of a coverage of 90 % is then 7 percentage points

    /// <summary>Measures errors and coverage by index.</summary>
    /// <param name="study">Study.</param>
    /// <param name="profiles">Profiles of the ecosystem.</param>
    /// <param name="table">The profiles as a training table.</param>
    /// <param name="plans">Designs of the validation.</param>
    /// <param name="held">Held-out results of the model, with the coverage of its intervals.</param>
    /// <param name="importance">Importance of each covariate; null for equal weights.</param>
    /// <param name="threads">Threads.</param>
    public static MeasuredApplicability Measure(Study study, IReadOnlyList<ProfileRecord> profiles, TrainingTable table, IReadOnlyList<FoldPlan> plans, HeldOutResults held, double[]? importance, int threads)
    {
        double[] weights = study.Applicability.WeightsOf(importance, study.Covariates.Count);
        var (folds, design) = new TrainingData(profiles, table).Folds(study);
        double threshold = DissimilarityIndex.Fit(table, weights, folds, threads)?.Threshold ?? double.NaN;
        var plan = plans.FirstOrDefault(p => p.StandsForMap);
        if (plan is not { Repeats.Count: > 0 })
            return Nothing(plan?.Note ?? "there are no folds that stand for the map (kNNDM).");
        var scores = held.Designs.First(d => d.StandsForMap);
        if (scores.ForModel(held.Model) is not { } model || DissimilarityIndex.Fit(table, weights, plan.FoldOfRows(table.Rows), threads) is not { Training.Count: > 0 } index)
            return Nothing("the index or the held-out errors of the model are not defined.");
        var quantities = new List<MeasuredQuantity>();
        foreach (string name in new[] { EcosystemAssessment.Beta, EcosystemAssessment.SubsoilMapTopsoil }.Where(model.Errors.ContainsKey))
        {
            double[] errors = model.Errors[name];
            double[]? covered = held.Covered.GetValueOrDefault(name);
            int[]? clusters = scores.Clusters.GetValueOrDefault(name)?.Of;
            DissimilarityPart Part(Func<double, bool> which) => DissimilarityErrors.Part(Enumerable.Range(0, errors.Length).Where(row => which(index.Training[row])), errors, covered, clusters);
            quantities.Add(new MeasuredQuantity(name, Part(_ => true), Part(value => value <= threshold), Part(value => value > threshold), DissimilarityErrors.Windows(index.Training, errors, covered)));
        }
        return new MeasuredApplicability(threshold, design, quantities, string.Join(" ", quantities.Select(quantity => Words(quantity, threshold))));

        MeasuredApplicability Nothing(string why) => new(threshold, design, [], $"Errors inside the area of applicability were not measured: {why}");
    }

    /// <summary>The results for β alone, where another model than that of β maps the densities.</summary>
    public MeasuredApplicability OfBeta()
    {
        MeasuredQuantity[] own = [.. Quantities.Where(quantity => quantity.Quantity == EcosystemAssessment.Beta)];
        return own.Length == Quantities.Count ? this : this with { Quantities = own, Sentence = string.Join(" ", own.Select(quantity => Words(quantity, Threshold))) };
    }

    private static string Words(MeasuredQuantity quantity, double threshold)
    {
        bool beta = quantity.Quantity == EcosystemAssessment.Beta;
        string name = beta ? "β" : "the density of 20–100 cm", unit = beta ? "" : " Mg C ha⁻¹", format = beta ? "0.0000" : "0.0";
        string Measure(DissimilarityPart part) => part.Rows < FewestProfiles ? $"{part.Rows} profile{(part.Rows == 1 ? "" : "s")}, too few to say" : FormattableString.Invariant(
            $"RMSE {part.Rmse.ToString(format, System.Globalization.CultureInfo.InvariantCulture)} ± {part.RmseError.ToString(format, System.Globalization.CultureInfo.InvariantCulture)}{unit}")
            + (double.IsFinite(part.Covered) ? FormattableString.Invariant($", {100 * part.Covered:0} ± {100 * part.CoveredError:0} % in their 90 % prediction intervals") : "") + $" ({part.Rows} profiles)";
        return double.IsNaN(threshold)
            ? $"Of {name} held-out profiles (kNNDM) had {Measure(quantity.All)}; there is no threshold."
            : FormattableString.Invariant($"Of {name} held-out profiles (kNNDM) with an index up to {threshold:0.000} had {Measure(quantity.Inside)}; above it {Measure(quantity.Outside)}.");
    }
}

/// <summary>Held-out results of an ecosystem's model.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Designs">Scores and errors under each design.</param>
/// <param name="Covered">Quantity → 1 for each profile inside its 90 % prediction interval under the folds that represent the map, 0 outside, NaN where unknown.</param>
internal sealed record HeldOutResults(string Model, IReadOnlyList<DesignScores> Designs, IReadOnlyDictionary<string, double[]> Covered);

/// <summary>Errors and coverage of one quantity by dissimilarity index.</summary>
/// <param name="Quantity">Quantity.</param>
/// <param name="All">All held-out profiles.</param>
/// <param name="Inside">Profiles with an index up to the threshold.</param>
/// <param name="Outside">Profiles with an index above it.</param>
/// <param name="Windows">Moving windows over the sorted index, for <c>dissimilarity.csv</c>.</param>
internal sealed record MeasuredQuantity(
    string Quantity, DissimilarityPart All, DissimilarityPart Inside, DissimilarityPart Outside, [property: System.Text.Json.Serialization.JsonIgnore] IReadOnlyList<DissimilarityWindow> Windows);
