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

    private static object Chart(Box[] boxes, string title, double[] domain)
    {
        object data = ChartStyle.Data(boxes.Select(box => new
        {
            group = box.Name, colour = box.Colour, q05 = Math.Max(box.Q05, domain[0]), q25 = box.Q25, q50 = box.Median, q75 = box.Q75, q95 = Math.Min(box.Q95, domain[1]), mean = box.Mean,
            top = domain[1], bottom = domain[0], letters = box.Letters, count = $"n = {Digits.Count(box.Count)}",
            hover = $"{box.Name}: mean β {Digits.Beta(box.Mean)}, median {Digits.Beta(box.Median)}, quartiles {Digits.Beta(box.Q25)} and {Digits.Beta(box.Q75)}, {Digits.Count(box.Count)} profiles",
        }));
        object x = new { field = "group", type = "nominal", title = ChartStyle.None, sort = boxes.Select(box => box.Name), axis = new { labelAngle = 0, labelLimit = 90, title = ChartStyle.None } };
        object colour = new { field = "colour", type = "nominal", scale = ChartStyle.None, legend = ChartStyle.None };
        object Y(string field) => ChartStyle.Quantity(field, "soil β", ".3f", domain);
        return ChartStyle.Layered(
            260,
            [
                new { data, mark = new { type = "rule" }, encoding = new { x, y = Y("q05"), y2 = new { field = "q95" }, description = ChartStyle.Hover } },
                new { data, mark = new { type = "bar", size = 34, stroke = "currentColor", strokeWidth = 0.6 }, encoding = new { x, y = Y("q25"), y2 = new { field = "q75" }, color = colour, description = ChartStyle.Hover } },
                new { data, mark = new { type = "tick", size = 34, thickness = 2, color = "#111111" }, encoding = new { x, y = Y("q50"), description = ChartStyle.Hover } },
                new { data, mark = new { type = "point", shape = "diamond", filled = true, size = 45, color = "#ffffff", stroke = "#111111", strokeWidth = 1, opacity = 1 }, encoding = new { x, y = Y("mean"), description = ChartStyle.Hover } },
                new { data, mark = new { type = "text", dy = 8, fontSize = 12, fontWeight = 600 }, encoding = new { x, y = Y("top"), text = new { field = "letters", type = "nominal" } } },
                new { data, mark = new { type = "text", dy = -7, fontSize = 10 }, encoding = new { x, y = Y("bottom"), text = new { field = "count", type = "nominal" } } },
            ],
            title);
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
