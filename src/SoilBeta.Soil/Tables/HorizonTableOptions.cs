namespace SoilBeta.Soil.Tables;

/// <summary>A table of horizons and how it is read.</summary>
public sealed record HorizonTableOptions
{
    /// <summary>Path of the table: .csv, .tsv, either gzipped, or .xlsx; one row a horizon.</summary>
    public required string Path { get; init; }

    /// <summary>Sheet of an .xlsx; null for the first.</summary>
    public string? Sheet { get; init; }

    /// <summary>Source of profiles whose table does not say; null for the file's name.</summary>
    public string? Source { get; init; }

    /// <summary>Name of a preset in <see cref="TablePresets"/>; null for none.</summary>
    public string? Preset { get; init; }

    /// <summary>Our name → the table's column. <c>a | b</c> takes the first of two columns that has a value, <c>a + b</c> joins two with an underscore.</summary>
    public IReadOnlyDictionary<string, string> Columns { get; init; } = new Dictionary<string, string>();

    /// <summary>Our name → unit in the table.</summary>
    public IReadOnlyDictionary<string, string> Units { get; init; } = new Dictionary<string, string>();

    /// <summary>A second table, joined by a key; null for none.</summary>
    public TableJoin? Join { get; init; }
}

/// <summary>A second table with one row a key. Where both tables have a column of the same name, that of the second is <c>joined.NAME</c>.</summary>
/// <param name="Path">Path of the second table.</param>
/// <param name="Sheet">Sheet of an .xlsx; null for the first.</param>
/// <param name="Key">Key column of the horizons (<c>a + b</c> for a key of two).</param>
/// <param name="OtherKey">Key column of the second table; null for the same.</param>
public sealed record TableJoin(string Path, string? Sheet, string Key, string? OtherKey);
