using SoilBeta.Rasters;
using SoilBeta.Reports.Data;
using SoilBeta.Reports.Markup;
using SoilBeta.Reports.Pages;
using SoilBeta.Studies;

namespace SoilBeta.Reports.Sections;

/// <summary>Compares the topsoil of the map with that of the profiles, by ecosystem: medians and factor.</summary>
internal static class TopsoilTable
{
    /// <summary>The table; empty where profiles or stack are missing.</summary>
    public static string Make(StudyOutputs outputs)
    {
        if (outputs.Profiles is not { } profiles || outputs.Stack is not { } stack || !stack.Has(StackLayerNames.Topsoil))
            return "";
        var topsoil = outputs.Study.Topsoil;
        var places = profiles.Rows.Select(row => (Code: profiles.Text(row, "ecosystem"), Own: profiles.Number(row, "socd_0_20"),
            Map: TopsoilComparison.Upper20(stack.Sample(StackLayerNames.Topsoil, profiles.Number(row, "lon"), profiles.Number(row, "lat")), topsoil.Depth, profiles.Number(row, "beta")))).ToList();
        if (TopsoilComparison.Compare(places.Select(place => (place.Map, place.Own))) is not { } all)
            return "";
        var rows = new List<IReadOnlyList<string>>();
        foreach (var ecosystem in outputs.Study.Ecosystems)
        {
            if (TopsoilComparison.Compare(places.Where(place => place.Code == ecosystem.Code).Select(place => (place.Map, place.Own))) is { } one)
                rows.Add(Row(outputs.NameOf(ecosystem.Code), one));
        }
        if (outputs.Covers.Count > 1)
            rows.Add(Row(outputs.NameOf("ALL"), all));
        return Html.P("<b>The topsoil map at the profiles.</b> All carbon below 20 cm is a multiple of the topsoil, so a topsoil map in a wrong unit makes every number wrong by the same factor. "
            + (topsoil.Depth == 20 ? "" : $"Its 0–{topsoil.Depth} cm are brought to 0–20 cm by each profile's β. ")
            + $"A study whose factor lies beyond {Digits.Format(topsoil.AcceptFactor)} is refused.")
            + Html.Table(["<ecosystem", "profiles", "map, Mg C ha⁻¹", "profiles, Mg C ha⁻¹", "factor"], rows);
    }

    private static string[] Row(string name, TopsoilComparison comparison) =>
        [Html.Text(name), Digits.Count(comparison.Profiles), Digits.Fixed(comparison.MapMedian, 1), Digits.Fixed(comparison.OwnMedian, 1), Digits.Fixed(comparison.Factor, 2)];
}
