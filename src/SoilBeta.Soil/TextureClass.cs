namespace SoilBeta.Soil;

/// <summary>The four groups of the international (ISSS) texture triangle that Figure 1 of the paper compares: sandy soil, loam, clay loam, clay.</summary>
/// <remarks>
/// Classes of the triangle by clay (&lt; 0.002 mm) and sand (0.02–2 mm), merged into groups. Below 15 % clay: sand and loamy sand (85 % sand or more) are sandy soil; sandy loam,
/// loam and silty loam are loam. 15–25 % clay is clay loam, 25 % and more clay. Sand of the USDA or FAO scheme starts at 0.05 mm and is somewhat less, so that a few sandy soils
/// count as loam. Without sand, a soil with less than <see cref="SandyClay"/> % clay counts as sandy soil: of the WISE topsoils with both known, 58 % of those below this limit and
/// 1 in 6,800 of those from 7 to 15 % clay have 85 % sand or more.
/// </remarks>
public static class TextureClass
{
    /// <summary>Clay content below which a soil of unknown sand content counts as sandy soil, %.</summary>
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
