using System.Text.Json;
using SoilBeta.Reports.Data;
using SoilBeta.Reports.Markup;
using SoilBeta.Reports.Pages;

namespace SoilBeta.Reports.Sections;

/// <summary>Where a map's prediction interval is wider than the range of the training profiles, from <c>totals.json</c>.</summary>
internal static class RelativeIntervalTable
{
    private static readonly (string Map, string Name)[] Shown = [("beta", "β"), ("20-40_SOCD", "20–40 cm"), ("80-100_SOCD", "80–100 cm"), ("20-100_SOCD", "20–100 cm"), ("0-100_SOCD", "0–100 cm")];

    /// <summary>The shares by ecosystem; null where the maps have no prediction interval.</summary>
    public static string? Make(StudyOutputs outputs)
    {
        if (outputs.TotalsJson.At("relative_prediction_interval") is not { ValueKind: JsonValueKind.Object } shares)
            return null;
        var rows = shares.EnumerateObject().Select(ecosystem => (IReadOnlyList<string>)
            [Html.Text(outputs.NameOf(ecosystem.Name)), .. Shown.Select(map => Digits.Percent(((JsonElement?)ecosystem.Value).Number(map.Map, "share_above_one")))]);
        return Html.P("<b>Relative prediction interval</b> (band <code>rpi</code>): width of a cell's prediction interval over the distance of the same quantiles of the ecosystem's training profiles. Above 1 the map says less of a single profile there than the profiles' own distribution does. Share of the mapped area above 1:")
            + Html.Table(["<ecosystem", .. Shown.Select(map => map.Name)], rows);
    }
}
