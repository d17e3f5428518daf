namespace SoilBeta.Forests;

/// <summary>Prediction of a regression: intercept + Σ coefficient · feature, in double, in the order of the features, with one multiplication and one addition each, not fused.</summary>
/// <param name="Intercept">Value where all features are 0, in the target's unit.</param>
/// <param name="Coefficients">Change of the target for one unit of a feature, [feature].</param>
public sealed record LinearFunction(double Intercept, double[] Coefficients)
{
    /// <summary>Exponent s of the fixed-point scale 2^s for results of a regression of β on devices: 1.02 · 2³⁰ is below 2³¹.</summary>
    public const int Shift = 30;

    /// <summary>Prediction at a point.</summary>
    /// <param name="x">Features.</param>
    public double At(ReadOnlySpan<float> x)
    {
        double sum = Intercept;
        for (int feature = 0; feature < Coefficients.Length; feature++)
            sum += Coefficients[feature] * x[feature];
        return sum;
    }

    /// <summary>Creates a forest set for device plans that has the functions in place of trees, one per refit.</summary>
    /// <param name="features">Names of the features.</param>
    /// <param name="functions">The function, or its refits.</param>
    public static ForestSet Set(IReadOnlyList<string> features, IReadOnlyList<LinearFunction> functions)
    {
        var leaf = new FlatForest([new FlatNode(0, 0, 0)], [0, 1]);
        return new ForestSet(features, [.. functions.Select(_ => leaf)], Shift) { Linear = functions };
    }
}
