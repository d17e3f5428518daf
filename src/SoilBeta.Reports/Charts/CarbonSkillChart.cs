using SoilBeta.Reports.Data;
using SoilBeta.Reports.Markup;

namespace SoilBeta.Reports.Charts;

/// <summary>R² of the density below the topsoil for every model of carbon that was compared, under every design, all ecosystems together.</summary>
internal static class CarbonSkillChart
{
    private static readonly (string Word, string Colour, MarkShape Shape)[] Models =
    [
        (ModelNames.Direct, "#CC79A7", MarkShape.Circle), (ModelNames.Beta, "#0072B2", MarkShape.Circle), (ModelNames.Mixed, "#009E73", MarkShape.Triangle), (ModelNames.Constant, "#777777", MarkShape.Square), ("mean", "#D55E00", MarkShape.Diamond),
    ];

    /// <summary>Smallest R² that is drawn where it is.</summary>
    private const double Lowest = -0.5;

    /// <summary>The figure; null where models of carbon were not compared.</summary>
    public static Figure? Draw(StudyOutputs outputs)
    {
        var designs = outputs.Validation.Items("carbon", "designs").Where(design => design.Items("models").Any()).ToList();
        var rows = designs.SelectMany((design, at) => design.Items("models").Select(model => (Design: design.Text("design"), At: at, Model: model.Text("model"), R2: model.Number("rSquared"), Error: model.Number("rSquaredError"), Rmse: model.Number("rmse"))))
            .Where(row => double.IsFinite(row.R2)).ToList();
        if (rows.Count == 0)
            return null;
        var chart = new SvgChart("", Axis.Numeric(Lowest, 1, "R²", 6), Axis.Names([.. designs.Select(design => ModelNames.Design(design.Text("design")))], vertical: true), 66 + (designs.Count * 24), 560).Upright(0);
        foreach (var (word, colour, shape) in Models.Reverse())
            chart.Marks(rows.Where(row => row.Model == word).Select(row => (Math.Max(Lowest, row.R2), (double)row.At, $"{ModelNames.Name(word)}, {ModelNames.Design(row.Design)}: R² {Digits.Fixed(row.R2, 2)} ± {Digits.Fixed(row.Error, 2)}, RMSE {Digits.Format(row.Rmse)} {Units.Density}")), colour, 4.5, 0.9, shape);
        return new Figure(
            "skill-carbon", "The models of carbon compared",
            $"R² of {Html.Text(outputs.Validation.Text("carbon", "interval"))} at profiles that the models did not see, all ecosystems together, by how profiles were held out. 1 is perfect, 0 no better than the profiles' own mean; values below −0.5 are drawn there.",
            [Panel.Chart("skill-carbon", chart, "R² of carbon by model and validation design")], ["design", "model", "r2", "r2_error", "rmse_mg_ha"],
            rows.Select(row => (string[])[row.Design, row.Model, Digits.Data(row.R2), Digits.Data(row.Error), Digits.Data(row.Rmse)]))
        {
            Legend = SvgChart.Legend([.. Models.Where(model => rows.Exists(row => row.Model == model.Word)).Select(model => new LegendKey(ModelNames.Name(model.Word), model.Colour, "", model.Shape))]),
        };
    }
}
