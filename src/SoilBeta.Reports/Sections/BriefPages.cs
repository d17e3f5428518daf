using SoilBeta.Reports.Charts;
using SoilBeta.Reports.Data;
using SoilBeta.Reports.Markup;
using SoilBeta.Reports.Pages;

namespace SoilBeta.Reports.Sections;

/// <summary>The two-page brief: the first screen with its maps as pictures; depth, skill and sources.</summary>
internal static class BriefPages
{
    /// <summary>Sources listed; a brief has no room for more.</summary>
    private const int MostSources = 14;

    /// <summary>The page as HTML.</summary>
    public static string Make(StudyOutputs outputs, ReportPage page, Figure? overview)
    {
        string maps = overview is null ? "" : $"<figure>{ReportPage.Panels(overview)}<figcaption>{overview.Caption}</figcaption></figure>\n";
        string first = SummarySection.Head(outputs) + SummarySection.Stock(outputs) + SummarySection.Covers(outputs) + SummarySection.Trust(outputs).Replace(" <a href=\"#trust\">More</a>", "", StringComparison.Ordinal) + maps;
        string depth = DepthProfileChart.Draw(outputs) is { } chart ? $"<h2>By depth</h2>\n<figure>{ReportPage.Panels(chart)}<figcaption>{chart.Caption}</figcaption></figure>\n" : "";
        var sources = outputs.Study.Inputs.Where(input => input.Source.Length > 0).DistinctBy(input => input.Source).ToList();
        string list = string.Concat(sources.Take(MostSources).Select(input => $"<li>{Html.Text(input.Source)}{(input.Doi.Length > 0 ? $", doi:{Html.Text(input.Doi)}" : "")}{(input.Licence.Length > 0 ? $" ({Html.Text(input.Licence)})" : "")}</li>\n"));
        string cite = Html.P($"SoilBeta.Gpu {Studies.ProgramVersion.Current}, study {outputs.Loaded.Checksum}; method after Wang et al. 2025, Earth System Science Data 17, 3375. Coast and borders: Natural Earth.");
        return page.Brief(first, depth + (TrustSection.Scores(outputs) is { Length: > 0 } scores ? $"<h2>Skill</h2>\n{scores}" : "") + $"<h2>Sources</h2>\n{(list.Length > 0 ? $"<ul>{list}</ul>\n" : "")}{cite}");
    }
}
