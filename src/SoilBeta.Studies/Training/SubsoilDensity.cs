namespace SoilBeta.Studies.Training;

/// <summary>What a predicted β says about a profile's subsoil: Equation 3 in double.</summary>
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
}
