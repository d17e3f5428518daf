using System.Globalization;
using System.Text;

namespace SoilBeta.Workflow.Init;

/// <summary>Drafts a study's ecosystems: from rasters of their fractions, otherwise from a land-cover raster whose legend follows from its name and range.</summary>
internal static class EcosystemDraft
{
    private sealed record Legend(string Name, string Pattern, int Lowest, int Highest, string Cropland, string Grassland, string Forest);

    private static readonly Legend[] Legends =
    [
        new("GLCNMO", "glcnmo", 1, 20, "11, 12, 13", "8, 9", "1, 2, 3, 4, 5, 6, 14"),
        new("ESA WorldCover", "worldcover", 10, 100, "40", "30", "10, 95"),
        new("MODIS IGBP", "igbp|mcd12|modis", 1, 17, "12, 14", "9, 10", "1, 2, 3, 4, 5, 8"),
        new("ESA CCI (LCCS)", "cci|lccs|globcover", 10, 220, "10, 11, 12, 20, 30", "130", "50, 60, 61, 62, 70, 71, 72, 80, 81, 82, 90, 100, 160, 170"),
    ];

    private static readonly (string Code, string Name, string[] Words)[] Three =
    [
        ("CL", "cropland", ["crop", "cultiv", "arable", "agric", "cl"]), ("GL", "grassland", ["grass", "pasture", "savanna", "range", "gl"]), ("FL", "forest", ["forest", "wood", "tree", "fl"]),
    ];

    /// <summary>Appends the section <c>ecosystems</c>.</summary>
    public static void Append(StringBuilder text, string root, IReadOnlyList<RasterGuess> rasters, TableGuess table, ICollection<string> guesses)
    {
        text.Append("ecosystems:           # each has its own forest; profiles whose table names none take that of the map\n");
        string[] values = Values(table);
        RasterGuess? cover = rasters.FirstOrDefault(raster => raster.Role == Role.LandCover);
        Legend? legend = cover is null ? null : Legends.FirstOrDefault(l => System.Text.RegularExpressions.Regex.IsMatch(Path.GetFileName(cover.Path), l.Pattern, System.Text.RegularExpressions.RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1)))
            ?? Legends.FirstOrDefault(l => cover.Low >= l.Lowest && cover.High <= l.Highest);
        foreach (var (code, name, words) in Three)
        {
            string own = string.Join(", ", values.Where(value => words.Any(word => word.Length > 2 ? value.Contains(word, StringComparison.OrdinalIgnoreCase) : value.Equals(word, StringComparison.OrdinalIgnoreCase))).Select(StudyDraft.Scalar));
            string profileValues = own.Length > 0 ? $"\n    profile_values: [{own}]      # guessed" : "";
            if (rasters.FirstOrDefault(raster => raster.Role == Role.Fraction && raster.Name == name) is { } fraction)
            {
                string unit = fraction.Scale != 1 ? "percent" : "fraction";
                text.Append(CultureInfo.InvariantCulture, $"  - code: {code}\n    name: {name}\n    area: {StudyDraft.Relative(root, fraction.Path)}\n    area_unit: {unit}      # guessed from values {fraction.Range}{profileValues}\n");
                guesses.Add($"ecosystem {code}: {unit} of {Path.GetFileName(fraction.Path)}");
            }
            else if (cover is not null && legend is not null)
            {
                string classes = name switch { "cropland" => legend.Cropland, "grassland" => legend.Grassland, _ => legend.Forest };
                text.Append(CultureInfo.InvariantCulture, $"  - code: {code}\n    name: {name}\n    land_cover: {StudyDraft.Relative(root, cover.Path)}\n    classes: [{classes}]      # guessed: {name} in {legend.Name}'s legend{profileValues}\n");
                guesses.Add($"ecosystem {code}: classes {classes} of {Path.GetFileName(cover.Path)}, by the legend of {legend.Name}");
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"  # - code: {code}\n  #   name: {name}\n  #   area: {name}.tif      # share of each cell; or land_cover and classes\n");
                guesses.Add($"ecosystem {code}: no raster says where {name} is; name one in the file");
            }
        }
        text.Append('\n');
    }

    private static string[] Values(TableGuess table)
    {
        TableGuess? owner = table.Joins.Select(join => join.Table).Prepend(table).FirstOrDefault(one => one.Columns.Any(column => column.Ours == "ecosystem"));
        string? theirs = owner?.Columns.First(column => column.Ours == "ecosystem").Theirs;
        var glance = owner?.Glance;
        int index = glance is null ? -1 : glance.Header.ToList().IndexOf(theirs!);
        return glance is null || index < 0 ? [] : [.. glance.Rows.Select(row => row[index].Trim()).Where(value => value.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)];
    }
}
