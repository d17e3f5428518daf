namespace SoilBeta.Soil;

/// <summary>Turns irregular horizons into depth intervals: the quadratic spline of Bishop, McBratney and Laslett (1999, Geoderma 91, 27–45) through the means of the horizons.</summary>
/// <remarks>
/// The spline's horizon means s̄ minimise Σ(y − s̄)² / n + λ ∫ f′², with λ multiplied by 6 n as the R packages do. With c = R⁻¹ Q s̄ the system is
/// (R + 6 n λ Q Qᵀ) c = Q y: tridiagonal and positive definite, solved in n steps. Gaps between horizons are bridged by straight lines.
/// </remarks>
public sealed class MassPreservingSpline
{
    private readonly double[] tops;
    private readonly double[] bottoms;
    private readonly double[] values;
    private readonly double[] fitted;
    private readonly double[] slopeAtTop;
    private readonly double[] slopeAtBottom;
    private readonly double[] curvature;
    private readonly double[] valueAtTop;

    /// <summary>Fits the spline.</summary>
    /// <param name="tops">Tops of the horizons, cm, ascending.</param>
    /// <param name="bottoms">Bottoms, cm; each below its top and not below the next top.</param>
    /// <param name="values">Means of the horizons, any unit.</param>
    /// <param name="lambda">Smoothing λ, 0 or more.</param>
    /// <exception cref="ArgumentException">No horizons, or horizons that are not in order.</exception>
    public MassPreservingSpline(ReadOnlySpan<double> tops, ReadOnlySpan<double> bottoms, ReadOnlySpan<double> values, double lambda)
    {
        int n = tops.Length;
        if (n == 0 || bottoms.Length != n || values.Length != n)
            throw new ArgumentException("A spline needs at least one horizon, and a top, a bottom and a value for each.", nameof(tops));
        for (int i = 0; i < n; i++)
        {
            if (!(bottoms[i] > tops[i]) || (i > 0 && tops[i] < bottoms[i - 1]))
                throw new ArgumentException($"Horizon {tops[i]}–{bottoms[i]} cm has no thickness or overlaps the one above.", nameof(tops));
        }

        this.tops = tops.ToArray();
        this.bottoms = bottoms.ToArray();
        this.values = values.ToArray();
        double[] c = SolveCurvatures(6 * n * lambda);
        fitted = new double[n];
        slopeAtTop = new double[n];
        slopeAtBottom = new double[n];
        curvature = new double[n];
        valueAtTop = new double[n];
        for (int i = 0; i < n; i++)
        {
            double above = i > 0 ? c[i - 1] : 0;
            double below = i < n - 1 ? c[i] : 0;
            double thickness = bottoms[i] - tops[i];
            fitted[i] = values[i] - (6 * n * lambda * (above - below));
            slopeAtTop[i] = 6 * above;
            slopeAtBottom[i] = 6 * below;
            curvature[i] = (slopeAtBottom[i] - slopeAtTop[i]) / (2 * thickness);
            valueAtTop[i] = fitted[i] - (slopeAtTop[i] * thickness / 2) - (curvature[i] * thickness * thickness / 3);
        }
    }

    /// <summary>The spline's own means of the horizons, [horizon].</summary>
    public IReadOnlyList<double> Fitted => fitted;

    /// <summary>Bottom of the last horizon, cm.</summary>
    public double Bottom => bottoms[^1];

    /// <summary>Root mean square difference between the horizons' values and <see cref="Fitted"/>.</summary>
    public double RootMeanSquare
    {
        get
        {
            double sum = 0;
            for (int i = 0; i < values.Length; i++)
                sum += (values[i] - fitted[i]) * (values[i] - fitted[i]);
            return Math.Sqrt(sum / values.Length);
        }
    }

    /// <summary>The smooth curve at a depth; NaN above the first and below the last horizon.</summary>
    /// <param name="depth">Depth, cm.</param>
    public double At(double depth)
    {
        for (int i = 0; i < tops.Length; i++)
        {
            if (depth < tops[i])
            {
                // In the gap above horizon i: a straight line that meets the next horizon's top.
                return i == 0 ? double.NaN : valueAtTop[i] + (slopeAtBottom[i - 1] * (depth - tops[i]));
            }
            if (depth < bottoms[i] || (i == tops.Length - 1 && depth <= bottoms[i]))
            {
                double x = depth - tops[i];
                return valueAtTop[i] + (slopeAtTop[i] * x) + (curvature[i] * x * x);
            }
        }
        return double.NaN;
    }

    /// <summary>
    /// Integral from <paramref name="upper"/> to <paramref name="lower"/> that keeps the mass of each horizon: within a horizon it adds back as a constant what λ smoothed away (value − fitted mean),
    /// so that the integral over a horizon is its value times its thickness. Above the first horizon its value at the top continues; below the last the integral is 0.
    /// </summary>
    /// <param name="upper">Upper depth, cm.</param>
    /// <param name="lower">Lower depth, cm.</param>
    /// <returns>Value · cm.</returns>
    public double Integral(double upper, double lower)
    {
        double sum = 0;
        if (upper < tops[0])
            sum += (Math.Min(lower, tops[0]) - upper) * (valueAtTop[0] + values[0] - fitted[0]);
        for (int i = 0; i < tops.Length; i++)
        {
            double from = Math.Max(upper, tops[i]) - tops[i];
            double to = Math.Min(lower, bottoms[i]) - tops[i];
            if (to > from)
            {
                double kept = valueAtTop[i] + values[i] - fitted[i];
                sum += (kept * (to - from)) + (slopeAtTop[i] * ((to * to) - (from * from)) / 2) + (curvature[i] * ((to * to * to) - (from * from * from)) / 3);
            }
            if (i + 1 == tops.Length)
                break;
            double gapFrom = Math.Max(upper, bottoms[i]) - tops[i + 1];
            double gapTo = Math.Min(lower, tops[i + 1]) - tops[i + 1];
            if (gapTo > gapFrom)
                sum += (valueAtTop[i + 1] * (gapTo - gapFrom)) + (slopeAtBottom[i] * ((gapTo * gapTo) - (gapFrom * gapFrom)) / 2);
        }
        return sum;
    }

    /// <summary>
    /// Integral of the step function of the horizons: the value of each horizon over its thickness, linear interpolation across gaps, and the first value above the first horizon.
    /// Keeps the mass of each horizon, as <see cref="Integral"/> does, but never leaves the range of the values.
    /// </summary>
    /// <param name="upper">Upper depth, cm.</param>
    /// <param name="lower">Lower depth, cm.</param>
    /// <returns>Value · cm.</returns>
    public double StepIntegral(double upper, double lower)
    {
        double sum = Math.Max(0, Math.Min(lower, tops[0]) - upper) * values[0];
        for (int i = 0; i < tops.Length; i++)
        {
            sum += Math.Max(0, Math.Min(lower, bottoms[i]) - Math.Max(upper, tops[i])) * values[i];
            if (i + 1 == tops.Length)
                break;
            double from = Math.Max(upper, bottoms[i]);
            double to = Math.Min(lower, tops[i + 1]);
            if (to > from)
            {
                double middle = (((from + to) / 2) - bottoms[i]) / (tops[i + 1] - bottoms[i]);
                sum += (to - from) * (values[i] + (middle * (values[i + 1] - values[i])));
            }
        }
        return sum;
    }

    /// <summary>Solves (R + p Q Qᵀ) c = Q y by tridiagonal elimination; [horizon − 1].</summary>
    private double[] SolveCurvatures(double p)
    {
        int n = tops.Length - 1;
        if (n == 0)
            return [];
        double[] diagonal = new double[n];
        double[] right = new double[n];
        for (int i = 0; i < n; i++)
        {
            double thickness = bottoms[i] - tops[i];
            double next = bottoms[i + 1] - tops[i + 1];
            double gap = tops[i + 1] - bottoms[i];
            diagonal[i] = (2 * (thickness + next)) + (6 * gap) + (2 * p);
            right[i] = values[i + 1] - values[i];
            if (i > 0)
            {
                double beside = thickness - p;
                double factor = beside / diagonal[i - 1];
                diagonal[i] -= factor * beside;
                right[i] -= factor * right[i - 1];
            }
        }
        for (int i = n - 1; i >= 0; i--)
        {
            if (i < n - 1)
                right[i] -= (bottoms[i + 1] - tops[i + 1] - p) * right[i + 1];
            right[i] /= diagonal[i];
        }
        return right;
    }
}
