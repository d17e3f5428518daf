namespace SoilBeta.Studies;

/// <summary>A table joined to the horizons.</summary>
internal sealed class JoinSection
{
    /// <summary>Path of the table.</summary>
    public string Table { get; set; } = "";

    /// <summary>Sheet of an .xlsx.</summary>
    public string? Sheet { get; set; }

    /// <summary>Encoding of a text without a byte-order mark; UTF-8 when empty.</summary>
    public string? Encoding { get; set; }

    /// <summary>Key column of the horizon table, or of a join before this one; empty for the preset's.</summary>
    public string? Key { get; set; }

    /// <summary>Key column of this table; the same name when empty.</summary>
    public string? OtherKey { get; set; }
}
