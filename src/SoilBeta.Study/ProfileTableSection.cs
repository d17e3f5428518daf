namespace SoilBeta.Studies;

/// <summary>One profile table.</summary>
internal sealed class ProfileTableSection
{
    /// <summary>Path of a table with one row per horizon: .csv, .tsv (either gzipped) or .xlsx.</summary>
    public string Table { get; set; } = "";

    /// <summary>Sheet of an .xlsx; empty for the first.</summary>
    public string? Sheet { get; set; }

    /// <summary>Name for <c>source</c> if the table has no such column; empty for the file name.</summary>
    public string? Source { get; set; }

    /// <summary>Makers of the table, as a reader would cite them; <see cref="Source"/> names the rows' source instead.</summary>
    [ForReaders]
    public string? Attribution { get; set; }

    /// <summary>Licence, e.g. <c>CC BY 4.0</c>.</summary>
    [ForReaders]
    public string? Licence { get; set; }

    /// <summary>DOI, with or without <c>https://doi.org/</c>.</summary>
    [ForReaders]
    public string? Doi { get; set; }

    /// <summary>Column names and units of a known compilation: <c>wosis</c>, <c>israd</c>, <c>sislac</c>; empty for <see cref="Columns"/> alone.</summary>
    public string? Preset { get; set; }

    /// <summary>Our name → the table's column. Ours: profile_id, source, site, lat, lon, country, ecosystem, top, bottom, horizon, soc, organic_matter, bulk_density, coarse, coarse_basis (vol or mass, row by row), clay, sand, silt, ph, total_nitrogen, year, duplicate, litter (whether a row is litter above the mineral soil), rock (depth of rock, cm). <c>a | b</c> takes the first column that has a value, <c>a + b</c> joins two by an underscore.</summary>
    public Dictionary<string, string> Columns { get; set; } = [];

    /// <summary>Our name → unit: soc, organic_matter, total_nitrogen (<c>g/kg</c>, <c>%</c>), bulk_density (<c>g/cm3</c>, <c>kg/m3</c>), coarse (<c>% volume</c>, <c>% mass</c>, <c>fraction volume</c>, <c>fraction mass</c>), top, bottom, rock (<c>cm</c>, <c>m</c>).</summary>
    public Dictionary<string, string> Units { get; set; } = [];

    /// <summary>Units that depend on a column's value: column (the table's, or <c>source</c> or <c>country</c>) → value → our name → unit.</summary>
    public Dictionary<string, Dictionary<string, Dictionary<string, string>>> UnitsBy { get; set; } = [];

    /// <summary>Numbers and texts that stand for a missing value: a list for all columns, or our name (or <c>all</c>) → list.</summary>
    public Dictionary<string, List<string>> Missing { get; set; } = [];

    /// <summary>Treatment of values that are not numbers or out of range: <c>reject</c> the profile (default), or <c>drop</c> the value and keep the row.</summary>
    public string BadValues { get; set; } = "reject";

    /// <summary>Encoding of a file without a byte-order mark, e.g. <c>latin1</c>; UTF-8 if empty.</summary>
    public string? Encoding { get; set; }

    /// <summary>Tables with one row per profile, site or layer, joined by a key in this order.</summary>
    public List<JoinSection> Join { get; set; } = [];

    /// <summary>Conditions that a row must meet to be read, all of them.</summary>
    public List<WhereSection> Where { get; set; } = [];
}
