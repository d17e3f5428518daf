namespace SoilBeta.Studies;

/// <summary>Model of the carbon maps, in the order of complexity in which <see cref="Best"/> chooses.</summary>
public enum CarbonModel
{
    /// <summary>One β per ecosystem, times the topsoil.</summary>
    Constant,

    /// <summary>β by a linear regression with a random intercept for each site, times the topsoil.</summary>
    Mixed,

    /// <summary>β by a forest per ecosystem, times the topsoil (the paper's).</summary>
    Beta,

    /// <summary>Forest of the densities of all layers.</summary>
    Direct,

    /// <summary>The simplest of the others that held-out profiles cannot tell from the best of them.</summary>
    Best,
}
