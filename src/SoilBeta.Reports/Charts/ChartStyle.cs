using SoilBeta.Reports.Data;

namespace SoilBeta.Reports.Charts;

/// <summary>Colours and dashes of all charts: one for each ecosystem, from a palette safe for colour-blind readers (Okabe and Ito).</summary>
internal static class ChartStyle
{
    private static readonly string[] Palette = ["#E69F00", "#009E73", "#0072B2", "#CC79A7", "#D55E00", "#56B4E9", "#8C6D31", "#7B4173"];

    private static readonly string[] Dashes = ["", "6 3", "2 2", "8 3 2 3"];

    /// <summary>Colour of an ecosystem; grey for all ecosystems together.</summary>
    public static string ColourOf(StudyOutputs outputs, string code) => IndexOf(outputs, code) is var index and >= 0 ? Palette[index % Palette.Length] : "#777777";

    /// <summary>Dash of an ecosystem's lines, so that they differ without colours.</summary>
    public static string DashOf(StudyOutputs outputs, string code) => IndexOf(outputs, code) is var index and >= 0 ? Dashes[index % Dashes.Length] : "";

    /// <summary>Entries of a legend for ecosystems.</summary>
    public static IReadOnlyList<LegendKey> Keys(StudyOutputs outputs, IEnumerable<string> codes) => [.. codes.Select(code => new LegendKey(outputs.NameOf(code), ColourOf(outputs, code), DashOf(outputs, code)))];

    private static int IndexOf(StudyOutputs outputs, string code) => outputs.Study.Ecosystems.ToList().FindIndex(ecosystem => ecosystem.Code == code);
}
