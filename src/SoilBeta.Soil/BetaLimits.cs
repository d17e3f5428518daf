namespace SoilBeta.Soil;

/// <summary>The values that β may have: 0 &lt; β ≤ 1.02. Whatever predicts, draws or reads a β stays within them; up to the upper one the integers of Equation 3 cannot overflow.</summary>
public static class BetaLimits
{
    /// <summary>What every β lies above.</summary>
    public const double Lower = 0;

    /// <summary>Largest β.</summary>
    public const double Upper = 1.02;

    /// <summary>By how much a leaf's fixed-point value may exceed <see cref="Upper"/>: the rounding of a prediction.</summary>
    public const double LeafTolerance = 1e-7;

    /// <summary>By how much a map's float may exceed <see cref="Upper"/>: far more than rounding, far less than what a fault would give.</summary>
    public const double MapTolerance = 1e-3;

    /// <summary>The limits, for messages.</summary>
    public const string Text = "between 0 and 1.02";
}
