namespace SoilBeta.Studies;

/// <summary>A property of the profile table that is mapped in addition to carbon by a direct forest.</summary>
internal sealed class TargetSection
{
    /// <summary>Column of the profile table, by the program's name: <c>ph</c>, <c>total_nitrogen</c>.</summary>
    public string Column { get; set; } = "";

    /// <summary>Name of its maps; null for the column's.</summary>
    public string? Name { get; set; }

    /// <summary>Unit; null for the column's.</summary>
    public string? Unit { get; set; }

    /// <summary>Depths that bound its layers, cm; empty for those of the study.</summary>
    public List<int> Layers { get; set; } = [];

    /// <summary><c>none</c>, or <c>log</c>: splits are chosen on logarithms.</summary>
    public string Transform { get; set; } = "none";
}
