namespace SoilBeta.Soil.Tables;

/// <summary>Recognises the tables of known compilations by their headers.</summary>
public static class CompilationHeader
{
    /// <summary>Sets of columns that occur together in one compilation only; any one set identifies it.</summary>
    private static readonly (TablePreset Preset, string[] Together)[] Signs =
    [
        (TablePreset.Wosis, ["profile_id", "profile_layer_id", "upper_depth", "lower_depth"]),
        (TablePreset.Wosis, ["layer_id", "upper_depth", "lower_depth", "value_avg", "dataset_code"]),
        (TablePreset.Wosis, ["profile_id", "dataset_id", "geom_accuracy", "latitude", "longitude"]),
        (TablePreset.Israd, ["entry_name", "site_name", "pro_name"]),
        (TablePreset.Israd, ["entry_name", "lyr_top", "lyr_bot"]),
        (TablePreset.Sislac, ["profile_identifier", "layer_identifier", "top", "bottom", "organic_carbon"]),
        (TablePreset.Sislac, ["profile_identifier", "top", "bottom", "organic_carbon", "coarse_fragments"]),
        (TablePreset.Sislac, ["profile_identifier", "perfil_duplicado", "latitude", "longitude"]),
    ];

    /// <summary>Preset of the compilation that a header belongs to; null for any other table.</summary>
    /// <param name="header">Names of the columns.</param>
    public static TablePreset? Preset(IReadOnlyList<string> header)
    {
        var present = header.Select(name => name.Trim()).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return Signs.Where(sign => sign.Together.All(present.Contains)).Select(sign => (TablePreset?)sign.Preset).FirstOrDefault();
    }

    /// <summary>The program's column names for which a preset finds a column in a table, each with the first column it uses.</summary>
    /// <param name="preset">The preset.</param>
    /// <param name="path">The table: WoSIS puts the property into the file name.</param>
    /// <param name="sheet">Sheet of an .xlsx; null for the first.</param>
    /// <exception cref="InvalidDataException">The file is missing, empty or not a table.</exception>
    public static IReadOnlyDictionary<string, string> Columns(TablePreset preset, string path, string? sheet)
    {
        using TableRows table = TableRows.Open(path, sheet);
        using var columns = new TableColumns(table, preset);
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (ours, theirs) in TablePresets.Columns(preset))
        {
            if (columns.Find(theirs) is { } expression)
                found[ours] = table.Header[expression.Alternatives[0][0].Column];
        }
        return found;
    }
}
