using SoilBeta.Reports.Charts;
using SoilBeta.Reports.Data;
using SoilBeta.Reports.Gis;
using SoilBeta.Reports.Maps;
using SoilBeta.Reports.Markup;
using SoilBeta.Reports.Pages;
using SoilBeta.Reports.Sections;
using SoilBeta.Studies;

namespace SoilBeta.Reports;

/// <summary>Makes <c>report.html</c>, <c>figures/</c>, the styles of the maps and <c>stac/</c> from the outputs on disk; a section names the outputs that it lacks.</summary>
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
    /// <returns>Whether the charts could be drawn.</returns>
    /// <exception cref="InvalidDataException">Outputs are damaged.</exception>
    public static bool Make(StudyContext study, OutputFolder folder, StepOptions options)
    {
        Directory.CreateDirectory(folder.Figures);
        using var outputs = new StudyOutputs(study, folder);
        using MapCanvas? canvas = MapCanvas.For(outputs);
        QgisStyle.Write(outputs);
        StacItems.Write(outputs);
        var sections = new List<Section>();
        using (IWorkReport work = options.Report.Begin("report", 12, "sections"))
        {
            foreach (Section section in Sections(outputs, canvas))
            {
                options.Cancellation.ThrowIfCancellationRequested();
                sections.Add(section);
                work.Advance(1);
            }
        }
        string page = new ReportPage(outputs, new FigureTool(options.Report, options.Cancellation)).Make(sections, out string why);
        if (why.Length > 0)
            options.Report.Say($"the report has no charts: {why}");
        WholeFile.WriteText(folder.Report, page);
        return why.Length == 0;
    }

    /// <summary>Whether <see cref="Make"/> writes a file of the output folder.</summary>
    public static bool IsOf(OutputFolder folder, string path) =>
        path == folder.Report || path.EndsWith(".qml", StringComparison.Ordinal) || Path.GetDirectoryName(path) == folder.Figures || Path.GetDirectoryName(path) == folder.Stac;

    private static IEnumerable<Section> Sections(StudyOutputs outputs, MapCanvas? canvas)
    {
        yield return TrustSection.Make(outputs, canvas);
        yield return StockSections.Densities(outputs);
        yield return StockSections.Stocks(outputs);
        yield return FigureSections.Groups(outputs);
        yield return FigureSections.Drivers(outputs);
        yield return FigureSections.HeldOut(outputs);
        foreach (Section section in FigureSections.Maps(outputs, canvas))
            yield return section;
        yield return MethodSection.Make(outputs);
    }

    /// <summary>Absolute paths of the existing outputs that the page shows.</summary>
    public static IEnumerable<string> InputsOf(OutputFolder folder) =>
        new[] { folder.Profiles, folder.Rejected, folder.Validation, folder.ValidationCsv, folder.HeldOut, folder.Importance, folder.Dependence, folder.Statistics, folder.Coverage, folder.Dissimilarity, folder.TotalsCsv, folder.TotalsJson, folder.Stack }
            .Where(File.Exists).Concat(Directory.Exists(folder.Maps) ? Directory.EnumerateFiles(folder.Maps, "*.tif").Order(StringComparer.Ordinal) : []);
}
