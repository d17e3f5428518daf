using SoilBeta.Forests.Validation;
using SoilBeta.Numerics.Statistics;
using SoilBeta.Studies;
using SoilBeta.Training.Assessment;
using SoilBeta.Training.Carbon;
using SoilBeta.Training.Models;
using SoilBeta.Training.Profiles;
using SoilBeta.Training.Targets;

namespace SoilBeta.Training.Ecosystems;

/// <summary>The assessment as CSV tables. Undefined numbers are empty.</summary>
public static class AssessmentTables
{
    /// <summary>Writes all tables, next to <c>validation.json</c>.</summary>
    public static void Write(OutputFolder folder, Study study, IReadOnlyList<ProfileRecord> profiles, CarbonResult carbon, AllEcosystems all, TargetAssessment? target = null)
    {
        var models = carbon.Models;
        CsvFile.Write(
            folder.ValidationCsv,
            ["ecosystem", "design", "block_degrees", "folds", "repeats", "w_km", "model", "quantity", "n", "r2", "r2_sd", "adjusted_r2", "rmse", "rmse_sd", "bias", "concordance", "r2_se", "rmse_se", "bias_se", "clusters", "cluster_degrees"],
            models.SelectMany(model => model.Assessment.Designs.Select(design => (model.Code, design))).Concat(all.Designs.Select(design => ("ALL", design)))
                .Concat(carbon.Assessment.Ecosystems.SelectMany(own => own.Value.Select(design => (own.Key, design)))).Concat(carbon.Assessment.Designs.Concat(target?.Designs ?? []).Select(design => ("ALL", design))).SelectMany(pair => Scores(pair.Item1, pair.design)));
        CsvFile.Write(folder.HeldOut, ["ecosystem", "design", "profile_id", "source", "observed_beta", "forest", "constant", "mixed", "observed_subsoil", "forest_subsoil", "constant_subsoil"], HeldOut(profiles, models));
        CsvFile.Write(folder.HeldOutCarbon, ["ecosystem", "design", "profile_id", "source", "observed", "constant", "mixed", "beta", "direct", "mean"], HeldOutCarbon(profiles, carbon.Assessment));
        CsvFile.Write(
            folder.Coverage, ["ecosystem", "design", "quantity", "area", "interval", "nominal", "covered", "mean_width", "n", "sites", "standard_error"],
            models.SelectMany(model => model.Assessment.Coverage.Select(row => (model.Code, row))).Concat(CoverageRow.Together([.. models.Select(model => model.Assessment.Coverage)]).Select(row => ("ALL", row))).Select(pair => Coverage(pair.Item1, pair.row)));
        CsvFile.Write(
            folder.Dissimilarity, ["ecosystem", "quantity", "index", "lowest_index", "highest_index", "n", "rmse", "rmse_fit", "covered", "covered_fit"],
            from model in models
            from quantity in model.Assessment.Applicability.Quantities
            from window in quantity.Windows
            select (string[])[model.Code, quantity.Quantity, Number(window.Index), Number(window.Lowest), Number(window.Highest), Number(window.Rows), Number(window.Rmse), Number(window.RmseFit), Number(window.Covered), Number(window.CoveredFit)]);
        CsvFile.Write(folder.Importance, ["ecosystem", "covariate", "unit", "permutation", "permutation_scaled", "purity"], [.. Importance(study, models), .. Importance([.. carbon.Direct, .. target?.Forests ?? []])]);
        CsvFile.Write(folder.Dependence, ["ecosystem", "covariate", "unit", "value", "beta", "q025", "q975"], Effects(study, models, "partial"));
        CsvFile.Write(folder.Effects, ["ecosystem", "covariate", "unit", "value", "effect", "q025", "q975"], Effects(study, models, "accumulated"));
        CsvFile.Write(folder.Selection, ["ecosystem", "covariate", "taken", "step", "rmse", "reason"], Selection(models));
        CsvFile.Write(folder.Tuning, ["ecosystem", "mtry", "min_node_size", "trees", "bootstrap_mse", "bootstrap_sd", "oob_mse"], Tuning(models));
        CsvFile.Write(folder.Mixed, ["ecosystem", "grouping", "criterion", "what", "name", "estimate", "error"], Mixed(models, all));
        CsvFile.Write(folder.Statistics, ["factor", "group", "n", "mean", "sd", "duncan", "games_howell", "site_mean", "site_error"], all.Statistics.SelectMany(Groups));
        CsvFile.Write(
            folder.Comparisons, ["factor", "method", "higher", "lower", "difference", "steps", "q", "p", "lower_limit", "upper_limit", "differ"],
            all.Statistics.SelectMany(comparison => new[] { comparison.Duncan, comparison.GamesHowell }.OfType<Comparison>().SelectMany(method => method.Pairs.Select(pair => Pair(comparison.Factor, method.Method, pair)))));
    }

    private static string[] Coverage(string code, CoverageRow row) =>
        [code, row.Design, row.Quantity, row.Place, row.Interval, Number(row.Nominal), Number(row.Covered), Number(row.Width), Number(row.Count), Number(row.Sites), Number(row.StandardError)];

    private static IEnumerable<string[]> Scores(string code, DesignScores design) =>
        from model in design.Models
        from quantity in model.Scores
        let mean = quantity.Value.Mean
        let sd = quantity.Value.Sd
        let error = quantity.Value.StandardError
        select (string[])
        [
            code, design.Design, Number(design.BlockDegrees), Number(design.Folds), Number(design.Repeats), Number(design.W), model.Model, quantity.Key, Number(mean.Count),
            Number(mean.RSquared), Number(sd.RSquared), Number(mean.AdjustedRSquared), Number(mean.Rmse), Number(sd.Rmse), Number(mean.Bias), Number(mean.Concordance),
            Number(error.RSquared), Number(error.Rmse), Number(error.Bias), error.Count > 0 ? Number(error.Count) : "", Number(quantity.Value.ClusterDegrees),
        ];

    /// <summary>Held-out predictions under the designs that hold out sites or blocks, for plots of observed against predicted.</summary>
    private static IEnumerable<string[]> HeldOut(IReadOnlyList<ProfileRecord> profiles, IReadOnlyList<EcosystemModel> models)
    {
        foreach (var model in models)
        {
            ProfileRecord[] own = [.. profiles.Where(profile => profile.Ecosystem == model.Code)];
            foreach (var design in model.Assessment.Designs.Where(d => d.Repeats > 0 && (d.BlockDegrees is not null || d.W is not null || FoldDesigns.HoldsOutSites(d.Design))))
            {
                for (int row = 0; row < own.Length; row++)
                {
                    double Of(string name) => design.ForModel(name)?.HeldOut[row] ?? double.NaN;
                    double topsoil = own[row].Densities[0];
                    yield return
                    [
                        model.Code, design.Design, own[row].Id, own[row].Source, Number(own[row].Beta), Number(Of("forest")), Number(Of("constant")), Number(Of("mixed")),
                        Number(own[row].Densities[1..].Sum()), Number(SubsoilDensity.Predict(topsoil, Of("forest"))), Number(SubsoilDensity.Predict(topsoil, Of("constant"))),
                    ];
                }
            }
        }
    }

    /// <summary>Held-out densities below the topsoil by each model of carbon, Mg C ha⁻¹.</summary>
    private static IEnumerable<string[]> HeldOutCarbon(IReadOnlyList<ProfileRecord> profiles, CarbonAssessment carbon) =>
        from design in carbon.Designs
        where design.Models.Count > 0
        from row in Enumerable.Range(0, profiles.Count)
        let observed = design.Models[0].Residuals[CarbonComparison.Quantity][row] + design.Models[0].HeldOut[row]
        where double.IsFinite(observed)
        select (string[])[profiles[row].Ecosystem, design.Design, profiles[row].Id, profiles[row].Source, Number(observed), .. design.Models.Select(model => Number(model.HeldOut[row]))];

    /// <summary>Importance of the features of direct forests.</summary>
    private static IEnumerable<string[]> Importance(IReadOnlyList<DirectModel> direct) =>
        from model in direct
        from feature in Enumerable.Range(0, model.Table.Features.Count)
        let scaled = model.Permutation[feature] / model.PermutationError[feature]
        select (string[])[model.Name, model.Table.Features[feature], model.Table.Units[feature], Number(model.Permutation[feature]), Number(scaled), Number(model.Purity[feature])];

    private static IEnumerable<string[]> Importance(Study study, IReadOnlyList<EcosystemModel> models) =>
        from model in models
        from feature in Enumerable.Range(0, study.Covariates.Count)
        let scaled = model.Permutation[feature] / model.Assessment.PermutationError[feature]
        select (string[])[model.Code, study.Covariates[feature].Name, study.Covariates[feature].Unit, Number(model.Permutation[feature]), Number(scaled), Number(model.Purity[feature])];

    private static IEnumerable<string[]> Effects(Study study, IReadOnlyList<EcosystemModel> models, string method) =>
        from model in models
        from point in model.Assessment.Effects
        where point.Method == method
        let unit = study.Covariates.First(covariate => covariate.Name == point.Feature).Unit
        select (string[])[model.Code, point.Feature, unit, Number(point.Value), Number(point.Effect), Number(point.Lower), Number(point.Upper)];

    private static IEnumerable<string[]> Selection(IReadOnlyList<EcosystemModel> models) =>
        from model in models
        from step in model.Assessment.Selection
        select (string[])[model.Code, step.Covariate, step.Taken ? "yes" : "no", Number(step.Step), Number(step.Rmse), step.Reason];

    private static IEnumerable<string[]> Tuning(IReadOnlyList<EcosystemModel> models) =>
        from model in models
        from point in model.Assessment.Tuning?.Points ?? []
        select (string[])[model.Code, Number(point.Mtry), Number(point.NodeSize), Number(point.Trees), Number(point.BootstrapMse), Number(point.BootstrapSd), Number(point.OutOfBagMse)];

    private static IEnumerable<string[]> Mixed(IReadOnlyList<EcosystemModel> models, AllEcosystems all)
    {
        foreach (var (code, fit) in models.SelectMany(model => model.Assessment.Mixed.Select(fit => (model.Code, fit))).Concat(all.Mixed.Select(fit => ("ALL", fit))))
        {
            string[] Row(string what, string name, double estimate, double error = double.NaN) => [code, fit.Grouping, fit.Criterion, what, name, Number(estimate), Number(error)];
            foreach (var effect in fit.Model.Effects)
                yield return Row("effect", effect.Name, effect.Estimate, effect.StandardError);
            yield return Row("variance", fit.Grouping, fit.Model.GroupVariance);
            yield return Row("variance", "residual", fit.Model.ResidualVariance);
            yield return Row("log-likelihood", "", fit.Model.LogLikelihood);
            foreach (var (group, intercept) in fit.Criterion == "REML" ? fit.Model.GroupIntercepts : new Dictionary<string, double>())
                yield return Row("intercept", group, intercept, fit.Model.GroupErrors[group]);
        }
    }

    private static IEnumerable<string[]> Groups(GroupComparison comparison) =>
        from g in comparison.Groups
        let other = comparison.GamesHowell?.Groups.FirstOrDefault(o => o.Name == g.Name)
        let site = comparison.Site?.Means.FirstOrDefault(o => o.Name == g.Name)
        select (string[])[comparison.Factor, g.Name, Number(g.Count), Number(g.Mean), Number(g.StandardDeviation), g.Letters, other?.Letters ?? "", Number(site?.Mean), Number(site?.StandardError)];

    private static string[] Pair(string factor, string method, PairComparison pair) =>
    [
        factor, method, pair.Higher, pair.Lower, Number(pair.Difference), Number(pair.Steps), Number(pair.Q), Number(pair.P), Number(pair.LowerLimit), Number(pair.UpperLimit), pair.Differ ? "yes" : "no",
    ];

    private static string Number(double? value) => CsvFile.Number(value, 9);

    private static string Number(int? value) => CsvFile.Number(value);
}
