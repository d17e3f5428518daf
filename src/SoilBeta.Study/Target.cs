using SoilBeta.Soil;
using SoilBeta.Soil.Tables;

namespace SoilBeta.Studies;

/// <summary>A property of the profile table that is mapped in addition to carbon by a direct forest whose outputs are its layers.</summary>
public sealed record Target
{
    /// <summary>Column of the profile table, by the program's name.</summary>
    public required string Column { get; init; }

    /// <summary>Name in file names and results.</summary>
    public required string Name { get; init; }

    /// <summary>Unit.</summary>
    public required string Unit { get; init; }

    /// <summary>Its layers.</summary>
    public required LayerBounds Layers { get; init; }

    /// <summary>Factor from the program's unit of the column to <see cref="Unit"/>.</summary>
    public required double Factor { get; init; }

    /// <summary>Scale on which splits are chosen; leaves keep means of the values themselves.</summary>
    public required SplitScale Splits { get; init; }

    /// <summary>Columns of the profile table that may be a target.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["soc", "total_nitrogen", "bulk_density", "coarse", "clay", "sand", "silt", "ph", "cn", "mc", "mn"];

    // Forests are CODE.forest, CODE_direct.forest and direct.forest, maps CODE_20-40_SOCD.tif; some file systems ignore case.
    private static bool IsTaken(string name, IReadOnlyList<string> ecosystems) =>
        StudyWords.CarbonModels.Find(name.ToLowerInvariant()) is not null || name.Equals("SOCD", StringComparison.OrdinalIgnoreCase)
        || ecosystems.Any(code => code.Length > 0 && (name.Equals(code, StringComparison.OrdinalIgnoreCase) || name.StartsWith($"{code}_", StringComparison.OrdinalIgnoreCase)));

    /// <summary>Binds the section.</summary>
    /// <param name="section">Section; missing keys get their defaults.</param>
    /// <param name="at">Its place in the file.</param>
    /// <param name="layers">The study's layers.</param>
    /// <param name="ecosystems">Codes of the study's ecosystems.</param>
    internal static Target Bind(TargetSection section, Binding at, LayerBounds layers, IReadOnlyList<string> ecosystems)
    {
        at.OneOf("column", section.Column, Columns);
        section.Name ??= section.Column;
        if (section.Name.Length > 0 && !Binding.IsFileName(section.Name))
            at.Add("name", $"'{section.Name}' cannot name a file; use letters, digits, '-' and '_'.");
        else if (IsTaken(section.Name, ecosystems))
            at.Add("name", $"found '{section.Name}', which names files of the carbon: expected no ecosystem's code, not one followed by '_', no model of carbon, and not 'SOCD'. Choose another name.");
        section.Unit ??= CovariateUnits.ForColumn(section.Column) is [var unit, ..] ? unit : "";
        double? factor = CovariateUnits.FactorTo(section.Column, section.Unit);
        if (factor is null && Columns.Contains(section.Column, StringComparer.Ordinal))
            at.Add("unit", $"found '{section.Unit}', expected one of {string.Join(", ", CovariateUnits.ForColumn(section.Column))}.");
        if (section.Layers.Count == 0)
            section.Layers = [.. layers.Depths];
        string? fault = LayerBounds.FaultOf(section.Layers);
        if (fault is not null)
            at.Add("layers", fault);
        return new Target
        {
            Column = section.Column,
            Name = section.Name,
            Unit = section.Unit,
            Layers = fault is null ? new LayerBounds([.. section.Layers]) : layers,
            Factor = factor ?? 1,
            Splits = at.Word("transform", section.Transform, StudyWords.SplitScales),
        };
    }
}

/// <summary>Scale of a target on which a forest's splits are chosen.</summary>
public enum SplitScale
{
    /// <summary>The values themselves.</summary>
    Values,

    /// <summary>Their logarithms.</summary>
    Logs,
}
