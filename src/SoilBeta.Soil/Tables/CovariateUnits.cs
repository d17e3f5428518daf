namespace SoilBeta.Soil.Tables;

/// <summary>Units of the numbers in profile tables, for comparison with a study's covariates: the same quantity in another unit would silently train a forest on wrong values.</summary>
public static class CovariateUnits
{
    /// <summary>Common names of covariates → the program's column of the same quantity.</summary>
    private static readonly Dictionary<string, string> Usual = new(StringComparer.OrdinalIgnoreCase)
    {
        ["MAT"] = "mat", ["MAP"] = "map", ["clay"] = "clay", ["sand"] = "sand", ["silt"] = "silt", ["pH"] = "ph", ["CN"] = "cn", ["TN"] = "total_nitrogen",
        ["MC"] = "mc", ["MN"] = "mn", ["BNPP"] = "bnpp",
    };

    /// <summary>Column of the quantity that a covariate's name suggests; null for an uncommon name.</summary>
    /// <param name="covariate">Name of the covariate, e.g. <c>MAT</c>.</param>
    public static string? ColumnOf(string covariate) => Usual.GetValueOrDefault(covariate);

    /// <summary>Factor from the program's unit of a column to another unit; null for an unknown unit.</summary>
    /// <param name="column">The program's name of the column, e.g. <c>clay</c>.</param>
    /// <param name="unit">Unit, e.g. <c>g kg-1</c>; may be empty for pH and ratios.</param>
    public static double? FactorTo(string column, string unit)
    {
        if (Quantity.All.GetValueOrDefault(column) is not { } quantity)
            return null;
        if (unit.Trim().Length == 0)
            return quantity.Unit is "" or "pH" ? 1 : null;
        return 1 / quantity.Find(unit)?.Factor;
    }

    /// <summary>Names of the known units of a column, the program's own first.</summary>
    /// <param name="column">The program's name of the column.</param>
    public static IReadOnlyList<string> ForColumn(string column) => Quantity.All.GetValueOrDefault(column) is { } quantity ? [.. quantity.Units.Select(unit => unit.Name)] : [];

    /// <summary>Names of all numeric columns.</summary>
    public static IReadOnlyList<string> Columns { get; } = [.. Quantity.All.Keys];
}
