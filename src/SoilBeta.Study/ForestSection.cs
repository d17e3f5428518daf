namespace SoilBeta.Studies;

/// <summary>The models of β and of carbon.</summary>
public sealed class ForestSection
{
    /// <summary><c>best</c>, <c>constant</c>, <c>mixed</c>, <c>beta</c> (or <c>forest</c>) or <c>direct</c>; null for <c>best</c>, with the preset <c>paper</c> for <c>forest</c>.</summary>
    public string? Model { get; set; }

    /// <summary>Trees of each forest.</summary>
    public int Trees { get; set; } = 500;

    /// <summary>Features tried at a split; null for a third of them, at least 1.</summary>
    public int? Mtry { get; set; }

    /// <summary>Nodes of this many rows (copies counted) or fewer are not split.</summary>
    public int MinNodeSize { get; set; } = 5;

    /// <summary>Whether the direct model is one forest for all ecosystems; null for yes.</summary>
    public bool? Pooled { get; set; }

    /// <summary>Whether the topsoil raster is a feature of the direct model; null for no.</summary>
    public bool? TopsoilFeature { get; set; }
}
