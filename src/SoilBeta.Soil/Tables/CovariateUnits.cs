namespace SoilBeta.Soil.Tables;

/// <summary>Units of the numbers that profile tables hold, for comparing them with a study's covariates: the same thing in another unit would train a forest on wrong values without a word.</summary>
public static class CovariateUnits
{
    /// <summary>Names under which a covariate is usually known → our column of the same thing.</summary>
    private static readonly Dictionary<string, string> Usual = new(StringComparer.OrdinalIgnoreCase)
    {
        ["MAT"] = "mat", ["MAP"] = "map", ["clay"] = "clay", ["sand"] = "sand", ["silt"] = "silt", ["pH"] = "ph", ["CN"] = "cn", ["TN"] = "total_nitrogen",
        ["MC"] = "mc", ["MN"] = "mn", ["BNPP"] = "bnpp",
    };

    /// <summary>Our column of what a covariate's name says; null for a name that is not usual.</summary>
    /// <param name="covariate">Name of the covariate, e.g. <c>MAT</c>.</param>
    public static string? ColumnOf(string covariate) => Usual.GetValueOrDefault(covariate);

    /// <summary>What turns values of a column, in our unit, into another unit; null for a unit that is not known for it.</summary>
    /// <param name="column">Our name of the column, e.g. <c>clay</c>.</param>
    /// <param name="unit">Unit, e.g. <c>g kg-1</c>; may be empty for pH and ratios.</param>
    public static double? FactorTo(string column, string unit)
    {
        if (Quantity.All.GetValueOrDefault(column) is not { } quantity)
            return null;
        if (unit.Trim().Length == 0)
            return quantity.Unit is "" or "pH" ? 1 : null;
        return 1 / quantity.Find(unit)?.Factor;
    }

    /// <summary>Names of the units that a column is known in, our own first.</summary>
    /// <param name="column">Our name of the column.</param>
    public static IReadOnlyList<string> ForColumn(string column) => Quantity.All.GetValueOrDefault(column) is { } quantity ? [.. quantity.Units.Select(unit => unit.Name)] : [];

    /// <summary>Names of all columns that hold numbers.</summary>
    public static IReadOnlyList<string> Columns { get; } = [.. Quantity.All.Keys];
}
