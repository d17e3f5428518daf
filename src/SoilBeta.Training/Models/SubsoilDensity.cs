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
}
