using SoilBeta.Reports.Data;
using SoilBeta.Reports.Markup;

namespace SoilBeta.Reports.Charts;

/// <summary>The paper's Figure 1 b and c: β by ecosystem, and by texture within each, with letters of Duncan's test.</summary>
internal static class BetaGroupCharts
{
    /// <summary>The figure; null where there are no profiles.</summary>
    public static Figure? Draw(StudyOutputs outputs)
    {
        if (outputs.Profiles is not { Rows.Count: > 0 } profiles)
            return null;
        var panels = new List<Panel>();
        var rows = new List<string[]>();
        Box[] ecosystems = [.. outputs.Study.Ecosystems.Select(ecosystem => Box.FromValues(
            ecosystem.Name, profiles.Rows.Where(row => profiles.Text(row, "ecosystem") == ecosystem.Code).Select(row => profiles.Number(row, "beta")), Letters(outputs, "ecosystem", ecosystem.Code), ChartStyle.ColourOf(outputs, ecosystem.Code))).OfType<Box>()];
        Box[][] textures = [.. outputs.Study.Ecosystems.Select(ecosystem => Textures(outputs, profiles, ecosystem.Code))];
        double[] domain = DomainOf([.. ecosystems, .. textures.SelectMany(boxes => boxes)]);
        panels.Add(Panel.Chart("beta-groups-ecosystems", Chart(ecosystems, "By ecosystem", domain), "Box plots of β by ecosystem"));
        rows.AddRange(ecosystems.Select(box => box.Row("ecosystem", "")));
        foreach (var (ecosystem, boxes) in outputs.Study.Ecosystems.Zip(textures).Where(pair => pair.Second.Length > 0))
        {
            panels.Add(Panel.Chart($"beta-groups-{Html.Slug(ecosystem.Code)}", Chart(boxes, $"By texture: {ecosystem.Name}", domain), $"Box plots of β by texture class in {ecosystem.Name}"));
            rows.AddRange(boxes.Select(box => box.Row("texture", ecosystem.Code)));
        }
        return new Figure(
            "beta-groups", "β by ecosystem and texture",
            "Soil β of the profiles (no unit; a higher β declines more slowly with depth): median, quartiles and the 5–95 % range, the mean as a diamond, <i>n</i> profiles. Groups that share a letter do not differ by Duncan's test at 5 %, which takes profiles as independent; those of one site are not.",
            panels, ["factor", "ecosystem", "group", "n", "mean", "q05", "q25", "median", "q75", "q95", "letters_duncan"], rows);
    }

    private static Box[] Textures(StudyOutputs outputs, CsvTable profiles, string code) =>
    [
        .. profiles.Rows.Where(row => profiles.Text(row, "ecosystem") == code && profiles.Text(row, "texture").Length > 0)
            .GroupBy(row => profiles.Text(row, "texture"), StringComparer.Ordinal).OrderBy(group => Array.IndexOf(Order, group.Key))
            .Select(group => Box.FromValues(group.Key, group.Select(row => profiles.Number(row, "beta")), Letters(outputs, $"texture in {code}", group.Key), ChartStyle.ColourOf(outputs, code))).OfType<Box>(),
    ];

    private static readonly string[] Order = ["sandy soil", "loam", "clay loam", "clay"];

    private static double[] DomainOf(Box[] boxes)
    {
        double low = Math.Floor((boxes.Min(box => box.Q05) - 0.008) * 100) / 100, high = Math.Ceiling((boxes.Max(box => box.Q95) + 0.012) * 100) / 100;
        return [low, high];
    }

    private static string Letters(StudyOutputs outputs, string factor, string group)
    {
        if (outputs.Statistics is not { } table)
            return "";
        string[]? row = table.Rows.FirstOrDefault(row => table.Text(row, "factor") == factor && table.Text(row, "group") == group);
        return row is null ? "" : table.Text(row, "duncan");
    }

    private static SvgChart Chart(Box[] boxes, string title, double[] domain)
    {
        var chart = new SvgChart(title, Axis.Names([.. boxes.Select(box => box.Name)], vertical: false), Axis.Numeric(domain[0], domain[1], "soil β"));
        for (int i = 0; i < boxes.Length; i++)
        {
            Box box = boxes[i];
            chart.Box(i, new BoxValues(box.Q05, box.Q25, box.Median, box.Q75, box.Q95, box.Mean), box.Colour, $"{box.Name}: mean β {Digits.Beta(box.Mean)}, median {Digits.Beta(box.Median)}, quartiles {Digits.Beta(box.Q25)} and {Digits.Beta(box.Q75)}, {Digits.Count(box.Count)} profiles");
            chart.Note(i, top: true, box.Letters).Note(i, top: false, $"n = {Digits.Count(box.Count)}");
        }
        return chart;
    }

    private sealed record Box(string Name, int Count, double Mean, double Q05, double Q25, double Median, double Q75, double Q95, string Letters, string Colour)
    {
        public static Box? FromValues(string name, IEnumerable<double> values, string letters, string colour)
        {
            double[] sorted = [.. values.Where(double.IsFinite).Order()];
            return sorted.Length == 0
                ? null
                : new Box(name, sorted.Length, sorted.Average(), At(0.05), At(0.25), At(0.5), At(0.75), At(0.95), letters, colour);

            double At(double share)
            {
                double position = share * (sorted.Length - 1);
                int below = (int)position, above = Math.Min(below + 1, sorted.Length - 1);
                return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
            }
        }

        public string[] Row(string factor, string ecosystem) => [factor, ecosystem, Name, Digits.Data(Count), .. new[] { Mean, Q05, Q25, Median, Q75, Q95 }.Select(Digits.Data), Letters];
    }
}
