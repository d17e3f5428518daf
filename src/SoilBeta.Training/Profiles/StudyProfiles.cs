using SoilBeta.Soil;
using SoilBeta.Soil.Tables;
using SoilBeta.Studies.StudyFile;

namespace SoilBeta.Training.Profiles;

/// <summary>A study's settings for profiles in the terms of the Soil room.</summary>
public static class StudyProfiles
{
    /// <summary>Rules of a study.</summary>
    /// <exception cref="InvalidDataException">A name is unknown.</exception>
    public static ProfileRules Rules(Study study)
    {
        SoilSection soil = study.Soil;
        return new ProfileRules
        {
            Spline = soil.Spline switch
            {
                null or "exact" => SplineMode.Exact,
                "mpspline2" => SplineMode.MpSpline2,
                _ => throw new InvalidDataException($"soil.spline: '{soil.Spline}' is not a spline. Known are exact and mpspline2."),
            },
            Lambda = soil.Lambda,
            Beta = string.IsNullOrEmpty(soil.Beta) ? BetaMode.Ratio : BetaModes.Parse(soil.Beta),
            MinHorizons = soil.MinHorizons ?? 3,
            FirstHorizonTop = soil.FirstHorizonTop,
            MinDepth = soil.MinDepth,
            LargestBeta = soil.LargestBeta,
            BulkDensity = PedotransferFunctions.Named(soil.Fill.BulkDensityFunction),
            Gravel = soil.Fill.Gravel,
            LayersEndAtRock = study.DepthToRock is not null,
            DropDuplicates = soil.DropDuplicates,
        };
    }

    /// <summary>Options for reading a profile table.</summary>
    public static HorizonTableOptions Options(ProfileTableSection table) => new()
    {
        Path = table.Table,
        Sheet = table.Sheet,
        Source = table.Source,
        Preset = table.Preset,
        Columns = table.Columns,
        Units = table.Units,
        UnitsBy = table.UnitsBy.ToDictionary(
            column => column.Key, column => (IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>)column.Value.ToDictionary(value => value.Key, value => (IReadOnlyDictionary<string, string>)value.Value)),
        Missing = table.Missing.ToDictionary(column => column.Key, column => (IReadOnlyList<string>)column.Value),
        DropBadValues = table.BadValues == "drop",
        Encoding = table.Encoding,
        Joins = [.. table.Join.Select(join => new TableJoin(join.Table, join.Sheet, join.Key, join.OtherKey) { Encoding = join.Encoding })],
        Where = [.. table.Where.Select(one => new RowCondition(one.Column, one.Keep, one.Drop, one.Min, one.Max, one.KeepEmpty))],
    };

    // Ecosystem names in ISRaD's template (pro_land_cover), where they are not the usual words.
    private static readonly Dictionary<string, string> UsualWords = new(StringComparer.OrdinalIgnoreCase) { ["cultivated"] = "cropland", ["rangeland/grassland"] = "grassland" };

    /// <summary>Index in the study's list of the ecosystem with a table's value, by the study's values, otherwise by the usual word; null for none.</summary>
    public static int? EcosystemOf(Study study, string value)
    {
        for (int i = 0; i < study.Ecosystems.Count; i++)
        {
            EcosystemSection ecosystem = study.Ecosystems[i];
            IEnumerable<string> names = ecosystem.ProfileValues.Count > 0 ? ecosystem.ProfileValues : [ecosystem.Name, ecosystem.Code];
            if (names.Any(name => string.Equals(name.Trim(), value, StringComparison.OrdinalIgnoreCase)))
                return i;
        }
        return UsualWords.TryGetValue(value.Trim(), out string? usual) ? EcosystemOf(study, usual) : null;
    }
}
