namespace SoilBeta.Soil;

/// <summary>SOC density of the parts of a profile, in 1/65,536 Mg C ha⁻¹: the five 20 cm layers and the upper half of the second. A flat value type, so that kernels can return it.</summary>
/// <param name="To20">0–20 cm.</param>
/// <param name="To40">20–40 cm.</param>
/// <param name="To60">40–60 cm.</param>
/// <param name="To80">60–80 cm.</param>
/// <param name="To100">80–100 cm.</param>
/// <param name="To30">20–30 cm.</param>
public readonly record struct LayerParts(int To20, int To40, int To60, int To80, int To100, int To30)
{
    /// <summary>Part <paramref name="part"/>: the layers from the top, then 20–30 cm.</summary>
    public int this[int part] => part switch { 0 => To20, 1 => To40, 2 => To60, 3 => To80, 4 => To100, _ => To30 };
}
