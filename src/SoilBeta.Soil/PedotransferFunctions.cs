namespace SoilBeta.Soil;

/// <summary>Published functions that estimate a missing bulk density from organic carbon.</summary>
public static class PedotransferFunctions
{
    /// <summary>Name of the function used where a study names none.</summary>
    public const string Default = "manrique_jones_1991";

    /// <summary>Lower limit of an estimate, g cm⁻³: linear and square-root functions fall below zero in peat.</summary>
    public const double Lowest = 0.1;

    // From carbon to organic matter, for functions published for organic matter (van Bemmelen's 1.724, as their authors used it).
    private const double MatterOfCarbon = 1.724;

    /// <summary>All functions, the default first.</summary>
    /// <remarks>Each with its published formula (BD in g cm⁻³; OC and OM in % of the fine earth's mass) and reference.</remarks>
    public static IReadOnlyList<PedotransferFunction> All { get; } =
    [
        new(Default, carbon => 1.660 - (0.318 * Math.Sqrt(carbon))), // BD = 1.660 − 0.318 √OC: Manrique and Jones 1991, Soil Science Society of America Journal 55, 476–481
        new("alexander_1980", carbon => 1.66 - (0.308 * Math.Sqrt(carbon))), // BD = 1.66 − 0.308 √OC: Alexander 1980, Soil Science Society of America Journal 44, 689–692 (upland soils)
        new("saini_1966", carbon => 1.62 - (0.06 * MatterOfCarbon * carbon)), // BD = 1.62 − 0.06 OM: Saini 1966, Nature 210, 1295–1296
        new("drew_1973", carbon => 1 / (0.6268 + (0.0361 * MatterOfCarbon * carbon))), // BD = 1 / (0.6268 + 0.0361 OM): Drew 1973, Soil Science Society of America Proceedings 37, 964–967
        new("grigal_1989", carbon => 0.669 + (0.941 * Math.Exp(-0.06 * MatterOfCarbon * carbon))), // BD = 0.669 + 0.941 exp(−0.06 OM): Grigal, Brovold, Nord and Ohmann 1989, Canadian Journal of Soil Science 69, 895–900
        new("honeysett_ratkowsky_1989", carbon => 1 / (0.564 + (0.0556 * MatterOfCarbon * carbon))), // BD = 1 / (0.564 + 0.0556 OM): Honeysett and Ratkowsky 1989, Journal of Soil Science 40, 695–698
    ];

    /// <summary>The function with a name; the default for null or an empty name.</summary>
    /// <exception cref="InvalidDataException">There is no such function.</exception>
    public static PedotransferFunction Named(string? name)
    {
        if (string.IsNullOrEmpty(name))
            return All[0];
        return All.FirstOrDefault(function => string.Equals(function.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new InvalidDataException($"soil.fill.bulk_density_function: '{name}' is not a known pedotransfer function. Known are {string.Join(", ", All.Select(function => function.Name))}.");
    }
}

/// <summary>A published pedotransfer function for bulk density.</summary>
/// <param name="Name">Name in study files.</param>
/// <param name="Formulation">Organic carbon, % → g cm⁻³.</param>
public sealed record PedotransferFunction(string Name, Func<double, double> Formulation)
{
    /// <summary>Bulk density of the fine earth, g cm⁻³, at least <see cref="PedotransferFunctions.Lowest"/>.</summary>
    /// <param name="soc">SOC content, g kg⁻¹.</param>
    public double BulkDensity(double soc) => Math.Max(PedotransferFunctions.Lowest, Formulation(soc / 10));
}
