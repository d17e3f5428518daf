namespace SoilBeta.Reports.Sections;

/// <summary>Numbers of Wang et al. 2025 (ESSD 17, 3375) that this project has (docs/paper.md); where the paper contradicts itself, both. Its Table S1 is not included.</summary>
/// <param name="Name">Ecosystem.</param>
/// <param name="SubsoilDensity">SOC density of 20–100 cm, Mg C ha⁻¹.</param>
/// <param name="FirstLayer">Density of 20–40 cm as printed, Mg C ha⁻¹.</param>
/// <param name="LastLayer">Density of 80–100 cm as printed, Mg C ha⁻¹.</param>
/// <param name="BetaOfDensities">β that the densities imply by Eq. 3.</param>
/// <param name="BetaOfTable1">β that Table 1 implies.</param>
/// <param name="SubsoilLowerBound">Lower bound of the stock of 20–100 cm, the sum of the cells' lower quantiles, Pg C.</param>
/// <param name="AreaMha">Area, Mha.</param>
internal sealed record PaperNumbers(
    string Name, double SubsoilDensity, double FirstLayer, double LastLayer, double BetaOfDensities, double BetaOfTable1, double SubsoilLowerBound, double AreaMha)
{
    /// <summary>Global stock of 20–100 cm, Pg C.</summary>
    public const double Subsoil = 803;

    /// <summary>Global stock of 0–20 cm, Pg C, in the mean and both bounds.</summary>
    public const double Topsoil = 615;

    /// <summary>Lower bound of the subsoil, sum of the cells' quantiles, Pg C.</summary>
    public const double LowerBound = 661;

    /// <summary>Stock of 0–100 cm under forest, Pg C.</summary>
    public const double ForestToOneMetre = 942;

    /// <summary>Forest land.</summary>
    public static readonly PaperNumbers Forest = new("forest", 97, 40, 13, 0.9792, 0.9763, 451, 5640);

    /// <summary>The three ecosystems.</summary>
    public static readonly IReadOnlyList<PaperNumbers> All =
    [
        new("cropland", 62, 30, 5, 0.9716, 0.9737, 62, 1200),
        new("grassland", 70, 32, 7, 0.9762, 0.9709, 148, 2590),
        Forest,
    ];

    /// <summary>Stock of 20–100 cm, Pg C: density × area. The three add up to <see cref="Subsoil"/>.</summary>
    public double SubsoilStock => SubsoilDensity * AreaMha / 1000;

    /// <summary>Numbers of an ecosystem, by its name or code; null for others.</summary>
    public static PaperNumbers? ForEcosystem(string code, string name) => All.FirstOrDefault(paper =>
        name.StartsWith(paper.Name, StringComparison.OrdinalIgnoreCase) || string.Equals(code, paper.Name switch { "cropland" => "CL", "grassland" => "GL", _ => "FL" }, StringComparison.OrdinalIgnoreCase));
}
