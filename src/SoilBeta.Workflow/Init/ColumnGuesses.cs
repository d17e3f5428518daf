using System.Globalization;
using System.Text.RegularExpressions;
using SoilBeta.Soil.Tables;

namespace SoilBeta.Workflow.Init;

/// <summary>Guesses the columns of a profile table and their units, from names and from the range of values.</summary>
internal static partial class ColumnGuesses
{
    /// <summary>Number of rows that are read.</summary>
    private const int Rows = 20_000;

    /// <summary>The program's names and common alternatives: whole names first, without case and units.</summary>
    private static readonly (string Ours, string[] Theirs)[] Names =
    [
        ("profile_id", ["profile_id", "profileid", "profile", "pit", "pedon", "pedon_id", "site_key", "id_profile", "perfil", "perfil_id", "profile_identifier", "id"]),
        ("source", ["source", "dataset", "dataset_id", "source_db", "database"]),
        ("site", ["site", "site_id", "location_id"]),
        ("lat", ["lat", "latitude", "y", "y_coord", "coord_y", "latitud"]),
        ("lon", ["lon", "long", "longitude", "x", "x_coord", "coord_x", "longitud", "lng"]),
        ("ecosystem", ["ecosystem", "land_cover", "landcover", "land_use", "landuse", "biome"]),
        ("top", ["top", "top_depth", "upper_depth", "depth_top", "from", "upper", "hzdept", "hztop", "lyr_top", "start_depth"]),
        ("bottom", ["bottom", "bot", "bottom_depth", "lower_depth", "depth_bottom", "to", "lower", "hzdepb", "hzbot", "lyr_bot", "end_depth"]),
        ("horizon", ["horizon", "hzn", "horizon_name", "designation", "layer_name"]),
        ("soc", ["soc", "oc", "orgc", "organic_carbon", "soil_organic_carbon", "c_org", "corg", "toc", "carbon", "carbono"]),
        ("organic_matter", ["organic_matter", "om", "som"]),
        ("bulk_density", ["bulk_density", "bd", "bdod", "db", "bulkdensity", "bdfi", "blkd", "densidad"]),
        ("coarse", ["coarse", "coarse_fragments", "cf", "cfvo", "gravel", "gc", "rock_fragments", "crf"]),
        ("clay", ["clay", "clay_total", "arcilla"]),
        ("sand", ["sand", "sand_total", "arena"]),
        ("silt", ["silt", "silt_total", "limo"]),
        ("ph", ["ph", "ph_h2o", "phaq", "phh2o", "ph_water"]),
        ("total_nitrogen", ["total_nitrogen", "tn", "nitrogen", "ntot", "n_tot", "totn"]),
        ("year", ["year", "date_year"]),
        ("duplicate", ["duplicate", "possible_duplicate", "is_duplicate"]),
        ("rock", ["rock", "bedrock", "bedrock_depth", "depth_to_rock"]),
    ];

    /// <summary>Names that a table of horizons must have.</summary>
    public static IReadOnlyList<string> Needed { get; } = ["profile_id", "lat", "lon", "top", "bottom", "soc"];

    /// <summary>Guesses all columns of a table.</summary>
    /// <param name="path">The table.</param>
    /// <param name="sheet">Sheet of a workbook; null for the first.</param>
    /// <returns>Guesses in the program's order, and the table's beginning.</returns>
    /// <exception cref="InvalidDataException">The file is not a table.</exception>
    public static (IReadOnlyList<ColumnGuess> Columns, TableGlance Table) Guess(string path, string? sheet = null)
    {
        TableGlance table = TableGlance.Read(path, sheet, Rows);
        var taken = new HashSet<int>();
        var guesses = new List<ColumnGuess>();
        foreach (var (ours, theirs) in Names)
        {
            int column = Enumerable.Range(0, table.Header.Count).Where(i => !taken.Contains(i) && theirs.Contains(Bare(table.Header[i]), StringComparer.Ordinal))
                .OrderBy(i => Array.IndexOf(theirs, Bare(table.Header[i]))).FirstOrDefault(-1);
            if (column < 0 || (ours == "profile_id" && Bare(table.Header[column]) == "id" && IsOfRows(table, column)))
                continue;
            double[] values = [.. table.Rows.Select(row => row[column]).Select(text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN).Where(double.IsFinite).Order()];
            taken.Add(column);
            (string? unit, string why) = Unit(ours, table.Header[column], values);
            guesses.Add(new ColumnGuess(ours, table.Header[column], unit, why));
        }
        // Both depths have the same unit, which the bottoms determine.
        int top = guesses.FindIndex(guess => guess.Ours == "top"), bottom = guesses.FindIndex(guess => guess.Ours == "bottom");
        if (top >= 0 && bottom >= 0)
            guesses[top] = guesses[top] with { Unit = guesses[bottom].Unit, Why = guesses[bottom].Why };
        // Organic matter is needed only where carbon itself is missing.
        if (guesses.Exists(guess => guess.Ours == "soc"))
            guesses.RemoveAll(guess => guess.Ours == "organic_matter");
        return (guesses, table);
    }

    /// <summary>Whether a column called <c>id</c> numbers the horizons: distinct in each row of a table with depths.</summary>
    private static bool IsOfRows(TableGlance table, int column) =>
        table.Header.Any(name => Names.Any(pair => pair.Ours == "top" && pair.Theirs.Contains(Bare(name), StringComparer.Ordinal)))
        && table.Rows.Count > 1 && table.Rows.Select(row => row[column]).Distinct(StringComparer.Ordinal).Count() == table.Rows.Count;

    /// <summary>A name in lower case, joined by underscores, without its unit.</summary>
    internal static string Bare(string header)
    {
        string name = Separators().Replace(CamelCase().Replace(header.Trim(), "${low}_${high}").ToLowerInvariant(), "_").Trim('_');
        string bare = UnitEnding().Replace(name, "");
        return bare.Length > 0 ? bare : name;
    }

    private static (string? Unit, string Why) Unit(string ours, string header, double[] values)
    {
        string name = Separators().Replace(header.ToLowerInvariant(), "_");
        double high = values.Length == 0 ? double.NaN : values[(int)(0.98 * (values.Length - 1))], median = values.Length == 0 ? double.NaN : values[values.Length / 2];
        string range = values.Length == 0 ? "it has no values in the first rows" : FormattableString.Invariant($"98 % of its values are up to {high:0.##}");
        bool percent = header.Contains('%') || name.Contains("pct", StringComparison.Ordinal) || name.Contains("percent", StringComparison.Ordinal) || name.Contains("perc", StringComparison.Ordinal);
        bool gramsPerKilogram = name.Contains("g_kg", StringComparison.Ordinal) || name.Contains("gkg", StringComparison.Ordinal);
        return ours switch
        {
            "top" or "bottom" => name.EndsWith("_cm", StringComparison.Ordinal) ? ("cm", "by its name") : name.EndsWith("_m", StringComparison.Ordinal) || high <= 5 ? ("m", range) : ("cm", range),
            "rock" => high <= 5 ? ("m", range) : ("cm", range),
            "organic_matter" when !percent && !gramsPerKilogram => high <= 20 && median < 5 ? ("%", range) : ("g/kg", range),
            "soc" or "organic_matter" or "total_nitrogen" => gramsPerKilogram ? ("g/kg", "by its name") : percent ? ("%", "by its name")
                : ours == "total_nitrogen" ? (high <= 1 ? ("%", range) : ("g/kg", range)) : high <= 12 && median < 3 ? ("%", range) : ("g/kg", range),
            "bulk_density" => median > 100 ? ("kg/m3", range) : ("g/cm3", range),
            "coarse" => name.Contains("mass", StringComparison.Ordinal) || name.Contains("weight", StringComparison.Ordinal) ? (high <= 1 ? "fraction mass" : "% mass", "by its name") : high <= 1 && high > 0 ? ("fraction volume", range) : ("% volume", $"{range}; whether by volume or by mass is not known"),
            _ => (null, "by its name"),
        };
    }

    [GeneratedRegex(@"[^\p{L}\p{N}%]+", RegexOptions.None, 1000)]
    private static partial Regex Separators();

    [GeneratedRegex(@"(?<low>\p{Ll})(?<high>\p{Lu})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CamelCase();

    [GeneratedRegex(@"_?(g_kg(_1)?|gkg|g_cm_?3|kg_m_?3|kg_dm_?3|t_m_?3|pct|percent|perc|%|cm|_m|vol|mass|value_avg|avg|mean)+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UnitEnding();
}

/// <summary>A guess at a column.</summary>
/// <param name="Ours">The program's name.</param>
/// <param name="Theirs">The table's name.</param>
/// <param name="Unit">Unit; null for none.</param>
/// <param name="Why">Evidence for the unit.</param>
internal sealed record ColumnGuess(string Ours, string Theirs, string? Unit, string Why);
