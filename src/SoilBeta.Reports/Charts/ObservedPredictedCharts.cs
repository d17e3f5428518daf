using SoilBeta.Reports.Data;
using SoilBeta.Reports.Markup;

namespace SoilBeta.Reports.Charts;

/// <summary>The paper's Figure 3: observed against predicted, each profile predicted by forests trained without it.</summary>
internal static class ObservedPredictedCharts
{
    /// <summary>Points of a panel that tell their profile when pointed at; more would make the page large.</summary>
    private const int MostTold = 1500;

    /// <summary>The figure of β; null where nothing was held out.</summary>
    public static Figure? Beta(StudyOutputs outputs) => FromHeldOut(
        outputs, "observed-beta", "Observed and predicted β, held out", new("beta", "observed_beta", "", "soil β"),
        "Soil β (no unit) of each profile against the prediction by models that did not see it, held out by {design}. The line is 1:1. R² and RMSE are those of the table of scores; a constant β has an R² near 0.");

    /// <summary>The figure of the subsoil's density; null where nothing was held out.</summary>
    public static Figure? Subsoil(StudyOutputs outputs) => FromHeldOut(
        outputs, "observed-subsoil", "Observed and predicted subsoil carbon, held out", new("subsoilOwnTopsoil", "observed_subsoil", "_subsoil", "density, " + Units.Density),
        "SOC density of 20–100 cm (Mg C ha⁻¹) of each profile against Eq. 3 with its own topsoil and the predicted β, held out by {design}. The line is 1:1. Most of this R² comes from the measured topsoil: see the constant β in the table of scores.");

    /// <summary>A quantity of the held-out table.</summary>
    /// <param name="Scored">Its name in validation.json.</param>
    /// <param name="Observed">Column of observed values.</param>
    /// <param name="Suffix">Suffix after the model's name in the column of predictions.</param>
    /// <param name="Axis">Axis title.</param>
    private sealed record Quantity(string Scored, string Observed, string Suffix, string Axis);

    private static Figure? FromHeldOut(StudyOutputs outputs, string id, string title, Quantity quantity, string caption)
    {
        var (scored, observed, suffix, axis) = quantity;
        if (outputs.HeldOut is not { Rows.Count: > 0 } table)
            return null;
        // The model in use, or the forest where the table has no held-out predictions of that model.
        string model = outputs.Study.Ecosystems.Select(ecosystem => ModelNames.OfBeta(outputs, ecosystem.Code)).FirstOrDefault(word => table.Has(word + suffix)) ?? ModelNames.Forest, predicted = model + suffix;
        string[] designs = [.. table.Rows.Select(row => table.Text(row, "design")).Distinct(StringComparer.Ordinal)];
        string quoted = outputs.Validation.Items("ecosystems").Select(e => ModelNames.Quoted(e).Text("design")).FirstOrDefault(name => name.Length > 0) ?? "";
        string design = designs.Contains(quoted, StringComparer.Ordinal) ? quoted : designs[0];
        string[][] rows = [.. table.Rows.Where(row => table.Text(row, "design") == design)];
        double[] all = [.. rows.SelectMany(row => new[] { table.Number(row, observed), table.Number(row, predicted) }).Where(double.IsFinite).Order()];
        if (all.Length == 0)
            return null;
        double low = all[(int)(0.003 * (all.Length - 1))], high = all[(int)(0.997 * (all.Length - 1))], margin = (high - low) * 0.03;
        double[] domain = [low - margin, high + margin];
        var panels = new List<Panel>();
        foreach (var ecosystem in outputs.Study.Ecosystems)
        {
            var points = rows.Where(row => table.Text(row, "ecosystem") == ecosystem.Code)
                .Select(row => (Id: table.Text(row, "profile_id"), X: table.Number(row, predicted), Y: table.Number(row, observed))).Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y)).ToList();
            if (points.Count > 0)
                panels.Add(Panel.Chart($"{id}-{Html.Slug(ecosystem.Code)}", Chart(points, domain, axis, ChartStyle.ColourOf(outputs, ecosystem.Code), $"{ecosystem.Name}: {Scores(outputs, ecosystem.Code, design, model, scored)}, n {Digits.Count(points.Count)}"), $"Observed against predicted, {ecosystem.Name}"));
        }
        return new Figure(
            id, title, caption.Replace("{design}", ModelNames.Design(design), StringComparison.Ordinal) + " Points beyond the axes' 99.4 % lie on the edge.", panels,
            ["ecosystem", "design", "profile_id", "predicted", "observed"],
            rows.Select(row => (string[])[table.Text(row, "ecosystem"), design, table.Text(row, "profile_id"), table.Text(row, predicted), table.Text(row, observed)]));
    }

    private static SvgChart Chart(List<(string Id, double X, double Y)> points, double[] domain, string axis, string colour, string title)
    {
        bool beta = domain[1] < 2, told = points.Count <= MostTold;
        string Show(double value) => beta ? Digits.Beta(value) : Digits.Format(value);
        return new SvgChart(title, Axis.Numeric(domain[0], domain[1], "predicted " + axis, 4), Axis.Numeric(domain[0], domain[1], "observed " + axis, 4), 330)
            .Line([(domain[0], domain[0]), (domain[1], domain[1])], "currentColor", "4 3", 1)
            .Marks(points.Select(point => (Math.Clamp(point.X, domain[0], domain[1]), Math.Clamp(point.Y, domain[0], domain[1]), told ? $"{point.Id}: predicted {Show(point.X)}, observed {Show(point.Y)}" : "")), colour, 1.9, 0.55);
    }

    /// <summary>R² and RMSE as in the table of scores.</summary>
    private static string Scores(StudyOutputs outputs, string code, string design, string model, string quantity)
    {
        var found = ModelNames.Ecosystem(outputs, code).Items("designs").FirstOrDefault(one => one.Text("design") == design);
        double error = ModelNames.Score(found, model, quantity, "rmse");
        return $"R² {Digits.Fixed(ModelNames.Score(found, model, quantity, "rSquared"), 2)}, RMSE {Digits.Format(error, quantity == HeldOutCoverage.Beta ? 2 : 3)}";
    }
}
