using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;
using MathNet.Numerics.RootFinding;

namespace SoilBeta.Numerics.Statistics;

/// <summary>The likelihood of a random-intercept regression as a function of the variance ratio λ alone, maximised over fixed effects and residual variance for each λ.</summary>
/// <remarks>With n rows in a group, V = I + λ 11ᵀ has the inverse I − λ / (1 + nλ) · 11ᵀ and the determinant 1 + nλ. Groups of equal size share them, so that sums over each size suffice.</remarks>
internal sealed class ProfiledLikelihood
{
    private readonly Matrix<double> _xx;
    private readonly Vector<double> _xy;
    private readonly double _yy;
    private readonly Vector<double>[] _groupX;
    private readonly double[] _groupY;
    private readonly List<SizeClass> _classes;
    private readonly bool _restricted;
    private readonly double _shift;

    /// <summary>Sums the design by group, and groups by size.</summary>
    public ProfiledLikelihood(RegressionDesign design, int[] group, int groups, bool restricted)
    {
        var (x, y) = (design.X, design.Y);
        _xx = x.TransposeThisAndMultiply(x);
        _xy = x.TransposeThisAndMultiply(y);
        _yy = y.DotProduct(y);
        _groupX = new Vector<double>[groups];
        _groupY = new double[groups];
        Sizes = new double[groups];
        for (int g = 0; g < groups; g++)
            _groupX[g] = Vector<double>.Build.Dense(x.ColumnCount);
        for (int i = 0; i < group.Length; i++)
        {
            int g = group[i];
            Sizes[g]++;
            _groupY[g] += y[i];
            for (int c = 0; c < x.ColumnCount; c++)
                _groupX[g][c] += x[i, c];
        }
        _classes = [.. Enumerable.Range(0, groups).GroupBy(g => Sizes[g]).OrderBy(same => same.Key).Select(same =>
        {
            var sums = Matrix<double>.Build.DenseOfRowVectors(same.Select(g => _groupX[g]));
            var targets = Vector<double>.Build.DenseOfEnumerable(same.Select(g => _groupY[g]));
            return new SizeClass(same.Key, targets.Count, sums.TransposeThisAndMultiply(sums), sums.TransposeThisAndMultiply(targets), targets.DotProduct(targets));
        })];
        _restricted = restricted;
        _shift = restricted ? design.LogDeterminantShift : 0;
        Degrees = restricted ? group.Length - x.ColumnCount : group.Length;
    }

    /// <summary>Rows of each group.</summary>
    public double[] Sizes { get; }

    /// <summary>Divisor of the residual sum of squares: rows, less the fixed effects for REML.</summary>
    public int Degrees { get; }

    /// <summary>Sum of a group's residuals after the fixed effects.</summary>
    public double GroupResidual(int group, Vector<double> coefficients) => _groupY[group] - _groupX[group].DotProduct(coefficients);

    /// <summary>The likelihood at a variance ratio; null where the fixed effects cannot be estimated there: with large ratios only differences within groups count, and covariates may not differ there.</summary>
    public ProfileState? At(double ratio)
    {
        var a = _xx.Clone();
        var b = _xy.Clone();
        double yy = _yy, logV = 0;
        foreach (var same in _classes)
        {
            double shrink = ratio / (1 + (same.Size * ratio));
            logV += same.Groups * Math.Log(1 + (same.Size * ratio));
            a -= shrink * same.Xx;
            b -= shrink * same.Xy;
            yy -= shrink * same.Yy;
        }
        if (Factor(a) is not { } cholesky)
            return null;
        var coefficients = cholesky.Solve(b);
        double residualSum = Math.Max(yy - b.DotProduct(coefficients), 1e-300);
        double deviance = (Degrees * (1 + Math.Log(2 * Math.PI * residualSum / Degrees))) + logV;
        if (_restricted)
            deviance += cholesky.DeterminantLn + _shift;
        return new ProfileState(coefficients, cholesky.Solve(Matrix<double>.Build.DenseIdentity(a.RowCount)), residualSum, deviance);
    }

    /// <summary>The ratio with the highest likelihood: the best of a logarithmic scan, refined as the root of the derivative; 0 where groups explain nothing.</summary>
    public double BestRatio()
    {
        const double lowest = 1e-8, highest = 1e8;
        const int steps = 64;
        double[] scan = [0, .. Enumerable.Range(0, steps + 1).Select(i => lowest * Math.Pow(highest / lowest, (double)i / steps))];
        double[] deviance = [.. scan.Select(ratio => At(ratio)?.Deviance ?? double.PositiveInfinity)];
        int best = Array.IndexOf(deviance, deviance.Min());
        if (best == 0 && Slope(0) >= 0)
            return 0;
        double low = scan[Math.Max(best - 1, 0)], high = scan[Math.Min(best + 1, steps + 1)];
        if (!(Slope(low) < 0 && Slope(high) > 0))
            return scan[best]; // constant up to rounding (a perfect fit), at the end of the scan, or next to ratios without estimate
        return Brent.FindRoot(Slope, low, high, 1e-14 * high, 200);
    }

    /// <summary>Derivative of the deviance with respect to λ: d log|V| + tr(A⁻¹ dA) + degrees · dRSS / RSS, with dV⁻¹ = −V⁻¹ 11ᵀ V⁻¹ and V⁻¹1 = 1 / (1 + nλ).</summary>
    private double Slope(double ratio)
    {
        if (At(ratio) is not { } state)
            return double.NaN;
        var b = state.Coefficients;
        double slope = 0, residual = 0;
        foreach (var same in _classes)
        {
            double inverse = 1 / (1 + (same.Size * ratio));
            slope += same.Groups * same.Size * inverse;
            residual += inverse * inverse * (same.Yy - (2 * b.DotProduct(same.Xy)) + b.DotProduct(same.Xx * b));
            if (_restricted)
                slope -= inverse * inverse * state.Inverse.PointwiseMultiply(same.Xx).RowSums().Sum();
        }
        return slope - (Degrees * residual / state.ResidualSum);
    }

    private static Cholesky<double>? Factor(Matrix<double> a)
    {
        try
        {
            return a.Cholesky();
        }
        catch (ArgumentException) // not positive definite
        {
            return null;
        }
    }

    /// <summary>All groups of one size, with the sums of products of their sums.</summary>
    private sealed record SizeClass(double Size, int Groups, Matrix<double> Xx, Vector<double> Xy, double Yy);
}

/// <summary>The likelihood at one variance ratio.</summary>
/// <param name="Coefficients">Best fixed effects (scaled predictors).</param>
/// <param name="Inverse">(XᵀV⁻¹X)⁻¹.</param>
/// <param name="ResidualSum">rᵀV⁻¹r.</param>
/// <param name="Deviance">−2 log (restricted) likelihood.</param>
internal sealed record ProfileState(Vector<double> Coefficients, Matrix<double> Inverse, double ResidualSum, double Deviance);
