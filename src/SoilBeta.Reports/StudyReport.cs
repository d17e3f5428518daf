using SoilBeta.Reports.Data;
using SoilBeta.Reports.Gis;
using SoilBeta.Reports.Maps;
using SoilBeta.Reports.Markup;
using SoilBeta.Reports.Pages;
using SoilBeta.Reports.Sections;
using SoilBeta.Reports.Viewer;
using SoilBeta.Studies;

namespace SoilBeta.Reports;

/// <summary>Makes <c>report.html</c>, <c>brief.html</c>, <c>figures/</c>, the styles of the maps and <c>stac/</c> from the outputs on disk; a section names the outputs that it lacks.</summary>
public static class StudyReport
{
    /// <summary>Requires that there are results to report on.</summary>
    /// <exception cref="InvalidDataException">There are none.</exception>
    public static void RequireResults(OutputFolder folder)
    {
        if (!File.Exists(folder.Profiles) && !File.Exists(folder.Stack) && !File.Exists(folder.Validation))
            throw new InvalidDataException($"{folder.Root}: there are no results to report on. Make them: soilbeta run STUDY.yml, or name their folder with --output.");
    }

    /// <summary>Makes the page and its files.</summary>
    /// <param name="study">The study.</param>
    /// <param name="folder">Outputs.</param>
    /// <param name="options">Progress and cancellation.</param>
    /// <exception cref="InvalidDataException">Outputs are damaged.</exception>
    public static void Make(StudyContext study, OutputFolder folder, StepOptions options)
    {
        Directory.CreateDirectory(folder.Figures);
        using var outputs = new StudyOutputs(study, folder);
        using MapCanvas? canvas = MapCanvas.For(outputs);
        using IWorkReport work = options.Report.Begin("report", 8, "parts");
        T Part<T>(Func<T> make)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            T made = make();
            work.Advance(1);
            return made;
        }
        MapFigures? figures = canvas is null ? null : new MapFigures(outputs, canvas);
        Figure? overview = Part(() => figures?.Overview());
        string? viewer = Part(() => ViewerBlock.Make(outputs, canvas));
        var page = new ReportPage(outputs);
        List<Section> sections = [SummarySection.Make(outputs, viewer, overview), Part(() => CarbonSection.Make(outputs)), Part(() => TrustSection.Make(outputs)), Part(() => DriversSection.Make(outputs))];
        if (CarbonSection.Paper(outputs) is { } paper)
            sections.Add(paper);
        sections.Add(Part(() => MapSection.Make(figures, page)));
        sections.Add(MethodSection.Make(outputs));
        WholeFile.WriteText(folder.Report, page.Make(sections));
        WholeFile.WriteText(folder.Brief, BriefPages.Make(outputs, page, overview));
        _ = Part(() =>
        {
            FigureArchive.Write(folder.Figures, page.Files);
            return true;
        });
        _ = Part(() =>
        {
            QgisStyle.Write(outputs);
            StacItems.Write(outputs, figures is null ? null : overview?.Panels[0].Id);
            return true;
        });
    }

    /// <summary>Whether <see cref="Make"/> writes a file of the output folder.</summary>
    public static bool IsOf(OutputFolder folder, string path) =>
        path == folder.Report || path == folder.Brief || path.EndsWith(".qml", StringComparison.Ordinal) || Path.GetDirectoryName(path) == folder.Figures || Path.GetDirectoryName(path) == folder.Stac;

    /// <summary>Absolute paths of the existing outputs that the page shows.</summary>
    public static IEnumerable<string> InputsOf(OutputFolder folder) =>
        new[] { folder.Profiles, folder.Rejected, folder.Validation, folder.ValidationCsv, folder.HeldOut, folder.Importance, folder.Dependence, folder.Statistics, folder.Mixed, folder.Coverage, folder.Dissimilarity, folder.TotalsCsv, folder.TotalsJson, folder.Stack }
            .Where(File.Exists).Concat(Directory.Exists(folder.Maps) ? Directory.EnumerateFiles(folder.Maps, "*.tif").Order(StringComparer.Ordinal) : []);
}
