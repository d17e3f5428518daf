using SoilBeta.Forests;

namespace SoilBeta.Mapping.Maps;

/// <summary>The forest of an ecosystem in the form for maps.</summary>
/// <param name="Set">The forest, or its refits.</param>
/// <param name="Checksum">SHA-256 of its file.</param>
/// <param name="Name">Name of its file, for messages.</param>
public sealed record MapForest(ForestSet Set, string Checksum, string Name)
{
    /// <summary>The regression, where the model is one; null for forests.</summary>
    public RegressionModel? Regression { get; init; }

    /// <summary>Number of nodes of the forest itself, without refits; 0 where unknown.</summary>
    public long Nodes { get; init; }

    /// <summary>Reads the forest itself, without refits, as trained; null where only its flat form is available.</summary>
    public Func<Forest>? Whole { get; init; }
}
