using SoilBeta.Forests;

namespace SoilBeta.Mapping.Maps;

/// <summary>What was computed from one model of each ecosystem, for the maps of all ecosystems together.</summary>
/// <param name="maps">Maps of the model.</param>
internal sealed class MapResults(ModelMaps maps)
{
    /// <summary>Maps of the model.</summary>
    public ModelMaps Maps => maps;

    /// <summary>Finished tiles, by ecosystem.</summary>
    public Dictionary<string, FinishedTiles> Tiles { get; } = new(StringComparer.Ordinal);

    /// <summary>The model, by ecosystem.</summary>
    public Dictionary<string, MapForest> Forests { get; } = new(StringComparer.Ordinal);

    /// <summary>Prediction bounds, by ecosystem; empty where the maps have none.</summary>
    public Dictionary<string, PredictionBounds> Predictions { get; } = new(StringComparer.Ordinal);
}
