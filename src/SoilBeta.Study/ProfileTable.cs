using System.Text.RegularExpressions;
using SoilBeta.Soil.Tables;

namespace SoilBeta.Studies;

/// <summary>Binds a profile table to the options of the Soil room.</summary>
internal static partial class ProfileTable
{
    private const string Endings = ".csv, .tsv, .csv.gz, .tsv.gz or .xlsx";

    private static readonly string[] s_columns =
        ["profile_id", "source", "site", "lat", "lon", "country", "ecosystem", "top", "bottom", "horizon", "soc", "organic_matter", "bulk_density", "coarse", "coarse_basis", "clay", "sand", "silt", "ph", "total_nitrogen", "year", "duplicate", "litter", "rock", "mat", "map", "cn", "mc", "mn", "bnpp"];

    /// <summary>Binds the section.</summary>
    public static HorizonTableOptions Bind(ProfileTableSection section, Binding at)
    {
        if (section.Table.Length == 0)
            at.Add("", $"expected 'table: FILE' ({Endings}).");
        else if (!TableName().IsMatch(section.Table))
            at.Add("table", $"'{section.Table}': expected a {Endings} file.");
        string path = at.File("table", FileKind.Table, section.Table);
        foreach (string name in section.Columns.Keys.Where(name => !s_columns.Contains(name, StringComparer.Ordinal)))
            at.Add($"columns.{name}", $"is none of our column names. {NearestName.Hint(name, s_columns)}");
        CheckMissing(section, at);
        TablePreset? preset = section.Preset is { } named ? at.Word("preset", named, StudyWords.TablePresets) : null;
        return new HorizonTableOptions
        {
            Path = path,
            Sheet = section.Sheet,
            Source = section.Source,
            Preset = preset,
            Columns = section.Columns,
            Units = UnitsOf(section.Units, at, "units"),
            UnitsBy = UnitsByOf(section, at),
            Missing = section.Missing.ToDictionary(column => column.Key, column => (IReadOnlyList<string>)column.Value),
            BadValues = at.Word("bad_values", section.BadValues, StudyWords.BadValueRules),
            Encoding = EncodingOf(section.Encoding, at),
            Joins = [.. section.Join.Select((join, i) => Join(join, at.Entry("join", i), preset is not null))],
            Where = [.. section.Where.Select((condition, i) => Where(condition, at.Entry("where", i)))],
        };
    }

    private static void CheckMissing(ProfileTableSection section, Binding at)
    {
        foreach (string name in section.Missing.Keys.Where(name => name != HorizonTableOptions.AllColumns && !s_columns.Contains(name, StringComparer.Ordinal)))
            at.Add($"missing.{name}", $"is none of our column names, nor 'all'. {NearestName.Hint(name, s_columns)}");
        if (section.Missing.TryGetValue(HorizonTableOptions.AllColumns, out var codes) && new MissingCodes(codes).HoldZero)
            at.Add("missing", "0 is the depth of the surface: name the columns where it means no value, e.g. missing: { bulk_density: [0] }.");
    }

    private static TableJoin Join(JoinSection join, Binding at, bool keyIsKnown)
    {
        if (join.Table.Length == 0 || (string.IsNullOrEmpty(join.Key) && !keyIsKnown))
            at.Add("", "expected 'table' and 'key' (a preset knows its keys).");
        else if (!TableName().IsMatch(join.Table))
            at.Add("table", $"'{join.Table}': expected a {Endings} file.");
        return new TableJoin(at.File("table", FileKind.Table, join.Table), join.Sheet, join.Key, join.OtherKey) { Encoding = EncodingOf(join.Encoding, at) };
    }

    private static RowCondition Where(WhereSection condition, Binding at)
    {
        bool any = condition.Keep is not null || condition.Drop is not null || condition.Min is not null || condition.Max is not null;
        if (condition.Column.Length == 0)
            at.Add("", "expected 'column', with at least one of 'keep', 'drop', 'min' and 'max'.");
        at.KeepsSome(any || condition.Column.Length == 0, condition.Min, condition.Max);
        return new RowCondition(condition.Column, condition.Keep, condition.Drop, condition.Min, condition.Max, condition.KeepEmpty);
    }

    private static Dictionary<string, IReadOnlyDictionary<string, IReadOnlyDictionary<string, TableUnit>>> UnitsByOf(ProfileTableSection section, Binding at)
    {
        if (section.UnitsBy.Count > 1)
            at.Add("units_by", $"found the columns {string.Join(", ", section.UnitsBy.Keys)}, expected one whose values decide.");
        return section.UnitsBy.ToDictionary(column => column.Key, column => (IReadOnlyDictionary<string, IReadOnlyDictionary<string, TableUnit>>)column.Value.ToDictionary(
            value => value.Key, value => (IReadOnlyDictionary<string, TableUnit>)UnitsOf(value.Value, at, $"units_by.{column.Key}.{value.Key}")));
    }

    private static Dictionary<string, TableUnit> UnitsOf(Dictionary<string, string> units, Binding at, string key)
    {
        var found = new Dictionary<string, TableUnit>();
        foreach (var (name, unit) in units)
        {
            if (!TableUnits.Known.TryGetValue(name, out var known))
                at.Add($"{key}.{name}", $"has no unit to choose. {NearestName.Hint(name, [.. TableUnits.Known.Keys])}");
            else if (TableUnits.Find(name, unit) is { } one)
                found[name] = one;
            else
                at.OneOf($"{key}.{name}", unit, [.. known]);
        }
        return found;
    }

    private static System.Text.Encoding? EncodingOf(string? name, Binding at)
    {
        if (string.IsNullOrEmpty(name))
            return null;
        if (TableRows.EncodingOf(name) is { } encoding)
            return encoding;
        at.Add("encoding", $"'{name}' is not a known encoding. Expected e.g. utf-8, latin1, windows-1252 or utf-16.");
        return null;
    }

    [GeneratedRegex(@"\.((csv|tsv)(\.gz)?|xlsx)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TableName();
}
