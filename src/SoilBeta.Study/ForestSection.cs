namespace SoilBeta.Studies;

/// <summary>The model of β.</summary>
public sealed class ForestSection
{
    /// <summary><c>forest</c> (default), <c>constant</c> or <c>mixed</c>.</summary>
    public string Model { get; set; } = "forest";

    /// <summary>Trees of each forest.</summary>
    public int Trees { get; set; } = 500;

    /// <summary>Features tried at a split; null for a third of them, at least 1.</summary>
    public int? Mtry { get; set; }

    /// <summary>Nodes of this many rows (copies counted) or fewer are not split.</summary>
    public int MinNodeSize { get; set; } = 5;
}
