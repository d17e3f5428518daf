using System.Text;

namespace SoilBeta.Soil.Tables;

/// <summary>Path of a table of horizons, and how to read it.</summary>
public sealed record HorizonTableOptions
{
    /// <summary>Path of the table: .csv, .tsv, either gzipped, or .xlsx; one row for each horizon.</summary>
    public required string Path { get; init; }

    /// <summary>Sheet of an .xlsx; null for the first.</summary>
    public string? Sheet { get; init; }

    /// <summary>Source of the profiles where the table gives none; null for the file's name.</summary>
    public string? Source { get; init; }

    /// <summary>Compilation whose columns and units the table has; null for none.</summary>
    public TablePreset? Preset { get; init; }

    /// <summary>The program's name → the table's column. <c>a | b</c> takes the first of two columns that has a value, <c>a + b</c> joins two with an underscore.</summary>
    public IReadOnlyDictionary<string, string> Columns { get; init; } = new Dictionary<string, string>();

    /// <summary>The program's name → unit in the table.</summary>
    public IReadOnlyDictionary<string, TableUnit> Units { get; init; } = new Dictionary<string, TableUnit>();

    /// <summary>Column (the table's, or a program's name such as <c>source</c> or <c>country</c>) → its value → the program's name → unit in the rows with that value; one column at most.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, IReadOnlyDictionary<string, TableUnit>>> UnitsBy { get; init; } = new Dictionary<string, IReadOnlyDictionary<string, IReadOnlyDictionary<string, TableUnit>>>();

    /// <summary>The program's name → codes of missing values; <see cref="AllColumns"/> for all columns.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Missing { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Key of all columns in <see cref="Missing"/>.</summary>
    public const string AllColumns = "all";

    /// <summary>Treatment of values that are not numbers or out of range.</summary>
    public BadValues BadValues { get; init; }

    /// <summary>Encoding of a file without a byte-order mark; null for UTF-8.</summary>
    public Encoding? Encoding { get; init; }

    /// <summary>Tables joined by a key, in their order.</summary>
    public IReadOnlyList<TableJoin> Joins { get; init; } = [];

    /// <summary>Conditions that a row must meet, all of them.</summary>
    public IReadOnlyList<RowCondition> Where { get; init; } = [];
}

/// <summary>Another table, with one row for each key. Where several tables have a column of the same name, the horizon table comes first, then the joins in order; <c>joined.NAME</c> names a column of the first join, <c>joined2.NAME</c> of the second.</summary>
/// <param name="Path">Path of the other table.</param>
/// <param name="Sheet">Sheet of an .xlsx; null for the first.</param>
/// <param name="Key">Key column of the horizons, or of an earlier join (<c>a + b</c> for a composite key); null for the preset's.</param>
/// <param name="OtherKey">Key column of the other table; null for the same.</param>
public sealed record TableJoin(string Path, string? Sheet, string? Key, string? OtherKey)
{
    /// <summary>Encoding of a file without a byte-order mark; null for UTF-8.</summary>
    public Encoding? Encoding { get; init; }
}

/// <summary>Treatment of values in a table that are not numbers or out of range.</summary>
public enum BadValues
{
    /// <summary>Reject the profile, or stop reading.</summary>
    Reject,

    /// <summary>Drop the value and keep its row.</summary>
    Drop,
}
