namespace SoilBeta.Soil.Tables;

/// <summary>Units of the numbers of a table, by the program's name.</summary>
public sealed class TableUnits
{
    private readonly Dictionary<string, (string Name, double Factor)> units = [];

    /// <summary>Units from the names in a study file; what it does not give comes from <paramref name="otherwise"/>, else is our default.</summary>
    /// <param name="given">Our name → unit.</param>
    /// <param name="otherwise">Our name → unit where <paramref name="given"/> has none.</param>
    /// <param name="table">File name, for messages.</param>
    /// <exception cref="InvalidDataException">A unit that a quantity does not come in.</exception>
    internal TableUnits(IReadOnlyDictionary<string, string> given, Func<string, string?> otherwise, string table)
    {
        foreach (Quantity quantity in Quantity.All.Values)
            units[quantity.Name] = quantity.UnitNamed(given.GetValueOrDefault(quantity.Name) ?? otherwise(quantity.Name), table);
    }

    /// <summary>Units that a study file may give: the program's name → units; the first is the default.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Known { get; } = Quantity.All.Values.Where(quantity => quantity.Units.Count > 1)
        .ToDictionary(quantity => quantity.Name, quantity => (IReadOnlyList<string>)[.. quantity.Units.Select(unit => unit.Name)]);

    /// <summary>Whether a quantity comes in a unit, however that is written.</summary>
    public static bool Knows(string quantity, string unit) => Quantity.All.TryGetValue(quantity, out Quantity? known) && known.Find(unit) is not null;

    /// <summary>Whether gravel is a share of mass.</summary>
    internal bool CoarseByMass => units["coarse"].Name.Contains("mass", StringComparison.Ordinal);

    /// <summary>Unit of a quantity, and the multiplier to ours.</summary>
    internal (string Name, double Factor) ForQuantity(string quantity) => units[quantity];
}
