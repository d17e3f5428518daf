namespace SoilBeta.Mapping.Totals;

/// <summary>Conversions between fixed-point sums, hectares, stocks and areas, so that no bare powers of ten occur elsewhere.</summary>
public static class Stock
{
    private const double MgPerPg = 1e9;
    private const double HectaresPerMegahectare = 1e6;

    /// <summary>Converts Mg C to Pg C.</summary>
    public static double PgFromMg(double megagrams) => megagrams / MgPerPg;

    /// <summary>Million hectares of hectares.</summary>
    public static double MhaFromHectares(double hectares) => hectares / HectaresPerMegahectare;
}
