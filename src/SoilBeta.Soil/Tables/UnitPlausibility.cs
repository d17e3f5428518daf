using System.Globalization;

namespace SoilBeta.Soil.Tables;

/// <summary>Finds sources and countries whose carbon or nitrogen content is probably in another unit than the study states: per cent among g kg⁻¹ is a factor of 10.</summary>
/// <remarks>In real compilations the medians of sources in the same unit differ by factors up to 2, of countries by up to 3; those of sources in another unit by 6 to 16.</remarks>
public static class UnitPlausibility
{
    /// <summary>Factor between the median of a source and that of all others from which the unit is questioned.</summary>
    public const double Factor = 5;

    /// <summary>Minimum number of topsoil horizons, of a source and of all others, for a comparison.</summary>
    private const int FewestHorizons = 10;

    private const double Topsoil = 20; // cm

    /// <summary>Sources and countries whose unit must be stated, each as a sentence with advice.</summary>
    /// <param name="tables">All tables of a study.</param>
    public static IReadOnlyList<string> Problems(IReadOnlyList<HorizonTable> tables)
    {
        var problems = new List<string>();
        foreach (var (quantity, label) in new[] { ("soc", "SOC"), ("total_nitrogen", "total nitrogen") })
        {
            List<string> byCountry = Compare(tables, quantity, label, "country", profile => profile.Country);
            problems.AddRange(byCountry.Count > 0 ? byCountry : Compare(tables, quantity, label, "source", profile => profile.Source));
        }
        return problems;
    }

    private static List<string> Compare(IReadOnlyList<HorizonTable> tables, string quantity, string label, string kind, Func<SoilProfile, string> group)
    {
        var values = new Dictionary<string, List<double>>(StringComparer.OrdinalIgnoreCase);
        var open = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase); // group whose unit is not stated → its table
        foreach (HorizonTable table in tables)
        {
            // Rows without a country form a group of their own, unless their table gives no country at all; then its source represents them.
            if (table.Profiles.All(profile => group(profile).Length == 0))
                continue;
            foreach (SoilProfile profile in table.Profiles)
            {
                string name = group(profile);
                if (!values.TryGetValue(name, out List<double>? list))
                    values[name] = list = [];
                list.AddRange(profile.Horizons.Where(horizon => !horizon.IsOrganic && horizon.Top is >= 0 and < Topsoil).Select(horizon => Value(horizon, quantity)).Where(value => value > 0));
                if (!profile.HasStatedUnits)
                    open.TryAdd(name, table.Name);
            }
        }
        var problems = new List<string>();
        if (values.Count < 2)
            return problems;
        foreach (var (name, table) in open.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            double[] own = [.. values[name]], others = [.. values.Where(other => !other.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).SelectMany(other => other.Value)];
            if (own.Length < FewestHorizons || others.Length < FewestHorizons)
                continue;
            double median = Median(own), rest = Median(others), factor = median / rest;
            if (factor is < Factor and > 1 / Factor)
                continue;
            string of = name.Length == 0 ? $"rows without a {kind}" : $"{kind} '{name}'", key = name.Length == 0 ? "\"\"" : name;
            problems.Add(string.Create(CultureInfo.InvariantCulture,
                $"{table}, {of}: the median {label} of {(name.Length == 0 ? "their" : "its")} {own.Length} horizons above {Topsoil} cm is {median:G3} g kg⁻¹, that of all other {(kind == "country" ? "countries" : "sources")} {rest:G3}: {(factor > 1 ? factor : 1 / factor):0.#} times {(factor > 1 ? "as much" : "less")}. {(name.Length == 0 ? "Their" : "Its")} unit is probably another one (% or g/kg). Give it, also where it is right: units_by: {{ {kind}: {{ {key}: {{ {quantity}: \"%\" }} }} }}, or g/kg."));
        }
        return problems;
    }

    private static double Value(Horizon horizon, string quantity) => quantity == "soc" ? horizon.Soc : horizon.Others.GetValueOrDefault(quantity, double.NaN);

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }
}
