using System.Globalization;
using SoilBeta.Reports.Data;
using SoilBeta.Reports.Markup;
using SoilBeta.Reports.Sections;

namespace SoilBeta.Reports.Charts;

/// <summary>Coverage (PICP) of held-out profiles by intervals computed without them, from <c>coverage.csv</c>.</summary>
internal static class HeldOutCoverage
{
    /// <summary>The prediction interval of the quantile forest.</summary>
    public const string Prediction = "prediction";

    /// <summary>The interval of the covariates' errors.</summary>
    public const string Covariate = "covariate";

    /// <summary>Name of β among the quantities.</summary>
    public const string Beta = "beta";

    /// <summary>Nominal coverage of the bands <c>prediction_q05</c> to <c>prediction_q95</c>.</summary>
    public const double PredictionNominal = 0.9;

    /// <summary>Nominal coverage of the bands <c>q2.5</c> to <c>q97.5</c> of a cell's realisations.</summary>
    public const double CovariateNominal = 0.95;

    /// <summary>The design of random folds, which keep no groups together; null where there is none.</summary>
    public static string? RandomDesign(CsvTable table) => Designs(table).FirstOrDefault(design => design.EndsWith("-fold", StringComparison.Ordinal) && char.IsAsciiDigit(design[0]));

    /// <summary>The design of the widest blocks; null where there is none.</summary>
    public static string? BlockDesign(CsvTable table) => Designs(table).Where(design => design.StartsWith("blocks-", StringComparison.Ordinal)).MaxBy(Degrees);

    /// <summary>A design in words: <c>5° blocks</c>, <c>random folds</c>.</summary>
    public static string Words(string design) => design.StartsWith("blocks-", StringComparison.Ordinal) ? ModelNames.Design(design) : design.StartsWith("site-", StringComparison.Ordinal) ? "folds of sites" : "random folds";

    /// <summary>Share of the held-out profiles inside an interval; NaN where it was not assessed.</summary>
    /// <param name="table"><c>coverage.csv</c>.</param>
    /// <param name="design">Folds; null for none.</param>
    /// <param name="interval">Which interval.</param>
    /// <param name="nominal">Nominal coverage.</param>
    /// <param name="code">Ecosystem; null for all together.</param>
    /// <param name="quantity">Held-out quantity; null for β.</param>
    /// <param name="area"><c>inside</c> or <c>outside</c> the area of applicability; null for both.</param>
    public static double Share(CsvTable table, string? design, string interval, double nominal, string? code = null, string? quantity = null, string? area = null)
    {
        var rows = table.Rows.Where(row => table.Text(row, "design") == design && table.Text(row, "interval") == interval && Math.Abs(table.Number(row, "nominal") - nominal) < 1e-6
            && table.Text(row, "quantity") == (quantity ?? Beta) && table.Text(row, "area") == (area ?? "all") && (code is null ? table.Text(row, "ecosystem") != "ALL" : table.Text(row, "ecosystem") == code)).ToList();
        return rows.Sum(row => table.Number(row, "covered") * table.Number(row, "n")) / rows.Sum(row => table.Number(row, "n"));
    }

    private static string PredictionBands(StudyOutputs outputs) => outputs.Study.Uncertainty.Prediction is { Count: > 0 } levels
        ? "bands " + string.Join(" and ", levels.Select(level => string.Create(CultureInfo.InvariantCulture, $"<code>prediction_q{100 * level:00.##}</code>")))
        : "this study's maps have no bands for it";

    /// <summary>The table by ecosystem, or the message that it is missing.</summary>
    public static string Table(StudyOutputs outputs)
    {
        if (outputs.Coverage is not { Rows.Count: > 0 } table || (RandomDesign(table) ?? BlockDesign(table)) is null)
            return Html.Missing("How many held-out profiles the intervals cover is not among the outputs (<code>coverage.csv</code>). Make it: <code>soilbeta train STUDY.yml</code>, with folds in <code>validation</code>.");
        string[] designs = [.. new[] { RandomDesign(table), BlockDesign(table) }.OfType<string>()];
        List<string> headers = ["<ecosystem", "profiles", .. designs.Select(design => $"prediction interval, {Words(design)}"), .. designs.Select(design => $"covariate interval, {Words(design)}")];
        var rows = outputs.Study.Ecosystems.Where(ecosystem => table.Rows.Any(row => table.Text(row, "ecosystem") == ecosystem.Code)).Select(ecosystem => (IReadOnlyList<string>)
        [
            Html.Text(ecosystem.Name), Digits.Count(table.Number(table.Rows.First(row => table.Text(row, "ecosystem") == ecosystem.Code && table.Text(row, "quantity") == Beta), "n")),
            .. designs.Select(design => Digits.Percent(Share(table, design, Prediction, PredictionNominal, ecosystem.Code))),
            .. designs.Select(design => Digits.Percent(Share(table, design, Covariate, CovariateNominal, ecosystem.Code))),
        ]);
        return Html.P($"<b>Coverage</b>: share of profiles whose β lies inside the interval that was made for their place without them. The <i>prediction interval</i> ({PredictionBands(outputs)}) is meant to hold 90 % of single profiles. The <i>covariate interval</i> (<code>q2.5</code> and <code>q97.5</code>, here without refits) is 95 % of what wrong covariates do to the mean; that it holds far fewer profiles is not a fault of it, but it must not be read as a prediction.")
            + Html.Table(headers, rows);
    }

    /// <summary>The coverage of densities by layer; empty where it was not assessed.</summary>
    public static string Densities(StudyOutputs outputs)
    {
        if (outputs.Coverage is not { Rows.Count: > 0 } table)
            return "";
        string[] designs = [.. new[] { RandomDesign(table), BlockDesign(table) }.OfType<string>()];
        if (designs.Length == 0)
            return "";
        string[] quantities = [.. table.Rows.Select(row => table.Text(row, "quantity")).Where(quantity => quantity != Beta).Distinct(StringComparer.Ordinal)];
        if (quantities.Length == 0)
            return Html.P("Coverage of the densities' prediction interval is not known: no profile lies where the map has a topsoil.");
        string[] sites = [.. Designs(table).Where(design => design.StartsWith("site-", StringComparison.Ordinal))];
        string[] all = [.. designs.Take(1), .. sites, .. designs.Skip(1)];
        string last = all[^1];
        double Of(string quantity, string design, string? code = null, string? area = null) => Share(table, design, Prediction, PredictionNominal, code, quantity, area);
        // The direct model is assessed neither under every design nor by ecosystem and area.
        List<(string Header, Func<string, double> Of)> columns =
        [
            .. all.Select(design => (Words(design), (Func<string, double>)(quantity => Of(quantity, design)))),
            ($"{Words(last)}, inside the area of applicability", quantity => Of(quantity, last, area: "inside")), ($"{Words(last)}, outside it", quantity => Of(quantity, last, area: "outside")),
            .. outputs.Study.Ecosystems.Where(_ => outputs.Covers.Count > 1).Select(ecosystem => ($"{Words(all[0])}, {Html.Text(ecosystem.Name)}", (Func<string, double>)(quantity => Of(quantity, all[0], ecosystem.Code)))),
        ];
        columns.RemoveAll(column => quantities.All(quantity => double.IsNaN(column.Of(quantity))));
        List<string> headers = ["<depth", .. columns.Select(column => column.Header)];
        var rows = quantities.Select(quantity => (IReadOnlyList<string>)[$"{Html.Text(quantity.Split('_')[0].Replace('-', '–'))} cm", .. columns.Select(column => Digits.Percent(column.Of(quantity)))]);
        return Html.P("The same of <b>densities</b>, 90 % prediction interval, all ecosystems together: a held-out profile's own density against the map's bounds at its place, made from the map's topsoil and covariates, so the topsoil's error is inside. The levels are calibrated on the profiles of the other folds; nothing calibrates them for places far from profiles, and blocks are told as they are.")
            + Html.Table(headers, rows);
    }

    private static string[] Designs(CsvTable table) => [.. table.Rows.Select(row => table.Text(row, "design")).Distinct(StringComparer.Ordinal)];

    private static double Degrees(string design) => double.TryParse(design.AsSpan("blocks-".Length), NumberStyles.Float, CultureInfo.InvariantCulture, out double degrees) ? degrees : 0;
}
