using SoilBeta.Devices;
using SoilBeta.Studies;

namespace SoilBeta.Mapping.Maps;

/// <summary>Values of a map in a cell, from the integers of a device.</summary>
public static class ProductValues
{
    /// <summary>Mean.</summary>
    /// <param name="summaries">Summaries of the plan.</param>
    /// <param name="result">Integers.</param>
    /// <param name="cell">Index of the cell in them.</param>
    /// <param name="product">Map.</param>
    public static double Mean(Summaries summaries, TileResult result, int cell, MapProduct product) =>
        product.IsBeta ? summaries.MeanBeta(result, cell) : summaries.MeanBetween(result, cell, product.Top, product.Bottom);

    /// <summary>A quantile.</summary>
    /// <param name="summaries">Summaries of the plan.</param>
    /// <param name="result">Integers.</param>
    /// <param name="at">Index of the cell in them.</param>
    /// <param name="product">Map.</param>
    /// <param name="index">Index of the quantile.</param>
    /// <param name="block">Block with the topsoil and the rock of the cell.</param>
    /// <param name="cell">Index of the cell in the block.</param>
    public static double Quantile(Summaries summaries, TileResult result, int at, MapProduct product, int index, MappedCells block, int cell) => product.IsBeta
        ? summaries.QuantileBeta(result, at, index)
        : summaries.QuantileBetween(result, block.Topsoil.Length > 0 ? block.Topsoil[cell] : float.NaN, block.SoilDepthAt(cell), at, product.Top, product.Bottom, index);
}
