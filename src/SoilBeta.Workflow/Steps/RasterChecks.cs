using System.Globalization;
using SoilBeta.Rasters;
using SoilBeta.Soil.Tables;
using SoilBeta.Studies;

namespace SoilBeta.Workflow.Steps;

/// <summary>Checks a study's rasters: the grid, and for each raster whether it opens, overlaps the grid and holds plausible values.</summary>
internal static class RasterChecks
{
    /// <summary>Maximum number of cells to read from a raster; of a larger one, every n-th row is read. The stack reads all.</summary>
    private const long MostCells = 1 << 24;

    /// <summary>Checks the grid and every raster and vector layer.</summary>
    /// <param name="study">The study, its paths absolute.</param>
    /// <param name="options">GDAL session and cancellation token.</param>
    /// <param name="studyGrid">The study's grid; null if it is invalid.</param>
    /// <exception cref="InvalidDataException">GDAL is missing.</exception>
    public static List<Finding> Run(Study study, StepOptions options, out Grid? studyGrid)
    {
        var findings = new List<Finding> { new(Severity.Fine, "gdal", GdalLibrary.Version) };
        Grid? grid = studyGrid = null;
        if (study.Grid is StudyGrid.Like like && !VirtualFile.MayExist(like.Path))
            return findings; // reported with the missing files
        Try("grid", () =>
        {
            grid = study.Grid.Make(options.Gdal);
            findings.Add(new(Severity.Fine, "grid", $"{grid.Width:N0} × {grid.Height:N0} cells, {(grid.Crs.IsGeographic ? "geographic" : "projected")}"));
        });
        studyGrid = grid;
        if (grid is null)
            return findings;

        foreach (StudyRaster entry in study.Rasters.Where(entry => VirtualFile.MayExist(entry.Path)))
            Try(entry.Key, () => findings.AddRange(Look(entry, grid, options)));
        foreach (PolygonZones zones in study.Zones.OfType<PolygonZones>().Where(zones => VirtualFile.MayExist(zones.Path)))
        {
            Try(zones.Key, () =>
            {
                VectorZones.Check(options.Gdal, new VectorSource(zones.Path, zones.Field, zones.Encoding), options.Cancellation);
                findings.Add(new(Severity.Fine, zones.Key, $"{Path.GetFileName(zones.Path)}: field '{zones.Field}'"));
            });
        }
        return findings;

        void Try(string key, Action look)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            try
            {
                look();
            }
            catch (InvalidDataException problem)
            {
                findings.Add(new(Severity.Problem, key, problem.Message));
            }
        }
    }

    private static List<Finding> Look(StudyRaster entry, Grid grid, StepOptions options)
    {
        using RasterFile raster = options.Gdal.OpenRaster(entry.Path, entry.NoData);
        RasterBand facts = raster.BandAt(entry.ReadBand);
        string file = Path.GetFileName(entry.Path);
        IReadOnlyList<GridWindow> windows = GridOverlap.Windows(raster, grid);
        if (windows.Count == 0)
            throw new InvalidDataException($"{entry.Path} does not overlap the study's grid.\n  Name a raster that covers the grid, or change the grid's bounds.");
        RasterExamination found = RasterExamination.Examine(entry, raster, windows, MostCells, options.Cancellation);
        BandSurvey survey = found.Survey!;
        var findings = new List<Finding>();
        if (survey.Count == 0)
        {
            findings.Add(new(Severity.Note, entry.Key, $"{file}: no data was seen on the study's grid. Are band {entry.ReadBand} and its nodata value ({facts.NoData?.ToString(CultureInfo.InvariantCulture) ?? "none"}) right?"));
        }
        else
        {
            double[] ends = [.. survey.Suspects.Select(one => one.Value).Append(survey.Min).Append(survey.Max).Where(double.IsFinite).Select(stored => ((((stored * facts.Scale) + facts.Offset) * entry.Scale) + entry.Offset))];
            double min = ends.Min(), max = ends.Max();
            bool plausible = min >= entry.Lowest && max <= entry.Highest;
            string range = string.Create(CultureInfo.InvariantCulture, $"{file}: {min:0.####} … {max:0.####} {entry.Unit}");
            findings.Add(new(plausible ? Severity.Fine : entry.StopsBeyond ? Severity.Problem : Severity.Note, entry.Key,
                plausible ? range : string.Create(CultureInfo.InvariantCulture, $"{range}, expected {entry.Lowest} … {entry.Highest}. Are its scale, unit and nodata value right?")));
        }
        findings.AddRange(found.Notes.Select(note => new Finding(Severity.Note, entry.Key, note)));
        if (facts is not { Scale: 1, Offset: 0 })
            findings.Add(new(Severity.Note, entry.Key, string.Create(CultureInfo.InvariantCulture, $"{file} says itself that its values are stored × {facts.Scale} + {facts.Offset}; that is applied before the study's scale.")));
        return findings;
    }
}
