using SoilBeta.Rasters;

namespace SoilBeta.Studies.StudyFile;

/// <summary>Every file that a study names, so that paths are resolved, refused and checked in one place.</summary>
public static class StudyPaths
{
    /// <summary>The files named, each with its key and what it is for.</summary>
    public static IEnumerable<StudyPath> Of(Study study)
    {
        yield return new("grid.like", FileKind.Raster, study.Grid.Like, value => study.Grid.Like = value);
        for (int i = 0; i < study.Profiles.Count; i++)
        {
            var table = study.Profiles[i];
            yield return new($"profiles[{i + 1}].table", FileKind.Table, table.Table, value => table.Table = value);
            for (int j = 0; j < table.Join.Count; j++)
            {
                var join = table.Join[j];
                yield return new($"profiles[{i + 1}].join[{j + 1}].table", FileKind.Table, join.Table, value => join.Table = value);
            }
        }
        var fill = study.Soil.Fill;
        yield return new("soil.fill.bulk_density_raster", FileKind.Raster, fill.BulkDensityRaster, value => fill.BulkDensityRaster = value);
        yield return new("soil.fill.gravel_raster", FileKind.Raster, fill.GravelRaster, value => fill.GravelRaster = value);
        for (int i = 0; i < study.Covariates.Count; i++)
        {
            var covariate = study.Covariates[i];
            yield return new($"covariates[{i + 1}].raster", FileKind.Raster, covariate.Raster, value => covariate.Raster = value);
        }
        var topsoil = study.Topsoil;
        yield return new("topsoil.density", FileKind.Raster, topsoil.Density, value => topsoil.Density = value);
        yield return new("topsoil.soc", FileKind.Raster, topsoil.Soc, value => topsoil.Soc = value);
        yield return new("topsoil.bulk_density", FileKind.Raster, topsoil.BulkDensity, value => topsoil.BulkDensity = value);
        yield return new("topsoil.gravel", FileKind.Raster, topsoil.Gravel, value => topsoil.Gravel = value);
        for (int i = 0; i < study.Masks.Count; i++)
        {
            var mask = study.Masks[i];
            yield return new($"masks[{i + 1}].raster", FileKind.Raster, mask.Raster, value => mask.Raster = value);
        }
        if (study.DepthToRock is { } rock)
            yield return new("depth_to_rock.raster", FileKind.Raster, rock.Raster, value => rock.Raster = value);
        for (int i = 0; i < study.Zones.Count; i++)
        {
            var zone = study.Zones[i];
            yield return new($"zones[{i + 1}].raster", FileKind.Raster, zone.Raster, value => zone.Raster = value);
            yield return new($"zones[{i + 1}].vector", FileKind.Vector, zone.Vector, value => zone.Vector = value);
        }
        for (int i = 0; i < study.Ecosystems.Count; i++)
        {
            var ecosystem = study.Ecosystems[i];
            yield return new($"ecosystems[{i + 1}].area", FileKind.Raster, ecosystem.Area, value => ecosystem.Area = value);
            yield return new($"ecosystems[{i + 1}].land_cover", FileKind.Raster, ecosystem.LandCover, value => ecosystem.LandCover = value);
        }
    }

    /// <summary>Rasters and vector layers among them, for a study with absolute paths.</summary>
    public static IEnumerable<InputFile> Files(Study study) =>
        Of(study).Where(path => path.Kind != FileKind.Table && !string.IsNullOrEmpty(path.Value)).Select(path => new InputFile(path.Value!, path.Kind == FileKind.Vector));

    /// <summary>Why a path may not stand in a study, or null when it may: no network, no paths inside archives (a study may come from a stranger) unless the command line allows it, and tables never.</summary>
    internal static string? Refusal(StudyPath path, bool allowNetwork) =>
        path.Value!.Contains('\0', StringComparison.Ordinal) ? "a path has no null characters."
            : path.Kind == FileKind.Table && VirtualFile.Is(path.Value) ? "a table is a file of this machine. Download or unpack it and name that."
            : VirtualFile.Refusal(VirtualFile.Resolve(path.Value, "/"), allowNetwork);

    /// <summary>Makes every path absolute, from the folder of the study file.</summary>
    internal static void Resolve(Study study, string folder)
    {
        foreach (var path in Of(study))
        {
            if (!string.IsNullOrEmpty(path.Value))
                path.Set(VirtualFile.Resolve(path.Value, folder));
        }
    }
}

/// <summary>A file that a study names.</summary>
/// <param name="Key">Its key: <c>covariates[2].raster</c>.</param>
/// <param name="Kind">What kind of file.</param>
/// <param name="Value">The path; null or empty where none is given.</param>
/// <param name="Set">Replaces the path.</param>
public sealed record StudyPath(string Key, FileKind Kind, string? Value, Action<string> Set);

/// <summary>What kind of file a study names.</summary>
public enum FileKind
{
    /// <summary>A raster that GDAL reads.</summary>
    Raster,

    /// <summary>A vector layer that GDAL reads.</summary>
    Vector,

    /// <summary>A table: .csv, .tsv (either gzipped) or .xlsx.</summary>
    Table,
}
