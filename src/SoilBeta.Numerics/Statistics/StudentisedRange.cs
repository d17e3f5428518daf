using MathNet.Numerics;
using MathNet.Numerics.RootFinding;

namespace SoilBeta.Numerics.Statistics;

/// <summary>Distribution of the studentised range: the range of k standard normal values over an independent standard deviation with ν degrees of freedom.</summary>
/// <remarks>
/// The double integral of Copenhaver and Holland (1988), J. Stat. Comput. Simul. 30, 1–15, both by the trapezoid rule, which converges
/// exponentially for analytic integrands that vanish at both ends (Trefethen and Weideman 2014, SIAM Review 56, 385–458). The upper tail is integrated directly, not as one minus the lower, so that small p-values keep their digits.
/// </remarks>
public static class StudentisedRange
{
    /// <summary>Degrees of freedom from which the standard deviation counts as known; the difference there is below 1e-8.</summary>
    private const double ManyDegrees = 1e8;

    /// <summary>Limits of the inner integral over z: the part outside is below 1e-17 of the tail for ranges up to 12.</summary>
    private const double FirstZ = -9, LastZ = 15;

    /// <summary>Share of the sum below which a term ends the outer integral.</summary>
    private const double Negligible = 1e-18;

    private static readonly (double[] Z, double[] Weight, double[] Below) Inner = MakeInner();

    /// <summary>Probability that the studentised range is above <paramref name="q"/> (R's <c>ptukey</c> with <c>lower.tail = FALSE</c>), with small relative error.</summary>
    /// <param name="q">Studentised range.</param>
    /// <param name="groups">Number of values k, at least 2.</param>
    /// <param name="degrees">Degrees of freedom ν of the standard deviation, above 0 (may be infinite).</param>
    public static double UpperTail(double q, int groups, double degrees)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 2);
        if (!(degrees > 0))
            throw new ArgumentOutOfRangeException(nameof(degrees), degrees, "Degrees of freedom are above 0.");
        if (double.IsNaN(q))
            return double.NaN;
        if (q <= 0)
            return 1;
        if (double.IsPositiveInfinity(q))
            return 0;
        if (degrees >= ManyDegrees)
            return RangeUpperTail(q, groups);

        // With s = e^u the density of u is 2 (ν/2)^(ν/2) / Γ(ν/2) · exp(ν u − ν e^(2u) / 2), nearly normal around its peak, with standard deviation 1 / √(2ν).
        double half = degrees / 2;
        double logConstant = Math.Log(2) + (half * Math.Log(half)) - SpecialFunctions.GammaLn(half);
        double Integrand(double u) => Math.Exp(logConstant + (degrees * u) - (half * Math.Exp(2 * u))) * RangeUpperTail(q * Math.Exp(u), groups);

        double step = Math.Min(0.12, 0.35 / Math.Sqrt(2 * degrees));
        double start = -0.5 * Math.Log(1 + (q * q / (2 * degrees))); // the peak for a large range; for others it is between here and 0
        double sum = Integrand(start);
        for (int i = 1; ; i++)
        {
            double term = Integrand(start + (i * step));
            sum += term;
            if (term <= Negligible * sum && start + (i * step) > 0)
                break;
        }
        for (int i = 1; ; i++)
        {
            double term = Integrand(start - (i * step));
            sum += term;
            if (term <= Negligible * sum)
                break;
        }
        return Math.Clamp(sum * step, 0, 1);
    }

    /// <summary>Quantile of the studentised range: R's <c>qtukey</c>, to 1e-10 instead of its 1e-4.</summary>
    /// <param name="probability">Probability, 0 ≤ p &lt; 1.</param>
    /// <param name="groups">Number of values k, at least 2.</param>
    /// <param name="degrees">Degrees of freedom ν of the standard deviation, above 0 (may be infinite).</param>
    public static double Quantile(double probability, int groups, double degrees)
    {
        if (!(probability >= 0 && probability < 1))
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "A probability lies between 0 and 1.");
        if (probability == 0)
            return 0;
        double upper = 1 - probability;
        double high = 4;
        while (UpperTail(high, groups, degrees) > upper)
            high *= 2;
        return Brent.FindRoot(q => UpperTail(q, groups, degrees) - upper, 0, high, 1e-11, 200);
    }

    /// <summary>Upper tail of the range of k standard normals: k ∫ φ(z) [Φ(z)ⁿ − (Φ(z) − Φ(z − w))ⁿ] dz with n = k − 1; the bracket is Φ(z − w) times a sum without cancellation.</summary>
    private static double RangeUpperTail(double w, int groups)
    {
        if (w <= 0)
            return 1;
        var (z, weight, below) = Inner;
        int n = groups - 1;
        double sum = 0;
        for (int i = 0; i < z.Length; i++)
        {
            double a = below[i];
            double gone = NormalBelow(z[i] - w);
            double b = a - gone;
            double powers = 0;
            double bPower = 1;
            for (int j = 0; j < n; j++)
            {
                powers = (powers * a) + bPower;
                bPower *= b;
            }
            sum += weight[i] * gone * powers;
        }
        return Math.Min(1, groups * sum);
    }

    private static double NormalBelow(double z) => 0.5 * SpecialFunctions.Erfc(-z / Constants.Sqrt2);

    private static (double[] Z, double[] Weight, double[] Below) MakeInner()
    {
        const double step = 0.25;
        double[] z = [.. Enumerable.Range(0, (int)((LastZ - FirstZ) / step) + 1).Select(i => FirstZ + (step * i))];
        return (z, [.. z.Select(x => step * Math.Exp(-0.5 * x * x) * Constants.InvSqrt2Pi)], [.. z.Select(NormalBelow)]);
    }
}
