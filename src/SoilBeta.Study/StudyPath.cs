using SoilBeta.Rasters;

namespace SoilBeta.Studies;

/// <summary>A file that a study names.</summary>
/// <param name="Key">Key: <c>covariates[2].raster</c>.</param>
/// <param name="Kind">Kind of file.</param>
/// <param name="Value">The path, absolute.</param>
public sealed record StudyPath(string Key, FileKind Kind, string Value)
{
    /// <summary>Why a path cannot be used in a study; null if it can. Study files are untrusted: network paths and paths inside archives need the command line's permission, and are never allowed for tables.</summary>
    public static string? Refusal(string path, FileKind kind, bool allowNetwork) =>
        path.Contains('\0', StringComparison.Ordinal) ? "a path has no null characters."
            : kind == FileKind.Table && VirtualFile.Is(path) ? "a table is a file of this machine. Download or unpack it and name that."
            : VirtualFile.Refusal(VirtualFile.Resolve(path, "/"), allowNetwork);
}

/// <summary>Kind of a file in a study.</summary>
public enum FileKind
{
    /// <summary>A raster that GDAL reads.</summary>
    Raster,

    /// <summary>A vector layer that GDAL reads.</summary>
    Vector,

    /// <summary>A table: .csv, .tsv (either gzipped) or .xlsx.</summary>
    Table,
}
