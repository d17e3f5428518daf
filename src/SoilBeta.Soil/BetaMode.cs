namespace SoilBeta.Soil;

/// <summary>How β is derived from the layer densities of a profile.</summary>
public enum BetaMode
{
    /// <summary>Solves q + q² + q³ + q⁴ = subsoil / topsoil with q = β²⁰: reproduces the profile's subsoil exactly.</summary>
    Ratio,

    /// <summary>Least squares of Y = (1 − β^d)/(1 − β^D) at the layer bottoms, D the bottom of the deepest layer.</summary>
    Normalised,

    /// <summary>Equation 2 as in the paper: least squares of Y = 1 − β^d on shares of the first metre.</summary>
    Paper,

    /// <summary>Equation 2 on the same shares, fitted as log(1 − Y) = d log β without the last point, where Y is 1.</summary>
    LogLinear,
}

/// <summary>Names of the modes in study files and tables.</summary>
public static class BetaModes
{
    /// <summary>All modes, in the order of the tables.</summary>
    public static IReadOnlyList<BetaMode> All { get; } = [BetaMode.Ratio, BetaMode.Normalised, BetaMode.Paper, BetaMode.LogLinear];

    /// <summary>Name in lower case: <c>ratio</c>, <c>normalised</c>, <c>paper</c>, <c>loglinear</c>.</summary>
    public static string Name(BetaMode mode) => mode switch
    {
        BetaMode.Ratio => "ratio",
        BetaMode.Normalised => "normalised",
        BetaMode.Paper => "paper",
        _ => "loglinear",
    };
}
