namespace SoilBeta.Soil;

/// <summary>The four groups of the international (ISSS) texture triangle that Figure 1 of the paper compares: sandy soil, loam, clay loam, clay.</summary>
/// <remarks>
/// The triangle's classes by clay (&lt; 0.002 mm) and sand (0.02–2 mm), joined to groups: below 15 % clay, sand and loamy sand (85 % sand or more) are sandy soil, sandy loam,
/// loam and silty loam are loam; 15–25 % clay is clay loam, 25 % and more clay. Sand of the USDA or FAO scheme begins at 0.05 mm and is somewhat less: a few sandy soils then
/// count as loam. Without sand, soils with less than <see cref="SandyClay"/> % clay are called sandy soil: of the WISE topsoils, where both are known, 58 % of those below and
/// 1 in 6,800 of those from 7 to 15 % clay have 85 % sand.
/// </remarks>
public static class TextureClass
{
    /// <summary>Clay below which a soil whose sand is unknown is called sandy soil, %.</summary>
    public const double SandyClay = 7;

    /// <summary>The groups, coarse to fine.</summary>
    public static IReadOnlyList<string> Names { get; } = ["sandy soil", "loam", "clay loam", "clay"];

    /// <summary>Group of a soil; null where clay is unknown or outside 0–100 %.</summary>
    /// <param name="clay">Clay, %.</param>
    /// <param name="sand">Sand, %; NaN where unknown.</param>
    public static string? Name(double clay, double sand = double.NaN) => clay switch
    {
        >= 25 and <= 100 => "clay",
        >= 15 and < 25 => "clay loam",
        >= 0 and < 15 when double.IsNaN(sand) => clay < SandyClay ? "sandy soil" : "loam",
        >= 0 and < 15 => sand >= 85 ? "sandy soil" : "loam",
        _ => null,
    };
}
