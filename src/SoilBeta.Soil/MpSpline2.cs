namespace SoilBeta.Soil;

/// <summary>Layer means as the R package mpspline2 (0.1.9) computes them: the spline sampled at the top of every centimetre, clipped, and averaged over the sampled part.</summary>
public static class MpSpline2
{
    /// <summary>Lower limit of a sampled value.</summary>
    public const double Lowest = 0;

    /// <summary>Upper limit of a sampled value.</summary>
    public const double Highest = 1000;

    /// <summary>Means of the layers 0–20 … 80–100 cm.</summary>
    /// <param name="tops">Tops, cm, ascending; horizons without a value or thickness must be dropped by the caller.</param>
    /// <param name="bottoms">Bottoms, cm.</param>
    /// <param name="values">Values of the horizons, any unit.</param>
    /// <param name="lambda">Smoothing λ.</param>
    /// <returns>[layer], NaN where no centimetre of the layer is between the first top and the last bottom.</returns>
    /// <remarks>A single horizon is not splined: its value applies from its top to its bottom (the package copies it by its own rule for boundaries).</remarks>
    public static double[] Layers(ReadOnlySpan<double> tops, ReadOnlySpan<double> bottoms, ReadOnlySpan<double> values, double lambda)
    {
        var spline = new MassPreservingSpline(tops, bottoms, values, lambda);
        double[] means = new double[LayerDensities.Layers];
        int deepest = (int)Math.Floor(spline.Bottom);
        for (int layer = 0; layer < means.Length; layer++)
        {
            double sum = 0;
            int count = 0;
            for (int depth = 20 * layer; depth < Math.Min(20 * (layer + 1), deepest); depth++)
            {
                double value = spline.At(depth);
                if (double.IsNaN(value))
                    continue;
                sum += Math.Clamp(value, Lowest, Highest);
                count++;
            }
            means[layer] = count == 0 ? double.NaN : sum / count;
        }
        return means;
    }
}
