namespace SoilBeta.Numerics;

/// <summary>x′ = min(max(fma(sd, z, x), lower), upper), the value of a variable in a draw: the one scalar implementation, which all host code calls.</summary>
/// <remarks>
/// Checked copies: the vector code of the CPU device (<c>ThresholdCodes</c>) and <c>kernels/opencl/draws.h</c>. No arrays, spans or allocation, so that C# kernels can call these functions, with their own fused multiply-add.
/// x′ is monotone in z, so that ranks of draws are ranks of values.
/// </remarks>
public static class PerturbedValue
{
    /// <summary>Standard deviation at <paramref name="x"/>: one multiplication, or none.</summary>
    /// <param name="isShare">Whether <paramref name="amount"/> is a share of |x|, otherwise in the variable's unit.</param>
    /// <param name="amount">Standard deviation, as a share or absolute.</param>
    /// <param name="x">Value.</param>
    public static float StandardDeviation(bool isShare, float amount, float x) => isShare ? amount * MathF.Abs(x) : amount;

    /// <summary>Value within bounds; NaN stays NaN.</summary>
    public static float Clip(float x, float lower, float upper) => MathF.Min(MathF.Max(x, lower), upper);

    /// <summary>x′ for the standard normal <paramref name="z"/>.</summary>
    /// <param name="x">Value.</param>
    /// <param name="sd">Standard deviation, in the variable's unit.</param>
    /// <param name="z">Standard normal.</param>
    /// <param name="lower">Lower bound, in the variable's unit; −∞ for none.</param>
    /// <param name="upper">Upper bound, in the variable's unit; +∞ for none.</param>
    public static float Draw(float x, float sd, float z, float lower, float upper) => Clip(MathF.FusedMultiplyAdd(sd, z, x), lower, upper);
}
