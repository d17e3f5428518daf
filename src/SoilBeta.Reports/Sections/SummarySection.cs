using System.Globalization;
using System.Text.Json;
using SoilBeta.Reports.Charts;
using SoilBeta.Reports.Data;
using SoilBeta.Reports.Maps;
using SoilBeta.Reports.Markup;
using SoilBeta.Studies;
using SoilBeta.Reports.Viewer;

namespace SoilBeta.Reports.Sections;

/// <summary>The first screen: what was found, how far to trust it, the map beside its uncertainty, and the files.</summary>
internal static class SummarySection
{
    /// <summary>Anchor of the section.</summary>
    public const string Id = "summary";

    /// <summary>R² from which a model knows where there is more carbon without "a little".</summary>
    private const double Much = 0.3;

    /// <summary>The section.</summary>
    /// <param name="outputs">Outputs.</param>
    /// <param name="viewer">The viewer as markup; null without maps.</param>
    /// <param name="overview">The main map as a picture; null without maps.</param>
    public static Section Make(StudyOutputs outputs, string? viewer, Figure? overview)
    {
        var parts = new List<object> { "<div class=\"first\"><div class=\"facts\">\n", Head(outputs), Stock(outputs), Covers(outputs), Trust(outputs), Files(), "</div><div class=\"maps\">\n" };
        if (viewer is not null)
            parts.Add(viewer);
        if (overview is not null)
            parts.Add(overview);
        if (viewer is null && overview is null)
            parts.Add(Html.Missing("There are no maps to show. Make them: <code>soilbeta run STUDY.yml</code>."));
        parts.Add("</div></div>\n");
        return new Section(Id, "Overview", parts);
    }

    /// <summary>Title, and who, when, where and from what.</summary>
    public static string Head(StudyOutputs outputs)
    {
        var study = outputs.Study;
        string date = study.Date.Length > 0 ? study.Date : DateTimeOffset.TryParse(outputs.Manifest.Text("finished"), CultureInfo.InvariantCulture, out var finished) ? finished.ToString("d MMMM yyyy", CultureInfo.InvariantCulture) : "";
        var facts = new List<string> { study.Author, date, Place(outputs) };
        if (outputs.Profiles is { } profiles)
            facts.Add($"{Digits.Count(profiles.Rows.Count)} profiles at {Digits.Count(profiles.Rows.Select(row => profiles.Text(row, "site")).Distinct(StringComparer.Ordinal).Count())} sites");
        facts.Add($"SoilBeta.Gpu {ProgramVersion.Current}, study {outputs.Loaded.Checksum[..8]}");
        return $"<h1>{Html.Text(study.Title)}</h1>\n<p class=\"meta\">{string.Join(" · ", facts.Where(fact => fact.Length > 0).Select(Html.Text))}</p>\n";
    }

    /// <summary>The stock with its two named ranges.</summary>
    public static string Stock(StudyOutputs outputs)
    {
        var own = outputs.WholeMap().Where(line => line.Ecosystem == "ALL").ToList();
        if (own.Find(line => line.Layer == Subsoil(outputs)) is not { } line)
            return outputs.Study.Target is { } target ? Html.P($"Maps of <b>{Html.Text(target.Name)}</b>{(target.Unit.Length > 0 ? $", {Html.Text(Units.Pretty(target.Unit))}" : "")}.") : Html.Missing("There is no <code>totals.csv</code>: nothing has been mapped. Make it: <code>soilbeta map STUDY.yml</code>.");
        var ranges = new List<string>();
        foreach (var (interval, condition) in new[] { (outputs.Study.Uncertainty.Mode.Word(), Condition(outputs)), ("comonotone", "if every cell is at its own bound at once") })
        {
            if (outputs.Lines().FirstOrDefault(other => other.Ecosystem == "ALL" && other.Zone == "all" && other.Layer == line.Layer && other.Interval == interval) is { } found && found.HighPg > found.LowPg)
                ranges.Add($"<b>{Digits.Range(found.MeanPg, found.LowPg, found.HighPg)}</b> {condition}");
        }
        string mapped = MappedShare.Of(outputs) is { } share ? $" {Digits.Format(line.AreaMha)} Mha mapped: {Digits.Percent(share.Share)} of the land cover{(outputs.Covers.Count > 1 ? "s" : "")}{(share.Masked > 0 ? " inside the study's masks" : "")}." : "";
        return $"<p class=\"stock\"><b>{Digits.Format(line.MeanPg)}</b> Pg C in {line.Layer.Replace("-", "–", StringComparison.Ordinal)} cm</p>\n"
            + Html.P((ranges.Count > 0 ? string.Join("; ", ranges) + "." : "This study propagates no errors, so there is no range.") + mapped);
    }

    /// <summary>A row for each land cover.</summary>
    public static string Covers(StudyOutputs outputs)
    {
        var lines = outputs.WholeMap().Where(line => line.Layer == Subsoil(outputs)).ToList();
        if (lines.Count == 0)
            return "";
        var rows = outputs.Study.Ecosystems.Select(ecosystem => (ecosystem, Line: lines.Find(line => line.Ecosystem == ecosystem.Code))).Where(pair => pair.Line is not null).Select(pair => (IReadOnlyList<string>)
        [
            $"<i class=\"dot\" style=\"background:{ChartStyle.ColourOf(outputs, pair.ecosystem.Code)}\"></i>{Html.Text(pair.ecosystem.Name)}", Digits.Format(pair.Line!.MeanPg),
            Digits.Format(pair.Line.Density) + (pair.Line.LowPg == pair.Line.HighPg ? "" : $" <span class=\"range\">{Digits.Range(pair.Line.Density, pair.Line.LowDensity, pair.Line.HighDensity)}</span>"),
            Knows(outputs, pair.ecosystem.Code),
        ]);
        return Html.Table(["<land cover", "Pg C", "Mg C ha⁻¹", "knows where?"], rows);
    }

    // The depth on which models were compared; validations without a comparison score 20–100 cm.
    private static string Interval(StudyOutputs outputs) => outputs.Validation.Text("carbon", "interval") is { Length: > 0 } interval ? Html.Text(interval) : "20–100 cm";

    private static string? Subsoil(StudyOutputs outputs) => ReportedLayers.Among(outputs.WholeMap().Select(line => line.Layer))?.Subsoil.Name;

    /// <summary>What to trust, in four sentences.</summary>
    public static string Trust(StudyOutputs outputs)
    {
        string[] sentences = [Model(outputs), KnowsWhere(outputs), Coverage(outputs), Inside(outputs)];
        return $"<p class=\"trust\"><b>What to trust.</b> {string.Join(' ', sentences.Where(sentence => sentence.Length > 0))} <a href=\"#trust\">More</a></p>\n";
    }

    private static string Files() =>
        "<p class=\"downloads\">Files: <a href=\"brief.html\">two-page brief</a> · <a href=\"maps/\">maps</a> · <a href=\"totals.csv\">totals</a> · <a href=\"profiles.csv\">profiles</a> · <a href=\"figures/figures.zip\">figures</a> · <a href=\"stac/collection.json\">STAC</a> · <a href=\"#cite\">how to cite</a></p>\n";

    private static string Place(StudyOutputs outputs)
    {
        var zones = outputs.Own().Where(line => line.Ecosystem == "ALL" && line.Zone != "all").Select(line => line.Zone[(line.Zone.IndexOf(':', StringComparison.Ordinal) + 1)..]).Distinct(StringComparer.Ordinal).ToList();
        string cells = outputs.Stack is { } stack ? Resolution(stack.Grid) : "";
        return string.Join(", ", new[] { zones.Count is > 0 and <= 4 ? string.Join(" and ", zones) : "", cells }.Where(text => text.Length > 0));
    }

    private static string Resolution(Rasters.Grid grid)
    {
        double step = Math.Abs(grid.Transform.StepX);
        return !grid.Crs.IsDegrees ? $"{Digits.Format(step * (grid.Crs.IsGeographic ? 1 : grid.Crs.Unit))} m grid" : step * 60 >= 0.99 ? string.Create(CultureInfo.InvariantCulture, $"{step * 60:0.##}′ grid") : string.Create(CultureInfo.InvariantCulture, $"{step * 3600:0.##}″ grid");
    }

    private static string Condition(StudyOutputs outputs) => outputs.Study.Uncertainty.Mode switch
    {
        Numerics.DrawMode.Common => "if one error of each covariate holds for the whole map",
        Numerics.DrawMode.Block => "if errors are shared within blocks",
        _ => "if every cell has its own errors",
    };

    /// <summary>A word on whether the model knows where there is more carbon, with the R² that decides it.</summary>
    private static string Knows(StudyOutputs outputs, string code)
    {
        JsonElement? ecosystem = ModelNames.Ecosystem(outputs, code);
        double score = ecosystem.Items("subsoilSkillGains").FirstOrDefault().Number("rSquared");
        string shown = double.IsFinite(score) ? $", R² {Digits.Fixed(score, 2)}" : "";
        return ecosystem.At("hasSubsoilSkill")?.ValueKind switch
        {
            JsonValueKind.True => $"<span class=\"chip {(score >= Much ? "yes" : "some")}\">{(score >= Much ? "yes" : "a little")}{shown}</span>",
            JsonValueKind.False => $"<span class=\"chip no\">no{shown}</span>",
            _ => $"<span class=\"chip\">unknown{shown}</span>",
        };
    }

    private static string Model(StudyOutputs outputs)
    {
        // What was chosen and why; scores, conditions and notes are in the section on reliability.
        if (outputs.Validation.Text("carbon", "sentence") is { Length: > 0 } chosen)
        {
            string sentence = chosen.IndexOf(". ", StringComparison.Ordinal) is > 0 and var end ? chosen[..end] : chosen.TrimEnd('.');
            return Html.Text(sentence.IndexOf(" (", StringComparison.Ordinal) is > 0 and var aside ? sentence[..aside] : sentence) + ".";
        }
        string[] models = [.. outputs.Study.Ecosystems.Select(ecosystem => ModelNames.OfLayers(outputs, ecosystem.Code)).Where(model => model.Length > 0).Distinct(StringComparer.Ordinal)];
        return models.Length == 0 ? "" : $"The layers come from {string.Join(" and ", models.Select(model => model switch
        {
            ModelNames.Direct => "a random forest of the layers themselves",
            ModelNames.Constant => "one β for each land cover and the topsoil map",
            ModelNames.Mixed => "a regression of β and the topsoil map",
            _ => "a random forest of β and the topsoil map",
        }))}.";
    }

    private static string KnowsWhere(StudyOutputs outputs)
    {
        var ecosystems = outputs.Validation.Items("ecosystems").ToList();
        if (ecosystems.Count == 0)
            return "Nothing was held out, so nothing is known of its skill.";
        if (ecosystems.TrueForAll(e => ModelNames.OfLayers(outputs, e.Text("code")) == ModelNames.Constant))
            return "One β for each land cover does not know where there is more carbon: the pattern below the topsoil is the topsoil's, so use the totals and not the cells (hatched).";
        string[] without = [.. ecosystems.Where(e => e.At("hasSubsoilSkill") is { ValueKind: JsonValueKind.False }).Select(e => outputs.NameOf(e.Text("code")))];
        string design = ecosystems.Select(e => e.Items("subsoilSkillGains").FirstOrDefault().Text("design")).FirstOrDefault(name => name.Length > 0) ?? "";
        string meaning = $"“Knows where” is the R² of {Interval(outputs)} at profiles that the model did not see{(design.Length > 0 ? $", in {Html.Text(ModelNames.Design(design))}" : "")}: 1 is perfect, 0 no better than one number for all";
        return without.Length == 0 ? meaning + "." : $"{meaning}; “no” means no better than a constant by more than chance, so use the totals {(without.Length == ecosystems.Count ? "" : $"of {Html.Text(string.Join(" and ", without))} ")}and not the cells (hatched).";
    }

    private static string Coverage(StudyOutputs outputs)
    {
        if (outputs.Coverage is not { Rows.Count: > 0 } table || (HeldOutCoverage.RandomDesign(table) ?? HeldOutCoverage.BlockDesign(table)) is not { } design)
            return "";
        double single = HeldOutCoverage.Share(table, design, HeldOutCoverage.Prediction, HeldOutCoverage.PredictionNominal), mean = HeldOutCoverage.Share(table, design, HeldOutCoverage.Covariate, HeldOutCoverage.CovariateNominal);
        string narrow = mean > 0 ? $"the interval of the mean holds only {Digits.Percent(mean)} of single profiles" : "";
        return double.IsFinite(single) ? $"A new profile is inside its 90 % prediction interval of β in {Digits.Percent(single)} of cases{(narrow.Length > 0 ? "; " + narrow : "")}." : narrow.Length > 0 ? $"{char.ToUpperInvariant(narrow[0])}{narrow[1..]}." : "";
    }

    private static string Inside(StudyOutputs outputs) => TrustSection.InsideOfAll(outputs) is { } inside ? $"{Digits.Percent(inside)} of the mapped area resembles the profiles (area of applicability); elsewhere the model extrapolates." : "";
}
