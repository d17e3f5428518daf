using System.Globalization;
using System.Text;
using System.Text.Json;
using SoilBeta.Rasters;

namespace SoilBeta.Workflow.Init;

/// <summary>Drafts a commented study file from a folder of rasters and a profile table. It reports every guess; where it cannot guess, a comment in the file shows what to write.</summary>
public static class StudyDraft
{
    private static readonly string[] RasterEndings = [".tif", ".tiff", ".asc", ".img", ".nc", ".bil", ".vrt"];
    private static readonly string[] VectorEndings = [".geojson", ".json"];

    /// <summary>Maximum number of files examined per folder.</summary>
    private const int MostFiles = 500;

    /// <summary>Drafts a study.</summary>
    /// <param name="gdal">GDAL session.</param>
    /// <param name="folder">Folder with a profile table and rasters, in it or below it.</param>
    /// <param name="guesses">Receives the guesses, one line each.</param>
    /// <returns>Text of the study file, whose paths are relative to <paramref name="folder"/>.</returns>
    /// <exception cref="InvalidDataException">The folder is missing, or has no table of horizons or no raster.</exception>
    public static string Draft(GdalSession gdal, string folder, ICollection<string> guesses)
    {
        if (!Directory.Exists(folder))
            throw new InvalidDataException($"{folder}: there is no such folder. Name the one that holds a profile table and rasters.");
        string root = Path.GetFullPath(folder);
        string[] files = [.. Directory.EnumerateFiles(root, "*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 4 })
            .Where(file => !Path.GetRelativePath(root, file).StartsWith("out" + Path.DirectorySeparatorChar, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Take(MostFiles)];
        TableGuess table = TableGuesses.Best(files, guesses) ?? throw new InvalidDataException(
            $"{folder}: no table of horizons was found ({string.Join(", ", TableGuesses.Endings)}). It needs columns that name the profile, latitude, longitude, top, bottom and organic carbon; docs/study-file.md shows how to map columns of other names.");
        List<RasterGuess> rasters = Rasters(gdal, files, guesses);
        if (rasters.Count == 0)
            throw new InvalidDataException($"{folder}: no raster was found ({string.Join(", ", RasterEndings)}). A map needs covariates; put their rasters there.");

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Drafted by 'soilbeta init' from {Path.GetFileName(root)}. What is marked 'guessed' was read off names and values: look at each,\n# then 'soilbeta check' this file. Keys that are not here have their defaults; docs/study-file.md lists them all.\n");
        text.Append(CultureInfo.InvariantCulture, $"name: {Name(root)}\nseed: 1\n\n");
        IReadOnlyList<TopsoilGuess> topsoils = TopsoilGuesses.Guess(gdal, rasters, table, guesses);
        AppendGrid(text, root, rasters, TopsoilGuesses.Chosen(topsoils), guesses);
        ProfilesDraft.Append(text, root, table);
        AppendFill(text, root, rasters, [.. table.AllColumns]);
        AppendCovariates(text, root, rasters);
        TopsoilGuesses.Append(text, root, topsoils);
        AppendZones(text, root, files, rasters, guesses);
        EcosystemDraft.Append(text, root, rasters, table, guesses);
        text.Append("uncertainty:\n  draws: 1000\n  mode: common        # a draw is the same error everywhere\n  # refits: cycled    # the forest's own uncertainty, by refitted forests\n");
        return text.ToString();
    }

    /// <summary>A path relative to the study file, as YAML.</summary>
    internal static string Relative(string root, string path)
    {
        string relative = Path.GetRelativePath(root, path).Replace('\\', '/');
        return relative.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('/' or '_' or '-' or '.')) ? JsonSerializer.Serialize(relative) : relative;
    }

    /// <summary>A YAML scalar, quoted where necessary.</summary>
    internal static string Scalar(string text) => text.Length > 0 && text.All(c => char.IsLetterOrDigit(c) || c is '_' or '-') && char.IsLetter(text[0]) && text.ToLowerInvariant() is not ("y" or "n" or "yes" or "no" or "true" or "false" or "null" or "on" or "off") ? text : $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static List<RasterGuess> Rasters(GdalSession gdal, string[] files, ICollection<string> guesses)
    {
        var rasters = new List<RasterGuess>();
        string[] found = [.. files.Where(file => RasterEndings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))];
        gdal.Announce(found.Select(file => new InputFile(file, IsVector: false)));
        foreach (string file in found)
        {
            try
            {
                RasterGuess guess = RasterGuesses.Guess(gdal, file);
                if (guess.Role == Role.Covariate && rasters.Exists(other => other.Role == Role.Covariate && other.Name == guess.Name))
                    guess = guess with { Role = Role.Unknown, Name = Path.GetFileNameWithoutExtension(file) };
                rasters.Add(guess);
                string scale = guess.Scale != 1 ? string.Create(CultureInfo.InvariantCulture, $", × {guess.Scale}") : "";
                guesses.Add(guess.Role == Role.Unknown ? $"{Path.GetFileName(file)}: not known (values {guess.Range}); offered as a covariate, commented out"
                    : guess.Role == Role.TreeCover ? $"{Path.GetFileName(file)}: tree cover, not land cover (by its name; values {guess.Range}); offered as a covariate, commented out"
                    : guess.Role == Role.TopsoilDensity ? $"{Path.GetFileName(file)}: may be the topsoil's carbon (by its name; values {guess.Range})"
                    : $"{Path.GetFileName(file)}: {guess.Name}{(guess.Unit.Length > 0 ? $", {guess.Unit}" : "")}{scale} (by its name; values {guess.Range})");
            }
            catch (InvalidDataException failure)
            {
                guesses.Add($"{Path.GetFileName(file)}: left out, {failure.Message.Split('\n')[0]}");
            }
        }
        return rasters;
    }

    private static string Name(string root)
    {
        string name = string.Concat(Path.GetFileName(root.TrimEnd(Path.DirectorySeparatorChar)).ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Trim('-');
        return name.Length > 0 && char.IsAsciiLetter(name[0]) ? name : "study-" + name;
    }

    private static void AppendGrid(StringBuilder text, string root, List<RasterGuess> rasters, TopsoilGuess? topsoil, ICollection<string> guesses)
    {
        RasterGuess like = topsoil?.Raster ?? rasters.Where(raster => raster.Grid.Crs.Wkt == rasters[0].Grid.Crs.Wkt).MinBy(raster => Math.Abs(raster.Grid.Transform.StepX))!;
        guesses.Add($"grid: that of {Path.GetFileName(like.Path)}, {like.Grid.Width} × {like.Grid.Height} cells");
        text.Append(CultureInfo.InvariantCulture, $"grid:\n  like: {Relative(root, like.Path)}      # guessed: {like.Grid.Width} × {like.Grid.Height} cells; or resolution: 5 arcmin and bounds: [west, south, east, north]\n\n");
    }

    private static void AppendFill(StringBuilder text, string root, List<RasterGuess> rasters, IReadOnlyList<ColumnGuess> columns)
    {
        text.Append("soil:\n  fill:                 # where bulk density and gravel come from when a horizon lacks them\n");
        if (rasters.Find(raster => raster.Role == Role.BulkDensity) is { } density)
            text.Append(CultureInfo.InvariantCulture, $"    bulk_density_raster: {Relative(root, density.Path)}\n    bulk_density_scale: {density.Scale}      # guessed from values {density.Range}; to g cm-3\n");
        else
            text.Append(CultureInfo.InvariantCulture, $"    bulk_density_function: manrique_jones_1991{(columns.Any(column => column.Ours == "bulk_density") ? "" : "      # no horizon has a measured one")}\n");
        if (rasters.Find(raster => raster.Role == Role.Gravel) is { } gravel)
            text.Append(CultureInfo.InvariantCulture, $"    gravel_raster: {Relative(root, gravel.Path)}\n    gravel_scale: {gravel.Scale}      # guessed from values {gravel.Range}; to volume %\n");
        else
            text.Append("    gravel: 0           # volume % where nothing is known; too low for stony soils\n");
        text.Append('\n');
    }

    private static void AppendCovariates(StringBuilder text, string root, List<RasterGuess> rasters)
    {
        text.Append("# sd is the standard deviation of the error that is carried through: a share of the value, or a number in the unit.\ncovariates:\n");
        foreach (var raster in rasters.Where(raster => raster.Role is Role.Covariate))
        {
            string scale = raster.Scale != 1 ? string.Create(CultureInfo.InvariantCulture, $", scale: {raster.Scale}") : "";
            text.Append(CultureInfo.InvariantCulture, $"  - {{ name: {raster.Name}, raster: {Relative(root, raster.Path)}{scale}, unit: \"{raster.Unit}\", sd: {raster.Sd}, bounds: {raster.Bounds} }}      # guessed; values {raster.Range}\n");
        }
        foreach (var raster in rasters.Where(raster => raster.Role is Role.Unknown or Role.TreeCover))
            text.Append(CultureInfo.InvariantCulture, $"  # - {{ name: {Scalar(raster.Name)}, raster: {Relative(root, raster.Path)}, unit: \"{raster.Unit}\", sd: 10 % }}      # {(raster.Role == Role.TreeCover ? "tree cover" : "not known")}; values {raster.Range}\n");
        text.Append('\n');
    }

    private static void AppendZones(StringBuilder text, string root, string[] files, List<RasterGuess> rasters, ICollection<string> guesses)
    {
        if (files.FirstOrDefault(file => VectorEndings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase) && FieldOf(file) is not null) is { } vector)
        {
            text.Append(CultureInfo.InvariantCulture, $"zones:\n  - {{ name: zone, vector: {Relative(root, vector)}, field: {Scalar(FieldOf(vector)!)} }}\n\n");
            guesses.Add($"{Path.GetFileName(vector)}: zones for totals, named by its field {FieldOf(vector)}");
        }
        if (rasters.Find(raster => raster.Role == Role.Zones) is { } mask)
            text.Append(CultureInfo.InvariantCulture, $"# To map a part only, keep codes of {Path.GetFileName(mask.Path)} (values {mask.Range}):\n# masks:\n#   - {{ raster: {Relative(root, mask.Path)}, keep: [1] }}\n\n");
        if (rasters.Find(raster => raster.Role == Role.Rock) is { } rock)
        {
            text.Append(CultureInfo.InvariantCulture, $"depth_to_rock: {{ raster: {Relative(root, rock.Path)}, scale: {rock.Scale} }}      # guessed from values {rock.Range}; to cm\n\n");
        }
    }

    /// <summary>The field that probably names the features of a GeoJSON file; null if there is none.</summary>
    private static string? FieldOf(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            if (!document.RootElement.TryGetProperty("features", out var features) || features.GetArrayLength() == 0)
                return null;
            string[] texts = [.. features[0].GetProperty("properties").EnumerateObject().Where(property => property.Value.ValueKind == JsonValueKind.String).Select(property => property.Name)];
            return texts.FirstOrDefault(name => name.Contains("name", StringComparison.OrdinalIgnoreCase)) ?? texts.FirstOrDefault();
        }
        catch (Exception damage) when (damage is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
