using SoilBeta.Forests;
using SoilBeta.Rasters;
using SoilBeta.Soil.Tables;
using SoilBeta.Studies;
using SoilBeta.Training.Models;
using SoilBeta.Training.Profiles;
using SoilBeta.Workflow.Runs;

namespace SoilBeta.Workflow.Steps;

/// <summary>Reads everything that a study names and computes nothing: reports all problems at once, before a run takes hours to find them one by one.</summary>
public static class CheckStep
{
    /// <summary>Checks a study.</summary>
    /// <exception cref="InvalidDataException">GDAL is missing, so that no raster can be read.</exception>
    public static IReadOnlyList<Finding> Run(StudyContext study, OutputFolder folder, StepOptions options)
    {
        var findings = new List<Finding>();
        foreach (var path in study.Study.Paths)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            if (!VirtualFile.MayExist(path.Value))
                findings.Add(new(Severity.Problem, path.Key, $"{path.Value}: there is no such file. Paths are taken from the folder of the study file."));
        }
        if (OutputGuard.Refusal(study, folder) is { } refusal)
            findings.Add(new(Severity.Problem, "--output", refusal));
        findings.AddRange(RasterChecks.Run(study.Study, options, out var grid));
        var tables = new List<HorizonTable>();
        for (int i = 0; i < study.Study.Profiles.Count; i++)
            findings.AddRange(Table(study.Study.Profiles[i], $"profiles[{i + 1}].table", tables));
        (double Longitude, double Latitude)[] places = [.. tables.SelectMany(table => table.Profiles).Select(profile => (profile.Longitude, profile.Latitude))];
        findings.AddRange(UnitPlausibility.Problems(tables).Concat(SharedProfiles.Problems(tables)).Select(problem => new Finding(Severity.Problem, "profiles", problem)));
        if (study.Study.Profiles.Count == 0)
            findings.Add(new(Severity.Note, "profiles", "no table of horizons: only maps from forests that are there can be made."));
        findings.AddRange(study.Study.Ecosystems.Select(ecosystem => Forest(study.Study, folder, ecosystem.Code)).OfType<Finding>());
        if (grid is not null)
        {
            findings.AddRange(GridChecks.Profiles(study.Study, grid, places));
            findings.AddRange(GridChecks.Classes(study.Study, grid, options));
            if (TopsoilChecks.Run(study.Study, grid, tables, options) is { } topsoil)
                findings.Add(topsoil);
            findings.AddRange(ResourceFindings.List(study.Study, grid, folder, options));
        }
        return findings;
    }

    // Imported forests only: a step that trains replaces its own where the study has changed.
    private static Finding? Forest(Study study, OutputFolder folder, string code)
    {
        string path = folder.Forest(code), key = $"forests/{Path.GetFileName(path)}";
        if (!File.Exists(path))
            return null;
        try
        {
            var file = ForestFile.Open(path);
            if (file.Model != ModelKind.Imported)
                return null;
            file.RequireDevicesFit();
            RunPlans.RequireCovariates(study, file.Features, Path.GetFileName(path));
            return new(Severity.Fine, key, $"imported: {file.Trees:N0} trees of {file.Nodes:N0} nodes");
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return new(Severity.Problem, key, failure.Message);
        }
    }

    private static List<Finding> Table(HorizonTableOptions named, string key, List<HorizonTable> tables)
    {
        if (!File.Exists(named.Path) || named.Joins.Any(join => !File.Exists(join.Path)))
            return []; // reported with the missing files
        try
        {
            var table = HorizonTableReader.Read(named);
            tables.Add(table);
            var notes = table.Notes.Select(text => new Finding(Severity.Note, key, text));
            return [new(table.Profiles.Count > 0 ? Severity.Fine : Severity.Problem, key, table.Summary), .. notes];
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return [new(Severity.Problem, key, failure.Message)];
        }
    }
}

/// <summary>A finding of <c>check</c>.</summary>
/// <param name="Severity">Severity.</param>
/// <param name="Key">Subject: a key of the study, or <c>disk</c>, <c>memory</c>, <c>time</c>.</param>
/// <param name="Text">Found, expected, and advice.</param>
public sealed record Finding(Severity Severity, string Key, string Text);

/// <summary>Severity of a finding.</summary>
public enum Severity
{
    /// <summary>As expected.</summary>
    Fine,

    /// <summary>Worth knowing; the run continues.</summary>
    Note,

    /// <summary>Stops the run.</summary>
    Problem,
}
