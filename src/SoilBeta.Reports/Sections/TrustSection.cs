using System.Text.Json;
using SoilBeta.Reports.Charts;
using SoilBeta.Reports.Data;
using SoilBeta.Reports.Markup;
using SoilBeta.Reports.Pages;
using SoilBeta.Studies;

namespace SoilBeta.Reports.Sections;

/// <summary>How reliable the map is: skill compared with a constant β, coverage, share of the map that resembles the profiles.</summary>
internal static class TrustSection
{
    /// <summary>The section.</summary>
    public static Section Make(StudyOutputs outputs)
    {
        var parts = new List<object> { Skill(outputs) };
        if (outputs.Validation.Text("carbon", "sentence") is { Length: > 0 } chosen)
            parts.Insert(0, Html.P(Html.Text(chosen)));
        if (CarbonSkillChart.Draw(outputs) is { } carbon)
            parts.Add(carbon);
        if (SkillCharts.Draw(outputs) is { } skill)
            parts.Add(skill);
        parts.Add(HeldOutCoverage.Table(outputs));
        parts.Add(Applicability(outputs) ?? Html.Missing("The share of the map inside the <b>area of applicability</b> (cells whose covariates resemble those of the profiles) is not among the outputs: nothing here says where the models extrapolate. Make it: <code>soilbeta map STUDY.yml</code> (forests of other programs have none)."));
        parts.AddRange(Html.Folded("Accuracy of the intervals, errors by dissimilarity, observed and predicted", [
            CoverageCharts.Draw(outputs), HeldOutCoverage.Densities(outputs), Measured(outputs), DissimilarityCharts.Draw(outputs), ObservedPredictedCharts.Beta(outputs) ?? (object)Html.Missing("Observed and predicted: this figure needs <code>heldout.csv</code>, which is not there. Make it: <code>soilbeta train STUDY.yml</code>."), ObservedPredictedCharts.Subsoil(outputs)]));
        parts.AddRange(Html.Folded("Relative prediction interval and topsoil map at the profiles", [RelativeIntervalTable.Make(outputs), TopsoilTable.Make(outputs)]));
        return new Section("trust", "How reliable is this map?", parts);
    }

    private static string Skill(StudyOutputs outputs)
    {
        if (outputs.Validation is null)
            return Html.Missing("There is no <code>validation.json</code>: nothing is known of the models' skill. Make it: <code>soilbeta train STUDY.yml</code>.");
        string[] sentences = [.. outputs.Validation.Items("ecosystems").Where(e => e.Text("skill").Length > 0).SelectMany(e => new[] { ("hasSkill", "skill"), ("hasSubsoilSkill", "subsoilSkill") }
            .Where(key => e.Text(key.Item2).Length > 0).Select(key =>
                $"<li class=\"{(e.At(key.Item1)?.ValueKind switch { JsonValueKind.True => "yes", JsonValueKind.False => "no", _ => "unknown" })}\"><b>{Html.Text(outputs.NameOf(e.Text("code")))}</b>: {Html.Text(e.Text(key.Item2))}</li>"))];
        return (sentences.Length > 0 ? $"<ul class=\"verdicts\">{string.Concat(sentences)}</ul>\n" : "") + Scores(outputs);
    }

    /// <summary>The table of scores; empty without a validation.</summary>
    public static string Scores(StudyOutputs outputs)
    {
        var ecosystems = outputs.Validation.Items("ecosystems").ToList();
        if (ecosystems.Count == 0)
            return "";
        var rows = ecosystems.Select(e =>
        {
            string code = e.Text("code"), beta = e.Text("model"), layers = ModelNames.OfLayers(outputs, code);
            JsonElement? design = ModelNames.Quoted(e);
            double Layers(string model, string measure) => ModelNames.LayerScore(outputs, code, model, measure);
            double Of(string model, string quantity, string measure) => ModelNames.Score(design, model, quantity, measure);
            return (IReadOnlyList<string>)
            [
                Html.Text(outputs.NameOf(code)), Html.Text(ModelNames.Name(layers)), Digits.Count(e.Number("profiles")), Digits.Count(e.Number("sites")), Digits.Fixed(Of(beta, "beta", "rSquared"), 2), Digits.Fixed(Of(ModelNames.Constant, "beta", "rSquared"), 2),
                Digits.Fixed(Layers(layers, "rSquared"), 2), Digits.Fixed(Layers(ModelNames.Constant, "rSquared"), 2), Digits.Format(Layers(layers, "rmse")), Digits.Format(Layers(ModelNames.Constant, "rmse")),
            ];
        });
        string held = string.Join(", ", ecosystems.Select(e => ModelNames.Design(ModelNames.Quoted(e).Text("design"))).Where(name => name.Length > 0).Distinct(StringComparer.Ordinal));
        return Html.Table(["<ecosystem", "<model", "profiles", "sites", "R² of β", "constant β", "R² of <span class=\"nb\">20–100 cm</span>", "constant β", "RMSE, Mg C ha⁻¹", "constant β"], rows)
            + Html.P($"Held out by {Html.Text(held)}, the design of every R² on this page that names no other. <i>20–100 cm</i> is the density as the map makes it, with the map's topsoil. If the model is no better than one β per ecosystem, the pattern of its β map is not information.");
    }

    /// <summary>Errors and coverage inside and outside the area of applicability, and by index, in words.</summary>
    private static string Measured(StudyOutputs outputs) =>
        string.Concat(outputs.Validation.Items("ecosystems").Where(e => e.Text("applicability", "sentence").Length > 0).Select(e => Html.P($"<b>{Html.Text(outputs.NameOf(e.Text("code")))}</b>, measured: {Html.Text(e.Text("applicability", "sentence"))}")))
        + string.Concat(DissimilarityCharts.Sentences(outputs).Select(Html.P));

    /// <summary>Share of each ecosystem's mapped area inside the area of applicability.</summary>
    private static IEnumerable<(string Code, double Inside)> Inside(StudyOutputs outputs) => outputs.TotalsJson.At("applicability") is not { ValueKind: JsonValueKind.Object } list ? []
        : list.EnumerateObject().Select(item => (item.Name, ((JsonElement?)item.Value).Number("area_share"))).Where(pair => double.IsFinite(pair.Item2));

    /// <summary>Share of the whole mapped area inside; null where the share or area of an ecosystem is unknown.</summary>
    public static double? InsideOfAll(StudyOutputs outputs)
    {
        var areas = outputs.WholeMap().Where(line => line.Ecosystem != "ALL").GroupBy(line => line.Ecosystem, StringComparer.Ordinal).ToDictionary(lines => lines.Key, lines => lines.First().AreaMha, StringComparer.Ordinal);
        var inside = Inside(outputs).ToDictionary(pair => pair.Code, pair => pair.Inside, StringComparer.Ordinal);
        double all = areas.Values.Sum();
        return all > 0 && areas.All(area => area.Value == 0 || inside.ContainsKey(area.Key)) ? areas.Where(area => area.Value > 0).Sum(area => area.Value * inside[area.Key]) / all : null;
    }

    private static string? Applicability(StudyOutputs outputs)
    {
        var inside = Inside(outputs).ToList();
        return inside.Count == 0 ? null : Html.P("<b>Area of applicability</b>: cells whose covariates are no further from the profiles' than the folds of the validation were from each other (dissimilarity index of Meyer and Pebesma 2021). Outside the models extrapolate. Inside are "
            + string.Join(", ", inside.Select(pair => $"{Digits.Percent(pair.Inside)} of {Html.Text(outputs.NameOf(pair.Code))}")) + " by area.")
            + Html.P("Where a model has no skill, inside says only that a place is like the profiles. " + (outputs.Dissimilarity is { Rows.Count: > 0 } ? "The errors by index are in <code>dissimilarity.csv</code>." : "Errors by index are not among the outputs (<code>dissimilarity.csv</code>): an ecosystem needs 40 profiles or more that are held out under kNNDM. Make it: <code>soilbeta train STUDY.yml</code>."));
    }
}
