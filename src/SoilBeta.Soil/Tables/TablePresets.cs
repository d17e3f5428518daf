namespace SoilBeta.Soil.Tables;

/// <summary>Column names and units of published compilations.</summary>
/// <remarks>Columns that a release lacks are ignored unless they are needed; the mappings of the study file take precedence.</remarks>
public static class TablePresets
{
    /// <summary>The word of a preset in study files: its name in lower case.</summary>
    public static string Word(this TablePreset preset) => preset.ToString().ToLowerInvariant();

    /// <summary>Columns of a preset: the program's name → columns of the table.</summary>
    internal static IReadOnlyDictionary<string, string> Columns(TablePreset preset) => preset switch
    {
        TablePreset.Wosis => Wosis,
        TablePreset.Israd => Israd,
        _ => Sislac,
    };

    /// <summary>Unit of a quantity in a preset's tables; null where they say nothing of it.</summary>
    internal static TableUnit? UnitOf(TablePreset? preset, string quantity)
    {
        var units = preset switch
        {
            TablePreset.Wosis => WosisUnits,
            TablePreset.Israd => IsradUnits,
            TablePreset.Sislac => SislacUnits,
            _ => null,
        };
        return units?.GetValueOrDefault(quantity) is { } unit ? TableUnits.Find(quantity, unit) : null;
    }

    /// <summary>Column of a WoSIS property table of 2023 that holds the property, whatever that is.</summary>
    internal const string PropertyValue = "value_avg";

    private static readonly string[] WosisProperties =
    [
        "orgc", "bdfi33", "bdfiad", "bdfifm", "bdfiod", "bdws33", "bdwsad", "bdwsfm", "bdwsod", "cfgr", "cfvo", "clay", "sand", "silt", "phaq", "phca", "phkc", "phnf", "nitkjd", "totc", "tceq", "ecec", "elco",
    ];

    /// <summary>Keys for joining the tables of a compilation: the first that both tables have is used.</summary>
    internal static IReadOnlyList<string> JoinKeys(TablePreset? preset) => preset switch
    {
        TablePreset.Wosis => ["profile_layer_id", "layer_id", "profile_id"],
        TablePreset.Sislac => ["profile_identifier", "profile_id"],
        TablePreset.Israd => ["entry_name + site_name + pro_name", "entry_name + site_name", "entry_name"],
        _ => [],
    };

    /// <summary>Name given here to the column <see cref="PropertyValue"/> of a WoSIS property table, from the file name: <c>orgc_value_avg</c> in <c>wosis_202312_orgc.tsv</c>. Null for any other table.</summary>
    /// <remarks>All property tables of the 2023 snapshot have the same header: only the file name distinguishes carbon from bulk density.</remarks>
    internal static string? PropertyColumn(TablePreset? preset, TableRows table)
    {
        if (preset != TablePreset.Wosis || table.Column(PropertyValue) < 0)
            return null;
        string? property = table.Name.ToLowerInvariant().Split('_', '-', '.', ' ').LastOrDefault(word => WosisProperties.Contains(word, StringComparer.Ordinal));
        return property is null ? null : $"{property}_{PropertyValue}";
    }

    // Layers of the WoSIS snapshot of September 2019 (Batjes et al. 2020, ESSD 12, 299), joined with its profiles, and of the one of December 2023
    // (Batjes et al. 2024, ESSD 16, 4735), whose property tables carry value_avg (see PropertyColumn) and coordinates themselves. Bulk density of the fine earth first
    // (bdfi: oven dry, air dry, at 33 kPa, field moist), then of the whole soil (bdws).
    private static readonly Dictionary<string, string> Wosis = new()
    {
        ["profile_id"] = "profile_id",
        ["source"] = "dataset_id | dataset_code | source_db",
        ["country"] = "country_name | country_id",
        ["lat"] = "latitude | Y",
        ["lon"] = "longitude | X",
        ["top"] = "upper_depth",
        ["bottom"] = "lower_depth",
        ["horizon"] = "layer_name",
        ["soc"] = "orgc_value_avg | orgc",
        ["bulk_density"] = "bdfiod_value_avg | bdfiad_value_avg | bdfi33_value_avg | bdfifm_value_avg | bdwsod_value_avg | bdwsad_value_avg | bdws33_value_avg | bdfiod",
        ["coarse"] = "cfvo_value_avg | cfvo",
        ["clay"] = "clay_value_avg | clay",
        ["sand"] = "sand_value_avg | sand",
        ["silt"] = "silt_value_avg | silt",
        ["ph"] = "phaq_value_avg | phaq",
        ["total_nitrogen"] = "nitkjd_value_avg | nitkjd",
        ["litter"] = "litter",
    };

    private static readonly Dictionary<string, string> WosisUnits = new()
    {
        ["soc"] = "g/kg", ["bulk_density"] = "kg/dm3", ["coarse"] = "% volume", ["total_nitrogen"] = "g/kg", ["clay"] = "%", ["sand"] = "%", ["silt"] = "%",
    };

    // Layers of the International Soil Radiocarbon Database, version 2 (Lawrence et al. 2020, ESSD 12, 61), as its R package flattens them
    // (ISRaD.flatten(…, "layer")): entry, site, profile and layer columns in one row, depths from the mineral surface.
    // lyr_coarse_tot is read as a share of mass: the template gives a percentage and no basis.
    private static readonly Dictionary<string, string> Israd = new()
    {
        ["profile_id"] = "entry_name + site_name + pro_name",
        ["source"] = "entry_name",
        ["site"] = "site_name",
        ["lat"] = "pro_lat | site_lat",
        ["lon"] = "pro_long | site_long",
        ["ecosystem"] = "pro_land_cover",
        ["rock"] = "pro_bedrock_depth",
        ["top"] = "lyr_top",
        ["bottom"] = "lyr_bot",
        ["horizon"] = "lyr_hzn",
        ["soc"] = "lyr_c_org | lyr_c_tot",
        ["bulk_density"] = "lyr_bd_samp | lyr_bd_tot",
        ["coarse"] = "lyr_coarse_tot",
        ["clay"] = "lyr_clay_tot_psa",
        ["sand"] = "lyr_sand_tot_psa",
        ["silt"] = "lyr_silt_tot_psa",
        ["ph"] = "lyr_ph_h2o | lyr_ph",
        ["total_nitrogen"] = "lyr_n_tot",
        ["year"] = "lyr_obs_date_y",
    };

    private static readonly Dictionary<string, string> IsradUnits = new()
    {
        ["soc"] = "%", ["bulk_density"] = "g/cm3", ["coarse"] = "% mass", ["total_nitrogen"] = "%", ["clay"] = "%", ["sand"] = "%", ["silt"] = "%", ["rock"] = "cm",
    };

    /// <summary>Codes of missing values of a preset's tables, in addition to the common ones: the program's name → codes.</summary>
    internal static IReadOnlyDictionary<string, IReadOnlyList<string>> MissingOf(TablePreset? preset) =>
        preset == TablePreset.Sislac ? SislacMissing : new Dictionary<string, IReadOnlyList<string>>();

    // SISLAC writes 0 where bulk density was not measured.
    private static readonly Dictionary<string, IReadOnlyList<string>> SislacMissing = new() { ["bulk_density"] = ["0"] };

    // Layers of the Latin American and Caribbean Soil Information System (its download and the revision by Díaz-Guadarrama et al. 2024, ESSD 16, 1229).
    private static readonly Dictionary<string, string> Sislac = new()
    {
        ["profile_id"] = "profile_identifier | profile_id | identifier",
        ["source"] = "source",
        ["country"] = "country_code | country",
        ["lat"] = "latitude | lat",
        ["lon"] = "longitude | lon | long",
        ["top"] = "top",
        ["bottom"] = "bottom",
        ["horizon"] = "designation",
        ["soc"] = "organic_carbon",
        ["bulk_density"] = "bulk_density",
        ["coarse"] = "coarse_fragments",
        ["clay"] = "clay",
        ["sand"] = "sand",
        ["silt"] = "silt",
        ["ph"] = "ph",
        ["duplicate"] = "perfil_duplicado | duplicate",
    };

    private static readonly Dictionary<string, string> SislacUnits = new()
    {
        ["soc"] = "%", ["bulk_density"] = "g/cm3", ["coarse"] = "% volume", ["clay"] = "%", ["sand"] = "%", ["silt"] = "%",
    };
}

/// <summary>Known compilations.</summary>
public enum TablePreset
{
    /// <summary>World Soil Information Service.</summary>
    Wosis,

    /// <summary>International Soil Radiocarbon Database.</summary>
    Israd,

    /// <summary>Latin American and Caribbean Soil Information System.</summary>
    Sislac,
}
