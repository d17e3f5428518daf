using SoilBeta.Forests;
using SoilBeta.Numerics;
using SoilBeta.Soil.Tables;

namespace SoilBeta.Studies;

/// <summary>One covariate.</summary>
public sealed record Covariate
{
    /// <summary>Name of the covariate and of the forest's feature.</summary>
    public required string Name { get; init; }

    /// <summary>Its raster, with unit and bounds.</summary>
    public required StudyRaster Raster { get; init; }

    /// <summary>Standard deviation of its error.</summary>
    public required StandardDeviation Sd { get; init; }

    /// <summary>Column of the profile tables whose values replace the raster's; null for none.</summary>
    public required MeasuredColumn? Column { get; init; }

    /// <summary>Unit.</summary>
    public string Unit => Raster.Unit;

    /// <summary>Lower bound of perturbed values, in <see cref="Unit"/>; −∞ for none.</summary>
    public double Lower => Raster.Lowest;

    /// <summary>Upper bound of perturbed values, in <see cref="Unit"/>; +∞ for none.</summary>
    public double Upper => Raster.Highest;

    /// <summary>Its perturbation.</summary>
    public Perturbation Perturbation => new(Sd.IsShare, (float)Sd.Amount, (float)Lower, (float)Upper);

    /// <summary>Binds all covariates.</summary>
    /// <param name="sections">Sections; missing keys get their defaults.</param>
    /// <param name="at">The file.</param>
    /// <param name="from">Source of the training covariates.</param>
    /// <param name="tables">The study's profile tables.</param>
    internal static IReadOnlyList<Covariate> BindAll(List<CovariateSection> sections, Binding at, TrainingCovariates from, IReadOnlyList<HorizonTableOptions> tables)
    {
        if (sections.Count == 0)
            at.Add("covariates", "expected at least one covariate (name and raster).");
        if (sections.Count > ForestFlattening.LargestFeatures)
            at.Add("covariates", $"found {sections.Count:N0}, at most {ForestFlattening.LargestFeatures:N0} can be used.");
        at.Unique("covariates", sections.Select(covariate => covariate.Name));
        return [.. sections.Select((covariate, i) => Bind(covariate, at.Entry("covariates", i), from == TrainingCovariates.TableElseRaster, tables))];
    }

    private static Covariate Bind(CovariateSection section, Binding at, bool fromTable, IReadOnlyList<HorizonTableOptions> tables)
    {
        if (!Binding.IsFileName(section.Name))
            at.Add("name", $"'{section.Name}' cannot name a covariate; use letters, digits, '-' and '_'.");
        if (section.Raster.Length == 0)
            at.Add("", "expected 'raster: FILE'.");
        var bounds = section.Bounds;
        if (bounds is not null && (bounds.Count != 2 || bounds[0] >= bounds[1]))
            at.Add("bounds", $"found [{string.Join(", ", bounds.Select(bound => bound?.ToString() ?? "null"))}], expected [lower, upper] with lower < upper; null for none.");
        return new Covariate
        {
            Name = section.Name,
            Raster = at.Raster("raster", section.Raster, section.Band, section.Nodata) with
            {
                Resampling = at.Word("resampling", section.Resampling, StudyWords.Resamplings),
                Scale = at.Multiplier("scale", section.Scale),
                Offset = section.Offset,
                Unit = section.Unit,
                Lowest = (bounds is { Count: 2 } ? bounds[0] : null) ?? double.NegativeInfinity,
                Highest = (bounds is { Count: 2 } ? bounds[1] : null) ?? double.PositiveInfinity,
            },
            Sd = SdOf(section, at),
            Column = ColumnOf(section, at, fromTable, tables),
        };
    }

    private static StandardDeviation SdOf(CovariateSection section, Binding at)
    {
        bool absolute = StandardDeviation.MustBeAbsolute(section.Name, section.Unit);
        if (at.IsPaper || !absolute)
            section.Sd ??= StandardDeviation.Paper.ToString();
        var sd = at.Sd("sd", section.Sd, section.Unit);
        if (!at.IsPaper && absolute && (section.Sd is null || sd is { IsShare: true, Amount: > 0 }))
            at.Add("sd", $"found {(section.Sd is null ? "nothing" : $"'{section.Sd}'")}, expected a number in {(section.Unit.Length > 0 ? section.Unit : "its unit")}: a share of a value whose zero is a convention means nothing (10 % of 0 °C). Only 'preset: paper' takes the share.");
        return sd ?? StandardDeviation.None;
    }

    /// <summary>The column of a covariate. Its values replace the raster's, so both must have the same unit.</summary>
    private static MeasuredColumn? ColumnOf(CovariateSection section, Binding at, bool fromTable, IReadOnlyList<HorizonTableOptions> tables)
    {
        if (fromTable)
            section.Column ??= UsualColumn(section, tables);
        if (section.Column is not { Length: > 0 } column)
            return null;
        at.OneOf("column", column, CovariateUnits.Columns);
        double? factor = CovariateUnits.FactorTo(column, section.Unit);
        if (fromTable && factor is null && CovariateUnits.Columns.Contains(column, StringComparer.Ordinal))
            at.Add("unit", $"found '{section.Unit}', expected the unit of the raster's values, after scale, in a way that can be compared with the table's {column}: {string.Join(", ", CovariateUnits.ForColumn(column))}.");
        return new MeasuredColumn(column, factor ?? 1);
    }

    /// <summary>Column for the covariate's name: one that a table of the study maps, otherwise one that a table may have if the units can be compared.</summary>
    private static string? UsualColumn(CovariateSection section, IReadOnlyList<HorizonTableOptions> tables)
    {
        if (CovariateUnits.ColumnOf(section.Name) is not { } column)
            return null;
        bool mapped = tables.Any(table => table.Columns.ContainsKey(column));
        bool possible = tables.Any(table => table.Columns.Count == 0 || table.Preset is not null);
        return mapped || (possible && CovariateUnits.FactorTo(column, section.Unit) is not null) ? column : null;
    }
}

/// <summary>A column of the profile tables that holds a covariate.</summary>
/// <param name="Name">Our name of the column.</param>
/// <param name="Factor">Factor from our unit to the covariate's.</param>
public sealed record MeasuredColumn(string Name, double Factor);
