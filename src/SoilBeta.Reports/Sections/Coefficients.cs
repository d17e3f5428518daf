using SoilBeta.Reports.Data;
using SoilBeta.Reports.Pages;
using SoilBeta.Reports.Markup;

namespace SoilBeta.Reports.Sections;

/// <summary>Coefficients of the random-effects regressions of β, from <c>mixed.csv</c>.</summary>
internal static class Coefficients
{
    /// <summary>Normal quantile of the two-sided 5 % level.</summary>
    private const double TwoSided = 1.96;

    /// <summary>The table of the ecosystems' regressions with a random intercept for each site; null where there are none.</summary>
    public static string? Table(StudyOutputs outputs)
    {
        if (CsvTable.Read(outputs.Folder.Mixed) is not { } table)
            return null;
        var effects = table.Rows.Where(row => table.Text(row, "what") == "effect" && table.Text(row, "grouping") == "site").ToList();
        string[] codes = [.. outputs.Study.Ecosystems.Select(ecosystem => ecosystem.Code).Where(code => ModelNames.OfBeta(outputs, code) == ModelNames.Mixed && effects.Exists(row => table.Text(row, "ecosystem") == code))];
        if (codes.Length == 0)
            return null;
        var units = outputs.Study.Covariates.ToDictionary(covariate => covariate.Name, covariate => covariate.Unit, StringComparer.Ordinal);
        var rows = effects.Select(row => table.Text(row, "name")).Distinct(StringComparer.Ordinal).Select(name => (IReadOnlyList<string>)
        [
            Html.Text(name == "(Intercept)" ? "intercept" : Units.Axis(name, units.GetValueOrDefault(name, ""))),
            .. codes.Select(code => effects.Find(row => table.Text(row, "ecosystem") == code && table.Text(row, "name") == name) is { } row ? Value(table.Number(row, "estimate"), table.Number(row, "error")) : "–"),
        ]);
        return Html.P("Coefficients of the regressions of β (fixed effects, a random intercept for each site), ± standard error: change of β per unit of the covariate. Bold: further from 0 than 1.96 standard errors.")
            + Html.Table(["<covariate", .. codes.Select(code => Html.Text(outputs.NameOf(code)))], rows);
    }

    private static string Value(double estimate, double error)
    {
        // As many decimals as the error has with two digits.
        int decimals = error > 0 ? Math.Clamp(1 - (int)Math.Floor(Math.Log10(error)), 0, 9) : 4;
        string text = $"{Digits.Fixed(estimate, decimals)} ± {Digits.Fixed(error, decimals)}";
        return Math.Abs(estimate) > TwoSided * error ? $"<b>{text}</b>" : text;
    }
}
