namespace SoilBeta.Training.Models;

/// <summary>Subsoil density of a profile from a predicted β: Equation 3 in double.</summary>
public static class SubsoilDensity
{
    /// <summary>SOC density of 20–100 cm, Mg C ha⁻¹: X·(q + q² + q³ + q⁴), q = β²⁰.</summary>
    /// <param name="topsoil">SOC density X of 0–20 cm, Mg C ha⁻¹.</param>
    /// <param name="beta">Soil β.</param>
    public static double Predict(double topsoil, double beta)
    {
        double q = Math.Pow(beta, 20);
        return topsoil * q * (1 + (q * (1 + (q * (1 + q)))));
    }

    /// <summary>As above, for a topsoil of another depth d₀: X·(p² + … + p⁹) / (1 + … + p^(d₀/10 − 1)), p = β¹⁰.</summary>
    /// <param name="topsoil">SOC density X of 0–d₀, Mg C ha⁻¹.</param>
    /// <param name="depth">d₀, cm: a multiple of 10.</param>
    /// <param name="beta">Soil β.</param>
    public static double Predict(double topsoil, int depth, double beta)
    {
        double p = Math.Pow(beta, 10), slice = 1, above = 0, below = 0;
        for (int i = 0; i < 10; i++)
        {
            above += 10 * i < depth ? slice : 0;
            below += i >= 2 ? slice : 0;
            slice *= p;
        }
        return topsoil * below / above;
    }

    /// <summary>SOC density between any two depths, Mg C ha⁻¹: X·(β^top − β^bottom)/(1 − β^d₀), which is X·(bottom − top)/d₀ at β = 1.</summary>
    /// <param name="topsoil">SOC density X of 0–d₀, Mg C ha⁻¹.</param>
    /// <param name="depth">d₀, cm.</param>
    /// <param name="top">Upper depth, cm.</param>
    /// <param name="bottom">Lower depth, cm; one above the upper depth gives 0.</param>
    /// <param name="beta">Soil β.</param>
    public static double Between(double topsoil, int depth, int top, int bottom, double beta)
    {
        if (bottom <= top)
            return 0 * topsoil;
        double share = Math.Abs(1 - beta) < NearOne ? (double)(bottom - top) / depth : (Math.Pow(beta, top) - Math.Pow(beta, bottom)) / (1 - Math.Pow(beta, depth));
        return topsoil * share;
    }

    // Nearer to 1 the quotient of differences has fewer digits than its limit is exact.
    private const double NearOne = 1e-9;
}
