using SoilBeta.Forests;

namespace SoilBeta.Mapping.Maps;

/// <summary>The forest of an ecosystem as the map needs it.</summary>
/// <param name="Set">The forest, or its refits.</param>
/// <param name="Checksum">SHA-256 of its file.</param>
/// <param name="Name">Its file, for messages.</param>
internal sealed record MapForest(ForestSet Set, string Checksum, string Name)
{
    /// <summary>The regression, where the model is one; null for forests.</summary>
    public RegressionModel? Regression { get; init; }

    /// <summary>Nodes of the forest itself, without refits; 0 where they are not known.</summary>
    public long Nodes { get; init; }

    /// <summary>Reads the forest itself, without refits, as it was trained; null where only its flat form is known.</summary>
    public Func<Forest>? Whole { get; init; }
}
