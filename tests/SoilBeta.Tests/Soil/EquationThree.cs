namespace SoilBeta.Tests.Soil;

/// <summary>Equation 3 from its formula, in decimal, without float chain, fixed point or code of the program.</summary>
internal static class EquationThree
{
    /// <summary>SOC density between two depths, Mg C ha⁻¹: X · (β^top − β^bottom) / (1 − β^d₀), and in the limit at β = 1 X · (bottom − top) / d₀.</summary>
    /// <param name="topsoil">Density X of 0–d₀, Mg C ha⁻¹.</param>
    /// <param name="depth">d₀, cm.</param>
    /// <param name="beta">β.</param>
    /// <param name="top">Upper depth, cm.</param>
    /// <param name="bottom">Lower depth, cm.</param>
    public static decimal Density(decimal topsoil, int depth, decimal beta, int top, int bottom) =>
        beta == 1 ? topsoil * (bottom - top) / depth : topsoil * (Power(beta, top) - Power(beta, bottom)) / (1 - Power(beta, depth));

    /// <summary>The exact value of a float: mantissa over a power of two.</summary>
    public static decimal Exact(float value)
    {
        decimal scaled = 1;
        while (value != MathF.Truncate(value))
        {
            value *= 2;
            scaled *= 2;
        }
        return (decimal)(double)value / scaled;
    }

    private static decimal Power(decimal beta, int exponent)
    {
        decimal power = 1;
        for (int i = 0; i < exponent; i++)
            power *= beta;
        return power;
    }
}
