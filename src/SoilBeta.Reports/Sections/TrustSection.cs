using System.Text.Json;
using SoilBeta.Reports.Charts;
using SoilBeta.Reports.Data;
using SoilBeta.Reports.Maps;
using SoilBeta.Reports.Markup;
using SoilBeta.Reports.Pages;
using SoilBeta.Studies;

namespace SoilBeta.Reports.Sections;

/// <summary>How reliable the map is: locations of the profiles, number of sites, skill compared with a constant β, coverage, share of the map that resembles the profiles.</summary>
internal static class TrustSection
{
    /// <summary>Name in validation.json of the density of 20–100 cm from the measured topsoil and the predicted β.</summary>
    private const string Subsoil = "subsoilOwnTopsoil";

    /// <summary>The section.</summary>
    public static Section Make(StudyOutputs outputs, MapCanvas? canvas)
    {
        var parts = new List<object> { Facts(outputs), Skill(outputs) };
        if (outputs.Profiles is { } profiles && canvas is not null)
            parts.Add(ProfileMap(outputs, canvas, profiles));
        else
            parts.Add(Html.Missing("The map of profiles needs <code>profiles.csv</code> and the stack: <code>soilbeta run STUDY.yml</code>."));
        parts.Add(TopsoilTable.Make(outputs));
        parts.Add(Applicability(outputs) ?? Html.Missing("The share of the map inside the <b>area of applicability</b> (cells whose covariates resemble those of the profiles) is not among the outputs: nothing here says where the models extrapolate. Make it: <code>soilbeta map STUDY.yml</code> (forests of other programs have none)."));
        if (RelativeIntervalTable.Make(outputs) is { } relative)
            parts.Add(relative);
        if (Charts.DissimilarityCharts.Draw(outputs) is { } dissimilarity)
            parts.Add(dissimilarity);
        if (Charts.SkillCharts.Draw(outputs) is { } skill)
            parts.Add(skill);
        parts.Add(HeldOutCoverage.Table(outputs));
        if (Charts.CoverageCharts.Draw(outputs) is { } coverage)
            parts.Add(coverage);
        return new Section("trust", "How reliable is this map?", parts);
    }

    private static string Facts(StudyOutputs outputs)
    {
        var cards = new List<(string Value, string Name)>();
        if (outputs.Profiles is { } profiles)
        {
            int used = profiles.Rows.Count, all = used + outputs.RejectedRows.Count;
            int sites = profiles.Rows.Select(row => profiles.Text(row, "site")).Distinct(StringComparer.Ordinal).Count();
            cards.Add((Digits.Count(sites), $"sites, with {Digits.Count(used)} of {Digits.Count(all)} profiles"));
        }
        foreach (var ecosystem in outputs.Validation.Items("ecosystems"))
        {
            string code = ecosystem.Text("code"), model = ModelNames.OfBeta(outputs, code), name = Html.Text(outputs.NameOf(code));
            JsonElement? design = ModelNames.Quoted(ecosystem);
            double score = ModelNames.Score(design, model, "beta", "rSquared");
            if (model == ModelNames.Constant)
                cards.Add((Digits.Beta(ecosystem.Number("meanBeta")), $"one β for all {name}: its map has no pattern"));
            else if (double.IsFinite(score)) // too few profiles to hold any out; the verdict below states it
                cards.Add((Digits.Fixed(score, 2), $"R² of β in {name}, {ModelNames.Design(design.Text("design"))}; a constant β has {Digits.Fixed(ModelNames.Score(design, ModelNames.Constant, "beta", "rSquared"), 2)}"));
        }
        cards.AddRange(HeldOutCoverage.Cards(outputs));
        if (InsideOfAll(outputs) is { } inside)
            cards.Add((Digits.Percent(inside), $"of the mapped area is inside the area of applicability ({Each(outputs)})"));
        if (MappedShare.Of(outputs) is { } mapped)
            cards.Add((Digits.Percent(mapped.Share), $"of the ecosystems' area{(mapped.Masked > 0 ? " inside the study's masks" : "")} is mapped ({Digits.Format(mapped.Mapped)} of {Digits.Format(mapped.Mapped + mapped.WithoutData)} Mha)"));
        return $"<div class=\"cards\">{string.Concat(cards.Select(card => $"<div class=\"card\"><b>{card.Value}</b><span>{card.Name}</span></div>"))}</div>\n";
    }

    private static string Skill(StudyOutputs outputs)
    {
        if (outputs.Validation is null)
            return Html.Missing("There is no <code>validation.json</code>: nothing is known of the models' skill. Make it: <code>soilbeta train STUDY.yml</code>.");
        string[] sentences = [.. outputs.Validation.Items("ecosystems").Where(e => e.Text("skill").Length > 0).SelectMany(e => new[] { ("hasSkill", "skill"), ("hasSubsoilSkill", "subsoilSkill") }
            .Where(key => e.Text(key.Item2).Length > 0).Select(key =>
                $"<li class=\"{(e.At(key.Item1)?.ValueKind switch { JsonValueKind.True => "yes", JsonValueKind.False => "no", _ => "unknown" })}\"><b>{Html.Text(outputs.NameOf(e.Text("code")))}</b>: {Html.Text(e.Text(key.Item2))}</li>"))];
        var rows = outputs.Validation.Items("ecosystems").Select(e => (IReadOnlyList<string>)
        [
            Html.Text(outputs.NameOf(e.Text("code"))), Html.Text(ModelNames.Name(e.Text("model"))), Digits.Count(e.Number("profiles")), Digits.Count(e.Number("sites")),
            Digits.Fixed(ModelNames.Score(ModelNames.Quoted(e), e.Text("model"), "beta", "rSquared"), 2), Digits.Fixed(ModelNames.Score(ModelNames.Quoted(e), ModelNames.Constant, "beta", "rSquared"), 2),
            Digits.Fixed(ModelNames.Score(ModelNames.Quoted(e), e.Text("model"), Subsoil, "rSquared"), 2), Digits.Fixed(ModelNames.Score(ModelNames.Quoted(e), ModelNames.Constant, Subsoil, "rSquared"), 2),
            Digits.Format(ModelNames.Score(ModelNames.Quoted(e), e.Text("model"), Subsoil, "rmse")), Digits.Format(ModelNames.Score(ModelNames.Quoted(e), ModelNames.Constant, Subsoil, "rmse")),
        ]);
        return (sentences.Length > 0 ? $"<ul class=\"verdicts\">{string.Concat(sentences)}</ul>\n" : "")
            + Html.Table(["<ecosystem", "<model", "profiles", "sites", "R² of β", "constant β", "R² of density", "constant β", "RMSE, Mg C ha⁻¹", "constant β"], rows)
            + Html.P($"Held out by {Html.Text(string.Join(", ", outputs.Validation.Items("ecosystems").Select(e => ModelNames.Design(ModelNames.Quoted(e).Text("design"))).Where(name => name.Length > 0).Distinct(StringComparer.Ordinal)))}, the design of every R² on this page that names no other. <i>Density</i> is that of 20–100 cm, from the measured topsoil and the predicted β. If the model is no better than one β per ecosystem, the pattern of its β map is not information.");
    }

    /// <summary>Share of each ecosystem's mapped area inside the area of applicability.</summary>
    private static IEnumerable<(string Code, double Inside)> Inside(StudyOutputs outputs) => outputs.TotalsJson.At("applicability") is not { ValueKind: JsonValueKind.Object } list ? []
        : list.EnumerateObject().Select(item => (item.Name, ((JsonElement?)item.Value).Number("area_share"))).Where(pair => double.IsFinite(pair.Item2));

    /// <summary>Share of the whole mapped area inside; null where the share or area of an ecosystem is unknown.</summary>
    private static double? InsideOfAll(StudyOutputs outputs)
    {
        var areas = outputs.WholeMap().Where(line => line.Layer == "0-20" && line.Ecosystem != "ALL").ToDictionary(line => line.Ecosystem, line => line.AreaMha, StringComparer.Ordinal);
        var inside = Inside(outputs).ToDictionary(pair => pair.Code, pair => pair.Inside, StringComparer.Ordinal);
        double all = areas.Values.Sum();
        return all > 0 && areas.All(area => area.Value == 0 || inside.ContainsKey(area.Key)) ? areas.Where(area => area.Value > 0).Sum(area => area.Value * inside[area.Key]) / all : null;
    }

    private static string Each(StudyOutputs outputs) => string.Join(", ", Inside(outputs).Select(pair => $"{Html.Text(outputs.NameOf(pair.Code))} {Digits.Percent(pair.Inside)}"));

    private static string? Applicability(StudyOutputs outputs)
    {
        var inside = Inside(outputs).ToList();
        return inside.Count == 0 ? null : Html.P("<b>Area of applicability</b>: cells whose covariates are no further from the profiles' than the folds of the validation were from each other (dissimilarity index of Meyer and Pebesma 2021). Outside the models extrapolate. Inside are "
            + string.Join(", ", inside.Select(pair => $"{Digits.Percent(pair.Inside)} of {Html.Text(outputs.NameOf(pair.Code))}")) + " by area.")
            + string.Concat(outputs.Validation.Items("ecosystems").Where(e => e.Text("applicability", "sentence").Length > 0).Select(e => Html.P($"<b>{Html.Text(outputs.NameOf(e.Text("code")))}</b>, measured: {Html.Text(e.Text("applicability", "sentence"))}")))
            + string.Concat(Charts.DissimilarityCharts.Sentences(outputs).Select(Html.P))
            + Html.P("Where a model has no skill, inside says only that a place is like the profiles. " + (outputs.Dissimilarity is { Rows.Count: > 0 } ? "The errors by index are in <code>dissimilarity.csv</code>." : "Errors by index are not among the outputs (<code>dissimilarity.csv</code>): an ecosystem needs 40 profiles or more that are held out under kNNDM. Make it: <code>soilbeta train STUDY.yml</code>."));
    }

    private static Figure ProfileMap(StudyOutputs outputs, MapCanvas canvas, CsvTable profiles)
    {
        var sites = profiles.Rows.GroupBy(row => (Site: profiles.Text(row, "site"), Ecosystem: profiles.Text(row, "ecosystem"))).Select(group => (
            group.Key.Ecosystem, group.Key.Site, Latitude: group.Average(row => profiles.Number(row, "lat")), Longitude: group.Average(row => profiles.Number(row, "lon")),
            Count: group.Count(), Beta: group.Average(row => profiles.Number(row, "beta")))).ToList();
        const int hovering = 6000; // more tooltips would make the page too large
        double radius = (sites.Count > 3000 ? 1.2 : 2) * (canvas.Projection.IsGlobe ? 0.8 : 1);
        Panel Draw(string? code)
        {
            var own = sites.Where(site => code is null || site.Ecosystem == code).ToList();
            return MapPicture.DrawMarks(
                canvas, outputs.Folder, $"map-profiles-{Html.Slug(code ?? "all")}", code is null ? $"All: {Digits.Count(own.Count)} sites" : $"{outputs.NameOf(code)}: {Digits.Count(own.Count)} sites",
                place => string.Concat(own.Select(site =>
                {
                    (double x, double y) = place(site.Longitude, site.Latitude);
                    string title = sites.Count <= hovering ? $"<title>{Html.Text(outputs.NameOf(site.Ecosystem))}, site {Html.Text(site.Site)}: {site.Count} profile{(site.Count == 1 ? "" : "s")}, mean β {Digits.Beta(site.Beta)}</title>" : "";
                    return FormattableString.Invariant($"<circle cx=\"{x:0.#}\" cy=\"{y:0.#}\" r=\"{radius}\" fill=\"{Charts.ChartStyle.ColourOf(outputs, site.Ecosystem)}\" fill-opacity=\"0.85\" stroke=\"#111\" stroke-width=\"0.25\">{title}</circle>");
                })),
                code is null ? [.. outputs.Study.Ecosystems.Select(ecosystem => (ecosystem.Name, Charts.ChartStyle.ColourOf(outputs, ecosystem.Code)))] : [(outputs.NameOf(code), Charts.ChartStyle.ColourOf(outputs, code))]);
        }
        return new Figure(
            "map-profiles", "Where the profiles are", $"Sites of the profiles that are used (a site is a place or a cell of the grid), by ecosystem. Grey: land. {char.ToUpperInvariant(canvas.Projection.Name[0])}{canvas.Projection.Name[1..]}.",
            [Draw(null), .. outputs.Study.Ecosystems.Where(ecosystem => sites.Exists(site => site.Ecosystem == ecosystem.Code)).Select(ecosystem => Draw(ecosystem.Code))], ["ecosystem", "site", "lat", "lon", "profiles", "mean_beta"],
            sites.Select(site => (string[])[site.Ecosystem, site.Site, Digits.Data(site.Latitude), Digits.Data(site.Longitude), Digits.Data(site.Count), Digits.Data(site.Beta)]));
    }
}
