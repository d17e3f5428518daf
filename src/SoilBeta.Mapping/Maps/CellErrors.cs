using SoilBeta.Devices;
using SoilBeta.Studies;

namespace SoilBeta.Mapping.Maps;

/// <summary>Sampling errors of a cell's bounds from the finite number of draws: from the order statistics around a bound, or from the replicates of Sobol draws.</summary>
/// <remarks>
/// Independent draws: the number of n draws below the true quantile at p is binomial, with a standard error of √(p(1 − p)/n) as a share; half the distance between the quantiles at p minus and plus that error is the standard error of the
/// quantile (Woodruff 1952, J. Am. Stat. Assoc. 47, 635–646). Crossed refits add no draws, so n counts draws. Sobol points are not independent draws: the quantile of every replicate is computed, and the standard error is their standard
/// deviation divided by the square root of their number.
/// </remarks>
public sealed class CellErrors(IReadOnlyList<ReplicateMap> replicates)
{
    /// <summary>Standard errors of both bounds from the spacing of order statistics.</summary>
    public static (double Lower, double Upper) FromSpacing(Summaries summaries, MappedCells block, TileResult result, int cell, MapProduct product)
    {
        int first = MapProduct.Probabilities.Count;
        return ((At(first + 1) - At(first)) / 2, (At(first + 3) - At(first + 2)) / 2);

        double At(int index) => ProductValues.Quantile(summaries, result, cell, product, index, block, cell);
    }

    /// <summary>Standard errors of both bounds from the replicates.</summary>
    /// <param name="block">Cells of the map's tile.</param>
    /// <param name="cell">Index of the cell in it.</param>
    /// <param name="number">Its index among all cells of the ecosystem, since the replicates' tiles may have other limits.</param>
    /// <param name="product">Map.</param>
    public (double Lower, double Upper) FromReplicates(MappedCells block, int cell, long number, MapProduct product)
    {
        return (Error(0), Error(1));

        double Error(int bound)
        {
            double sum = 0, squares = 0;
            var quantiles = new double[replicates.Count];
            for (int i = 0; i < quantiles.Length; i++)
            {
                var (result, at) = replicates[i].Find(number);
                sum += quantiles[i] = ProductValues.Quantile(replicates[i].Summaries, result, at, product, bound, block, cell);
            }
            foreach (double quantile in quantiles)
                squares += (quantile - (sum / quantiles.Length)) * (quantile - (sum / quantiles.Length));
            return Math.Sqrt(squares / (quantiles.Length - 1) / quantiles.Length);
        }
    }
}
