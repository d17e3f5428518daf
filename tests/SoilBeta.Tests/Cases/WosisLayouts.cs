using System.Globalization;
using System.Text;

namespace SoilBeta.Tests.Cases;

/// <summary>Synthetic tables with the headers and the quoting of the WoSIS snapshots of 2019 and 2023: six profiles of four layers, SOC 30, 20, 10, 5 g kg⁻¹; the even ones have bulk density 1.3, profile 3 lies under litter of 400 g kg⁻¹.</summary>
internal static class WosisLayouts
{
    private const string Layer = "profile_id profile_layer_id upper_depth lower_depth layer_name litter";
    private const string Method = "\"{\\\"1\\\":\\\"technique = wet oxidation, calculation = complete recovery assumed\\\"}\"";
    private static readonly string[] Chemical = "calc cecph7 cecph8 ecec elco1x elcons elcosp nitkjd orgc phca phaq phkc phnf phpbyi phpmh3 phpols phprtn phptot phpwsl totc".Split(' ');
    private static readonly string[] Physical = "bdfi33 bdfiad bdfifm bdfiod bdws33 bdwsad bdwsfm bdwsod cfgr cfvo clay sand silt wg0006 wg0010 wg0033 wg0100 wg0200 wg0500 wg1500 wv0033 wv1500".Split(' ');
    private static readonly string[] Suffixes = ["value", "value_avg", "method", "date", "dataset_id", "profile_code", "license"];

    public static void Write2019(string folder)
    {
        var profiles = Table("profile_id dataset_id country_id country_name geom_accuracy latitude longitude dsds cfao_version cfao_major_group");
        var chemical = Table(Layer + " " + Properties(Chemical));
        var physical = Table(Layer + " " + Properties(Physical));
        foreach (int profile in Enumerable.Range(1, 6))
        {
            Row(profiles, $"{profile}", "\"{US-NCSS}\"", "US", "\"United States of America\"", profile < 5 ? "0.0001" : "1", $"{40 + profile}.5", $"{-90 - profile}.25", "150", "", "");
            foreach (var layer in Layers(profile))
            {
                string[] start = [$"{profile}", $"{layer.Id}", $"{layer.Top}", $"{layer.Bottom}", $"\"{layer.Name}\"", layer.Litter ? "TRUE" : "FALSE"];
                Row(chemical, [.. start, .. Chemical.SelectMany(property => property == "orgc" ? Values(layer.Soc, profile) : property == "phaq" ? Values("6.5", profile) : Nothing)]);
                Row(physical, [.. start, .. Physical.SelectMany(property => property == "bdfiod" && profile % 2 == 0 ? Values("1.3", profile) : property == "clay" ? Values("25", profile) : Nothing)]);
            }
        }
        Save(folder, "wosis_201909_profiles.tsv", profiles);
        Save(folder, "wosis_201909_layers_chemical.tsv", chemical);
        Save(folder, "wosis_201909_layers_physical.tsv", physical);
    }

    public static void Write2023(string folder)
    {
        const string header = "profile_id profile_code layer_id upper_depth lower_depth layer_name litter value value_avg method date dataset_code licence positional_uncertainty country_name region continent longitude latitude";
        StringBuilder carbon = Table(header), density = Table(header);
        foreach (int profile in Enumerable.Range(1, 6))
        {
            foreach (var layer in Layers(profile))
            {
                string[] Cells(string value) =>
                [
                    $"{profile}", $"S{profile}", $"{layer.Id}", $"{layer.Top}", $"{layer.Bottom}", layer.Name, layer.Litter ? "t" : "f", $"{{1:{value}}}", value, Method, profile < 4 ? "1985-06-01" : "2004-06-01", "US-NCSS",
                    profile == 6 ? "CC-BY-NC" : "CC-BY", "Circa 100 m", "United States of America", "North America", "Americas", $"{-90 - profile}.25", $"{40 + profile}.5",
                ];
                Row(carbon, Cells(layer.Soc));
                if (profile % 2 == 0)
                    Row(density, Cells("1.3"));
            }
        }
        Save(folder, "wosis_202312_orgc.tsv", carbon);
        Save(folder, "wosis_202312_bdfiod.tsv", density);
    }

    private static string[] Nothing => ["", "", "", "", "", "", ""];

    private static string[] Values(string value, int profile) => [$"\"{{1:{value}}}\"", value, Method, profile < 4 ? "\"{1:1985-06-01}\"" : "\"{1:2004-06-01}\"", "\"{US-NCSS}\"", "\"{S1985}\"", profile == 6 ? "\"{CC-BY-NC}\"" : "\"{CC-BY}\""];

    private static IEnumerable<(int Id, int Top, int Bottom, string Name, bool Litter, string Soc)> Layers(int profile)
    {
        int shift = profile == 3 ? 5 : 0;
        if (shift > 0)
            yield return ((10 * profile) + 9, 0, shift, "", true, "400");
        foreach (var (i, top, bottom, soc) in new[] { (1, 0, 20, "30"), (2, 20, 40, "20"), (3, 40, 70, "10"), (4, 70, 110, "5") })
            yield return ((10 * profile) + i, top + shift, bottom + shift, "Bw", false, soc);
    }

    private static string Properties(string[] properties) => string.Join(' ', properties.SelectMany(property => Suffixes.Select(suffix => $"{property}_{suffix}")));

    private static StringBuilder Table(string header) => new StringBuilder(header.Replace(' ', '\t')).Append('\n');

    private static void Row(StringBuilder table, params string[] cells) => table.AppendJoin('\t', cells).Append('\n');

    private static void Save(string folder, string name, StringBuilder table) => File.WriteAllText(Path.Combine(folder, name), table.ToString());
}
