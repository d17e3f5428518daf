using SoilBeta.Forests;
using SoilBeta.Numerics;
using SoilBeta.Soil;

namespace SoilBeta.Devices;

/// <summary>Converts the integers of devices to means, quantiles and U, in double, in one place for all devices.</summary>
public sealed class Summaries
{
    private readonly RunPlan _plan;
    private readonly QuantilePosition[] _positions;
    private readonly int[] _lower;
    private readonly int[] _upper;

    /// <summary>Creates summaries for a plan whose <see cref="RunPlan.Ranks"/> are those of <see cref="RanksFor"/> with the same probabilities.</summary>
    public Summaries(RunPlan plan, IReadOnlyList<double> probabilities)
    {
        _plan = plan;
        Probabilities = probabilities;
        _positions = [.. probabilities.Select(p => OrderStatistics.Type7(plan.Realisations, p))];
        _lower = [.. _positions.Select(at => RankIndex(at.Lower))];
        _upper = [.. _positions.Select(at => RankIndex(at.Upper))];

        int RankIndex(long rank)
        {
            for (int i = 0; i < plan.Ranks.Count; i++)
            {
                if (plan.Ranks[i] == rank)
                    return i;
            }
            throw new ArgumentException($"The plan keeps no order statistic {rank}.", nameof(plan));
        }
    }

    /// <summary>Probabilities of the quantiles, in the order of the results.</summary>
    public IReadOnlyList<double> Probabilities { get; }

    /// <summary>Ranks that a plan needs for type 7 quantiles at the given probabilities.</summary>
    public static long[] RanksFor(long realisations, IEnumerable<double> probabilities) =>
        [.. probabilities.Select(p => OrderStatistics.Type7(realisations, p)).SelectMany(at => new[] { at.Lower, at.Upper }).Distinct().Order()];

    /// <summary>Mean of β (or another target of the forest) in a cell.</summary>
    public double MeanBeta(TileResult result, int cell) =>
        result.SumS[cell] / ((double)_plan.Realisations * _plan.Forests.Trees * Math.ScaleB(1.0, _plan.Forests.LeafShift));

    /// <summary>Quantile <paramref name="index"/> of β in a cell.</summary>
    public double QuantileBeta(TileResult result, int cell, int index)
    {
        double unit = 1.0 / (_plan.Forests.Trees * Math.ScaleB(1.0, _plan.Forests.LeafShift));
        return _positions[index].Between(Order(result.OrderS, cell, _lower[index]) * unit, Order(result.OrderS, cell, _upper[index]) * unit);

        int Order(int[] order, int at, int rank) => order[(rank * result.SumS.Length) + at];
    }

    /// <summary>Mean SOC density of layers <paramref name="first"/> … <paramref name="last"/> (20 cm each) in a cell, Mg C ha⁻¹.</summary>
    public double MeanDensity(TileResult result, int cell, int first, int last) => MeanBetween(result, cell, 20 * first, 20 * (last + 1));

    /// <summary>Mean SOC density between two depths in a cell, Mg C ha⁻¹, or mean of another target in its unit.</summary>
    /// <param name="result">The job's integers.</param>
    /// <param name="cell">Index of the cell in the job.</param>
    /// <param name="top">Upper depth, cm, a bound of the layers.</param>
    /// <param name="bottom">Lower depth, cm, a bound of the layers.</param>
    public double MeanBetween(TileResult result, int cell, int top, int bottom)
    {
        int cells = result.SumDensity.Length / _plan.Parts;
        Span<long> parts = stackalloc long[_plan.Parts];
        for (int part = 0; part < parts.Length; part++)
            parts[part] = result.SumDensity[(part * cells) + cell];
        return _plan.SumBetween<long>(top, bottom, parts) / ((double)_plan.Realisations * LayerDensities.Units);
    }

    /// <summary>Quantile <paramref name="index"/> of the SOC density of layers <paramref name="first"/> … <paramref name="last"/> in a cell, Mg C ha⁻¹. Where order statistics of densities are selected, only those of single layers, 1–4 and 0–4 exist.</summary>
    /// <param name="result">The job's integers.</param>
    /// <param name="topsoil">The cell's topsoil density, Mg C ha⁻¹; used where the topsoil does not vary.</param>
    /// <param name="soilDepth">The cell's depth to rock, cm; 100 or more for none.</param>
    /// <param name="cell">Index of the cell in the job.</param>
    /// <param name="first">First layer, 0 … 4.</param>
    /// <param name="last">Last layer, 0 … 4.</param>
    /// <param name="index">Index in <see cref="Probabilities"/>.</param>
    public double QuantileDensity(TileResult result, float topsoil, int soilDepth, int cell, int first, int last, int index) =>
        QuantileBetween(result, topsoil, soilDepth, cell, 20 * first, 20 * (last + 1), index);

    /// <summary>Quantile <paramref name="index"/> of the SOC density between two depths in a cell, Mg C ha⁻¹.</summary>
    /// <param name="result">The job's integers.</param>
    /// <param name="topsoil">The cell's topsoil density, Mg C ha⁻¹; used where densities are not selected.</param>
    /// <param name="soilDepth">The cell's depth to rock, cm; 100 or more for none.</param>
    /// <param name="cell">Index of the cell in the job.</param>
    /// <param name="top">Upper depth, cm.</param>
    /// <param name="bottom">Lower depth, cm.</param>
    /// <param name="index">Index in <see cref="Probabilities"/>.</param>
    public double QuantileBetween(TileResult result, float topsoil, int soilDepth, int cell, int top, int bottom, int index)
    {
        return _positions[index].Between(Density(_lower[index]) / LayerDensities.Units, Density(_upper[index]) / LayerDensities.Units);

        double Density(int rank)
        {
            if (_plan.SelectsDensities)
            {
                int quantity = _plan.QuantityOf(top, bottom);
                if (quantity < 0)
                    throw new ArgumentException($"No order statistics of {top}–{bottom} cm are kept.", nameof(top));
                return result.OrderDensity[(((quantity * _plan.Ranks.Count) + rank) * (result.OrderDensity.Length / (_plan.Quantities * _plan.Ranks.Count))) + cell];
            }
            int cells = result.SumS.Length;
            float density = _plan.Perturbations[^1].Clip(topsoil);
            LayerParts parts = LayerDensities.Compute(density, _plan.TopsoilDepth, result.OrderS[(rank * cells) + cell] * _plan.Forests.Scale);
            return LayerDensities.Between(top, bottom, RockCut.Apply(parts, soilDepth));
        }
    }

    /// <summary>Equation 7: U = (upper − lower) / mean, without unit; NaN where the mean is 0.</summary>
    public static double RelativeWidth(double mean, double lower, double upper) => mean == 0 ? double.NaN : (upper - lower) / mean;
}
