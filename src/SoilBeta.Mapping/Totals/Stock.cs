namespace SoilBeta.Mapping.Totals;

/// <summary>From fixed-point sums and hectares to stocks and areas, so that no bare power of ten is left to puzzle over.</summary>
public static class Stock
{
    private const double MgPerPg = 1e9;
    private const double HectaresPerMegahectare = 1e6;

    /// <summary>Pg C of Mg C.</summary>
    public static double PgFromMg(double megagrams) => megagrams / MgPerPg;

    /// <summary>Million hectares of hectares.</summary>
    public static double MhaFromHectares(double hectares) => hectares / HectaresPerMegahectare;
}
