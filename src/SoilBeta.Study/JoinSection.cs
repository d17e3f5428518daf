namespace SoilBeta.Studies;

/// <summary>A table joined to the horizons.</summary>
internal sealed class JoinSection : InputSection
{
    /// <summary>Path of the table.</summary>
    public string Table { get; set; } = "";

    /// <summary>Sheet of an .xlsx.</summary>
    public string? Sheet { get; set; }

    /// <summary>Encoding of a file without a byte-order mark; UTF-8 if empty.</summary>
    public string? Encoding { get; set; }

    /// <summary>Key column of the horizon table or of an earlier join; empty for that of the preset.</summary>
    public string? Key { get; set; }

    /// <summary>Key column of this table; empty for the same name.</summary>
    public string? OtherKey { get; set; }
}
