using SoilBeta.Reports.Charts;
using SoilBeta.Reports.Data;
using SoilBeta.Reports.Markup;
using SoilBeta.Reports.Pages;
using System.Text.Json;

namespace SoilBeta.Reports.Sections;

/// <summary>What drives β: dependence and importance of forests, coefficients of regressions, groups of profiles; names the results that are missing.</summary>
internal static class DriversSection
{
    /// <summary>Importance and dependence of forests, coefficients of regressions.</summary>
    public static Section Make(StudyOutputs outputs)
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
        string tests = string.Concat(outputs.Validation.Items("statistics").Select(comparison => Tests(outputs, comparison)));
        parts.AddRange(Html.Folded("β by ecosystem and texture, with tests", [
            BetaGroupCharts.Draw(outputs) ?? (object)Missing("profiles.csv", "profiles"),
            tests.Length > 0 ? $"<ul>{tests}</ul>\n" : Html.Missing("Tests between ecosystems and texture classes (letters, effect sizes) are not among the outputs. Make them: <code>soilbeta train STUDY.yml</code>.")]));
        return new Section("drivers", "What drives β", parts);
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
