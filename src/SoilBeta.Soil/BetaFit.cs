namespace SoilBeta.Soil;

/// <summary>Fits β (Eq. 2 and its numerically better variants) to cumulative carbon, by the modes of <see cref="BetaMode"/>.</summary>
public static class BetaFit
{
    // The search runs over t = ln β, for β from 0.30 to 1.20.
    private const double LowestLog = -1.2;
    private const double HighestLog = 0.18;
    private const int ScanSteps = 276;

    /// <summary>Fits β by a mode.</summary>
    /// <param name="mode">Mode.</param>
    /// <param name="bottoms">Bottoms of the layers, cm, ascending; the first bottom is that of the topsoil.</param>
    /// <param name="densities">SOC density of each layer, Mg C ha⁻¹; their sum must be above 0.</param>
    /// <returns>β, or NaN where the layers do not determine it (fewer than two, or no carbon in the topsoil or below it).</returns>
    public static double Fit(BetaMode mode, ReadOnlySpan<double> bottoms, ReadOnlySpan<double> densities)
    {
        if (bottoms.Length != densities.Length)
            throw new ArgumentException("Each layer needs a bottom and a density.", nameof(densities));
        if (bottoms.Length < 2 || !(densities[0] > 0))
            return double.NaN;
        double[] shares = Shares(densities);
        if (!(shares[0] > 0 && shares[0] < 1))
            return double.NaN;
        return mode switch
        {
            BetaMode.Ratio => Ratio(bottoms[0], bottoms[^1], shares[0]),
            BetaMode.Normalised => LeastSquares(bottoms, shares, truncated: true),
            BetaMode.Paper => LeastSquares(bottoms, shares, truncated: false),
            _ => LogLinear(bottoms, shares),
        };
    }

    /// <summary>Cumulative share of the total at each layer bottom, [layer]; the last is 1.</summary>
    /// <param name="densities">SOC density of each layer, any unit.</param>
    public static double[] Shares(ReadOnlySpan<double> densities)
    {
        double[] shares = new double[densities.Length];
        double sum = 0;
        for (int i = 0; i < shares.Length; i++)
            shares[i] = sum += densities[i];
        for (int i = 0; i < shares.Length; i++)
            shares[i] /= sum;
        return shares;
    }

    /// <summary>Share of 0–<paramref name="deepest"/> cm above <paramref name="depth"/>: (1 − β^d)/(1 − β^D), with its limit d/D at β = 1.</summary>
    /// <param name="beta">Soil β.</param>
    /// <param name="depth">d, cm.</param>
    /// <param name="deepest">D, cm.</param>
    public static double TruncatedShare(double beta, double depth, double deepest) => TruncatedShareOfLog(Math.Log(beta), depth, deepest);

    /// <summary>Root mean square difference between measured and predicted cumulative shares at the bottoms that the mode fits.</summary>
    /// <param name="mode">Mode.</param>
    /// <param name="beta">β.</param>
    /// <param name="bottoms">Bottoms of the layers, cm.</param>
    /// <param name="densities">SOC density of each layer, Mg C ha⁻¹.</param>
    public static double RootMeanSquare(BetaMode mode, double beta, ReadOnlySpan<double> bottoms, ReadOnlySpan<double> densities)
    {
        double[] shares = Shares(densities);
        int points = mode == BetaMode.Paper ? shares.Length : shares.Length - 1;
        double sum = 0;
        for (int i = 0; i < points; i++)
        {
            double predicted = mode is BetaMode.Paper or BetaMode.LogLinear ? 1 - Math.Pow(beta, bottoms[i]) : TruncatedShare(beta, bottoms[i], bottoms[^1]);
            sum += (shares[i] - predicted) * (shares[i] - predicted);
        }
        return Math.Sqrt(sum / points);
    }

    /// <summary>(1 − β^d₀)/(1 − β^D) = share of the topsoil; for d₀ = 20 and D = 100 the same as q + q² + q³ + q⁴ = subsoil / topsoil.</summary>
    private static double Ratio(double topsoilDepth, double deepest, double share)
    {
        // The share falls as β rises. The bounds are wide because profiles with carbon in a single layer are that steep.
        double low = -20;
        double high = 1;
        for (int i = 0; i < 200 && high - low > 1e-16; i++)
        {
            double middle = (low + high) / 2;
            if (TruncatedShareOfLog(middle, topsoilDepth, deepest) > share)
                low = middle;
            else
                high = middle;
        }
        return Math.Exp((low + high) / 2);
    }

    private static double LogLinear(ReadOnlySpan<double> bottoms, ReadOnlySpan<double> shares)
    {
        double products = 0;
        double squares = 0;
        for (int i = 0; i < shares.Length - 1; i++)
        {
            double left = 1 - shares[i];
            if (!(left > 0))
                break; // no carbon below: log(1 − Y) is undefined
            products += bottoms[i] * Math.Log(left);
            squares += bottoms[i] * bottoms[i];
        }
        return squares > 0 ? Math.Exp(products / squares) : double.NaN;
    }

    /// <summary>Scans ln β, then finds the root of the derivative around the best point.</summary>
    private static double LeastSquares(ReadOnlySpan<double> bottoms, ReadOnlySpan<double> shares, bool truncated)
    {
        const double step = (HighestLog - LowestLog) / ScanSteps;
        int best = 0;
        double least = double.PositiveInfinity;
        for (int i = 0; i <= ScanSteps; i++)
        {
            double squares = Squares(bottoms, shares, truncated, LowestLog + (i * step));
            if (squares < least)
            {
                least = squares;
                best = i;
            }
        }

        double low = LowestLog + ((best - 1) * step);
        double high = LowestLog + ((best + 1) * step);
        double slopeLow = Slope(bottoms, shares, truncated, low);
        if (slopeLow > 0 || Slope(bottoms, shares, truncated, high) < 0)
            return double.NaN; // the minimum is outside the range searched
        for (int i = 0; i < 200 && high - low > 1e-16; i++)
        {
            double middle = (low + high) / 2;
            if (Slope(bottoms, shares, truncated, middle) < 0)
                low = middle;
            else
                high = middle;
        }
        return Math.Exp((low + high) / 2);
    }

    private static double Squares(ReadOnlySpan<double> bottoms, ReadOnlySpan<double> shares, bool truncated, double log)
    {
        double sum = 0;
        for (int i = 0; i < shares.Length; i++)
        {
            double predicted = truncated ? TruncatedShareOfLog(log, bottoms[i], bottoms[^1]) : -ExpMinusOne(log * bottoms[i]);
            sum += (shares[i] - predicted) * (shares[i] - predicted);
        }
        return sum;
    }

    /// <summary>Derivative of half the sum of squares with respect to ln β.</summary>
    private static double Slope(ReadOnlySpan<double> bottoms, ReadOnlySpan<double> shares, bool truncated, double log)
    {
        double sum = 0;
        double deepest = bottoms[^1];
        for (int i = 0; i < shares.Length; i++)
        {
            double depth = bottoms[i];
            double predicted;
            double slope;
            if (truncated)
            {
                predicted = TruncatedShareOfLog(log, depth, deepest);
                slope = predicted * (LogSlope(log, depth) - LogSlope(log, deepest));
            }
            else
            {
                predicted = -ExpMinusOne(log * depth);
                slope = -depth * Math.Exp(log * depth);
            }
            sum -= (shares[i] - predicted) * slope;
        }
        return sum;
    }

    /// <summary>Derivative of ln|1 − e^(t d)| with respect to t, without its pole 1/t, which cancels in differences: d/(1 − e^(−t d)) − 1/t.</summary>
    private static double LogSlope(double log, double depth)
    {
        double x = log * depth;
        return Math.Abs(x) < 1e-3
            ? depth * (0.5 + (x / 12) - (x * x * x / 720))
            : (depth / -ExpMinusOne(-x)) - (1 / log);
    }

    private static double TruncatedShareOfLog(double log, double depth, double deepest) =>
        log == 0 ? depth / deepest : ExpMinusOne(log * depth) / ExpMinusOne(log * deepest);

    /// <summary>e^x − 1 without cancellation near 0.</summary>
    private static double ExpMinusOne(double x) => Math.Abs(x) < 0.5 ? 2 * Math.Sinh(x / 2) * Math.Exp(x / 2) : Math.Exp(x) - 1;
}
