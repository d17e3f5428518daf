namespace SoilBeta.Numerics;

/// <summary>How draws are combined with refits.</summary>
public enum RefitMode
{
    /// <summary>One forest for all draws.</summary>
    None,

    /// <summary>Draw k through refit k mod B.</summary>
    Cycled,

    /// <summary>Every draw through every refit.</summary>
    Crossed,
}
