namespace SoilBeta.Soil;

/// <summary>The horizons of one pit, as in the table.</summary>
public sealed record SoilProfile
{
    /// <summary>Identifier, unique within its source.</summary>
    public required string Id { get; init; }

    /// <summary>Compilation that the profile comes from.</summary>
    public string Source { get; init; } = "";

    /// <summary>Country as the table writes it; empty if unknown.</summary>
    public string Country { get; init; } = "";

    /// <summary>Whether its units are stated for its source or country alone, or standard in its compilation: their plausibility is then not checked.</summary>
    public bool HasStatedUnits { get; init; }

    /// <summary>Bad values that were dropped from its rows.</summary>
    public int DroppedValues { get; init; }

    /// <summary>What was wrong with the first of them; null for none.</summary>
    public string? FirstDroppedValue { get; init; }

    /// <summary>Site that the table names; empty if none.</summary>
    public string Site { get; init; } = "";

    /// <summary>Latitude, degrees north (WGS 84).</summary>
    public double Latitude { get; init; } = double.NaN;

    /// <summary>Longitude, degrees east (WGS 84).</summary>
    public double Longitude { get; init; } = double.NaN;

    /// <summary>Ecosystem as the table writes it; empty if unknown.</summary>
    public string Ecosystem { get; init; } = "";

    /// <summary>Depth of rock, cm; NaN if unknown.</summary>
    public double Rock { get; init; } = double.NaN;

    /// <summary>Horizons in the order of the table.</summary>
    public required IReadOnlyList<Horizon> Horizons { get; init; }

    /// <summary>Whether the table marks the profile as a duplicate.</summary>
    public bool PossibleDuplicate { get; init; }

    /// <summary>Whether its rows have different coordinates.</summary>
    public bool HasTwoPlaces { get; init; }

    /// <summary>Message about a value outside its physical range; null if there is none.</summary>
    public string? Fault { get; init; }

    /// <summary>File name and first line, for messages: <c>profiles.csv, line 12</c>.</summary>
    public string Where { get; init; } = "";
}
