namespace SoilBeta.Soil.Tables;

/// <summary>Units of the numbers of a table, by the program's name.</summary>
public sealed class TableUnits
{
    private readonly Dictionary<string, TableUnit> units = [];

    /// <summary>Takes units as given, missing ones from <paramref name="otherwise"/>, and then our defaults.</summary>
    /// <param name="given">The program's name → unit.</param>
    /// <param name="otherwise">The program's name → unit where <paramref name="given"/> has none.</param>
    internal TableUnits(IReadOnlyDictionary<string, TableUnit> given, Func<string, TableUnit?> otherwise)
    {
        foreach (Quantity quantity in Quantity.All.Values)
            units[quantity.Name] = given.TryGetValue(quantity.Name, out TableUnit unit) ? unit : otherwise(quantity.Name) ?? quantity.Units[0];
    }

    /// <summary>Units that a study file may give: the program's name → units; the first is the default.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Known { get; } = Quantity.All.Values.Where(quantity => quantity.Units.Count > 1)
        .ToDictionary(quantity => quantity.Name, quantity => (IReadOnlyList<string>)[.. quantity.Units.Select(unit => unit.Name)]);

    /// <summary>Finds a unit of a quantity in any spelling; null if it is invalid for the quantity.</summary>
    /// <param name="quantity">Our name of the column.</param>
    /// <param name="unit">Name of the unit.</param>
    public static TableUnit? Find(string quantity, string unit) => Quantity.All.GetValueOrDefault(quantity)?.Find(unit);

    /// <summary>Whether gravel is a share of mass.</summary>
    internal bool CoarseByMass => units["coarse"].Name.Contains("mass", StringComparison.Ordinal);

    /// <summary>Unit of a quantity, and the multiplier to the program's unit.</summary>
    internal TableUnit ForQuantity(string quantity) => units[quantity];
}

/// <summary>A unit of a table's numbers.</summary>
/// <param name="Name">Usual name.</param>
/// <param name="Factor">Multiplier to our unit.</param>
public readonly record struct TableUnit(string Name, double Factor);
