namespace SoilBeta.Soil;

/// <summary>Ends layers at rock: the one scalar implementation, which all host code calls. A layer cut by rock keeps the share of its 20 cm that is soil, in whole centimetres, by a truncating integer division.</summary>
/// <remarks><c>kernels/opencl/layers.h</c> is its checked copy. No arrays, spans or allocation, so that C# kernels can call these functions.</remarks>
public static class RockCut
{
    /// <summary>Rock at this depth, cm, or above leaves 20–40 cm only soil of 20–30 cm.</summary>
    public const int SliceBottom = 30;

    /// <summary>Thickness of the soil in a 20 cm layer, cm.</summary>
    /// <param name="soilDepth">Depth to rock, cm; 100 or more for none.</param>
    /// <param name="layer">The layer, 0 … 4.</param>
    public static int SoilInLayer(int soilDepth, int layer) => SoilBetween(soilDepth, LayerDensities.Thickness * layer, LayerDensities.Thickness * (layer + 1));

    /// <summary>Density of the part of a layer above rock.</summary>
    /// <param name="density">Density of the whole layer, any unit.</param>
    /// <param name="soil">Soil in the layer, cm: <see cref="SoilInLayer"/>.</param>
    public static int Layer(int density, int soil) => Layer(density, soil, LayerDensities.Thickness);

    /// <summary>Density of the part of a layer of any thickness above rock.</summary>
    /// <param name="density">Density of the whole layer, any unit.</param>
    /// <param name="soil">Soil in the layer, cm, 0 … <paramref name="thickness"/>.</param>
    /// <param name="thickness">Thickness of the layer, cm.</param>
    public static int Layer(int density, int soil, int thickness) => (int)((long)density * soil / thickness);

    /// <summary>Thickness of the soil between two depths, cm.</summary>
    /// <param name="soilDepth">Depth to rock, cm.</param>
    /// <param name="top">Upper depth, cm.</param>
    /// <param name="bottom">Lower depth, cm.</param>
    public static int SoilBetween(int soilDepth, int top, int bottom)
    {
        int soil = soilDepth - top;
        return soil < 0 ? 0 : soil > bottom - top ? bottom - top : soil;
    }

    /// <summary>Density of the part of 20–30 cm above rock: never more than that of 20–40 cm.</summary>
    /// <param name="slice">Density of 20–30 cm without rock, any unit.</param>
    /// <param name="layer">Density of 20–40 cm above rock.</param>
    /// <param name="soilDepth">Depth to rock, cm.</param>
    public static int Slice(int slice, int layer, int soilDepth) => soilDepth <= SliceBottom || layer < slice ? layer : slice;

    /// <summary>Truncates the parts of a profile at rock.</summary>
    /// <param name="parts">Densities without rock.</param>
    /// <param name="soilDepth">Depth to rock, cm; 100 or more leaves the parts unchanged.</param>
    public static LayerParts Apply(LayerParts parts, int soilDepth)
    {
        int to40 = Layer(parts.To40, SoilInLayer(soilDepth, 1));
        return new LayerParts(
            Layer(parts.To20, SoilInLayer(soilDepth, 0)), to40, Layer(parts.To60, SoilInLayer(soilDepth, 2)), Layer(parts.To80, SoilInLayer(soilDepth, 3)), Layer(parts.To100, SoilInLayer(soilDepth, 4)),
            Slice(parts.To30, to40, soilDepth));
    }
}
