namespace SoilBeta.Soil;

/// <summary>The range of β: 0 &lt; β ≤ 1.02. Everything that predicts, draws or reads β stays within it; up to the upper limit the integers of Equation 3 cannot overflow.</summary>
public static class BetaLimits
{
    /// <summary>Lower limit of β, exclusive.</summary>
    public const double Lower = 0;

    /// <summary>Largest β.</summary>
    public const double Upper = 1.02;

    /// <summary>Amount by which a leaf's fixed-point value may exceed <see cref="Upper"/>: the rounding of a prediction.</summary>
    public const double LeafTolerance = 1e-7;

    /// <summary>Amount by which a map's float may exceed <see cref="Upper"/>: far above rounding, far below the effect of a fault.</summary>
    public const double MapTolerance = 1e-3;

    /// <summary>The limits, for messages.</summary>
    public const string Text = "between 0 and 1.02";
}
