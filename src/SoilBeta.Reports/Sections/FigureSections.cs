using SoilBeta.Reports.Charts;
using SoilBeta.Reports.Data;
using SoilBeta.Reports.Maps;
using SoilBeta.Reports.Markup;
using SoilBeta.Reports.Pages;
using System.Text.Json;

namespace SoilBeta.Reports.Sections;

/// <summary>The paper's figures for this study; each names its results where they are missing.</summary>
internal static class FigureSections
{
    /// <summary>β by ecosystem and texture, with tests.</summary>
    public static Section Groups(StudyOutputs outputs)
    {
        List<object> parts = [BetaGroupCharts.Draw(outputs) ?? (object)Missing("profiles.csv", "profiles")];
        string tests = string.Concat(outputs.Validation.Items("statistics").Select(comparison => Tests(outputs, comparison)));
        parts.Add(tests.Length > 0 ? $"<ul>{tests}</ul>\n" : Html.Missing("Tests between ecosystems and texture classes (letters, effect sizes) are not among the outputs. Make them: <code>soilbeta train STUDY.yml</code>."));
        return new Section("groups", "β by ecosystem and texture", parts);
    }

    /// <summary>Importance and dependence of forests, coefficients of regressions.</summary>
    public static Section Drivers(StudyOutputs outputs)
    {
        var models = outputs.Study.Ecosystems.Select(ecosystem => ModelNames.OfBeta(outputs, ecosystem.Code)).ToHashSet(StringComparer.Ordinal);
        var parts = new List<object>();
        bool forests = models.Count == 0 || models.Any(model => model is not (ModelNames.Constant or ModelNames.Mixed));
        if (models.Contains(ModelNames.Constant))
            parts.Add(Html.P($"{(models.Count == 1 ? "This study has" : "Some ecosystems have")} one β for all of an ecosystem: nothing drives it."));
        if (models.Contains(ModelNames.Mixed) && Coefficients.Table(outputs) is { } table)
            parts.Add(table);
        if (DependenceCharts.Draw(outputs) is { } dependence)
            parts.Add(dependence);
        else if (forests)
            parts.Add(Missing("dependence.csv", "train"));
        if (ImportanceCharts.Draw(outputs) is { } importance)
            parts.Add(importance);
        else if (forests)
            parts.Add(Missing("importance.csv", "train"));
        return new Section("drivers", "What drives β", parts);
    }

    /// <summary>Observed against predicted.</summary>
    public static Section HeldOut(StudyOutputs outputs) => new(
        "held-out", "Observed and predicted", [ObservedPredictedCharts.Beta(outputs) ?? (object)Missing("heldout.csv", "train"), .. ObservedPredictedCharts.Subsoil(outputs) is { } subsoil ? new object[] { subsoil } : []]);

    /// <summary>All maps.</summary>
    public static IEnumerable<Section> Maps(StudyOutputs outputs, MapCanvas? canvas)
    {
        if (canvas is null)
        {
            yield return new Section("maps", "Maps", [Html.Missing("Pictures of the maps need the prepared stack (<code>work/stack</code>), which is not there. Make it: <code>soilbeta run STUDY.yml</code>.")]);
            yield break;
        }
        var figures = new MapFigures(outputs, canvas);
        yield return new Section("map-beta", "Maps of β", [figures.Beta() ?? (object)Missing("maps/…_beta.tif", "map")]);
        yield return new Section("map-density", "Maps of carbon density", [figures.Density() ?? (object)Missing("maps/ALL_…_SOCD.tif", "map")]);
        yield return new Section("map-uncertainty", "Uncertainty", [figures.Uncertainty() ?? (object)Missing("maps/…_20-100_SOCD.tif", "map"), figures.BoundErrors(), figures.Applicability() ?? (object)Missing("maps/…_applicability.tif", "map")]);
        yield return new Section("map-covariates", "Covariates and topsoil", [figures.Covariates() ?? (object)Missing("work/stack", "run")]);
        yield return new Section("map-layers", "Layers of each ecosystem", [.. outputs.Study.Ecosystems.Select(ecosystem => figures.Layers(ecosystem.Code) ?? (object)Missing($"maps/{ecosystem.Code}_…_SOCD.tif", "map"))]);
    }

    private static string Missing(string file, string verb) => Html.Missing($"This figure needs <code>{Html.Text(file)}</code>, which is not there. Make it: <code>soilbeta {verb} STUDY.yml</code>.");

    private static string Tests(StudyOutputs outputs, JsonElement? comparison)
    {
        string factor = comparison.Text("factor");
        int at = factor.IndexOf(" in ", StringComparison.Ordinal);
        string name = at > 0 ? $"{factor[..at]} in {outputs.NameOf(factor[(at + 4)..])}" : factor;
        var said = new List<string>();
        if (comparison.At("anova") is { } anova)
        {
            JsonElement? a = anova;
            said.Add($"analysis of variance F({Digits.Count(a.Number("df1"))}, {Digits.Count(a.Number("df2"))}) = {Digits.Format(a.Number("f"))}, p {P(a.Number("p"))}; effect size η² {Digits.Fixed(a.Number("etaSquared"), 3)}, ω² {Digits.Fixed(a.Number("omegaSquared"), 3)}");
        }
        if (comparison.At("welch") is not null)
            said.Add($"Welch's test p {P(comparison.Number("welch", "p"))}");
        if (comparison.At("site") is not null && double.IsFinite(comparison.Number("site", "p")))
            said.Add($"with a random site p {P(comparison.Number("site", "p"))} ({Digits.Percent(comparison.Number("site", "intraclassCorrelation"))} of the variance lies between sites)");
        said.AddRange(comparison.Items("notes").Select(note => Html.Text(note?.ToString() ?? "")));
        return $"<li><b>{Html.Text(name)}</b>: {string.Join("; ", said)}.</li>\n";
    }

    private static string P(double p) => p < 0.001 ? "&lt; 0.001" : $"= {Digits.Fixed(p, 3)}";
}
