namespace SoilBeta.Numerics;

/// <summary>Perturbation of a variable: x′ = min(max(fma(sd, z, x), Lower), Upper), sd = Amount · |x| or Amount.</summary>
/// <param name="IsShare">Whether <paramref name="Amount"/> is a share of |x| (else in the variable's unit).</param>
/// <param name="Amount">Standard deviation, relative or absolute; 0 leaves x unchanged except for the bounds.</param>
/// <param name="Lower">Lower bound, in the variable's unit; −∞ for none.</param>
/// <param name="Upper">Upper bound, in the variable's unit; +∞ for none.</param>
public readonly record struct Perturbation(bool IsShare, float Amount, float Lower, float Upper)
{
    /// <summary>Standard deviation at <paramref name="x"/>: one multiplication.</summary>
    public float StandardDeviation(float x) => PerturbedValue.StandardDeviation(IsShare, Amount, x);

    /// <summary>x′ for the standard normal <paramref name="z"/>.</summary>
    public float Apply(float x, float z) => PerturbedValue.Draw(x, StandardDeviation(x), z, Lower, Upper);

    /// <summary><paramref name="x"/> without a perturbation, clipped to the bounds.</summary>
    public float Clip(float x) => PerturbedValue.Clip(x, Lower, Upper);
}
