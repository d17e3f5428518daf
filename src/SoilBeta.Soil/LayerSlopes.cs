namespace SoilBeta.Soil;

/// <summary>Derivatives of the Equation 3 densities with respect to β, in double, for first-order error propagation; maps use <see cref="LayerDensities"/>.</summary>
public static class LayerSlopes
{
    /// <summary>Half-width in β of the central difference.</summary>
    private const double Step = 1e-5;

    /// <summary>Derivatives of the densities of the parts with respect to β, Mg C ha⁻¹, above rock.</summary>
    /// <param name="beta">β.</param>
    /// <param name="topsoil">SOC density of the topsoil, Mg C ha⁻¹.</param>
    /// <param name="topsoilDepth">Depth of the topsoil, cm: a multiple of 10.</param>
    /// <param name="soilDepth">Depth to rock, cm; 100 or more for none.</param>
    /// <param name="slopes">Receives the derivatives, [part].</param>
    public static void Compute(double beta, double topsoil, int topsoilDepth, int soilDepth, Span<double> slopes)
    {
        Span<double> above = stackalloc double[LayerDensities.Parts];
        Densities(beta + Step, topsoil, topsoilDepth, above);
        Densities(beta - Step, topsoil, topsoilDepth, slopes);
        for (int part = 0; part < slopes.Length; part++)
            slopes[part] = (above[part] - slopes[part]) / (2 * Step) * (part == LayerDensities.Layers ? 1 : RockCut.SoilInLayer(soilDepth, part) / (double)LayerDensities.Thickness);
        if (soilDepth <= RockCut.SliceBottom)
            slopes[LayerDensities.Layers] = slopes[1];
    }

    /// <summary>Equation 3 in double, without rock: 10 cm slices scaled so that the topsoil sums to its given density.</summary>
    private static void Densities(double beta, double topsoil, int topsoilDepth, Span<double> parts)
    {
        double p = Math.Pow(beta, 10), slice = 1, share = 0;
        parts.Clear();
        for (int i = 0; i < 2 * LayerDensities.Layers; i++, slice *= p)
        {
            parts[i / 2] += slice;
            parts[LayerDensities.Layers] += i == 2 ? slice : 0;
            share += 10 * i < topsoilDepth ? slice : 0;
        }
        for (int part = 0; part < parts.Length; part++)
            parts[part] *= topsoil / share;
    }
}
