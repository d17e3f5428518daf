using SoilBeta.Reports.Charts;
using SoilBeta.Reports.Data;
using SoilBeta.Reports.Gis;
using SoilBeta.Reports.Maps;
using SoilBeta.Reports.Pages;
using SoilBeta.Reports.Sections;
using SoilBeta.Studies;
using SoilBeta.Studies.StudyFile;

namespace SoilBeta.Reports;

/// <summary>Makes <c>report.html</c>, <c>figures/</c>, the maps' styles and <c>stac/</c> from the outputs on disk; what is missing there is a section that says so.</summary>
public static class ReportStep
{
    /// <summary>Path of the page.</summary>
    public static string PathOf(OutputFolder folder) => Path.Combine(folder.Root, "report.html");

    /// <summary>Makes the page.</summary>
    /// <param name="study">The study.</param>
    /// <param name="folder">Its outputs.</param>
    /// <param name="options">Whom to tell, and cancellation.</param>
    /// <param name="always">Whether it is made even if the outputs are those it was made from.</param>
    /// <returns>False when it was current.</returns>
    /// <exception cref="InvalidDataException">There are no outputs, or they are damaged.</exception>
    public static bool Run(LoadedStudy study, OutputFolder folder, StepOptions options, bool always = true)
    {
        if (!File.Exists(folder.Profiles) && !File.Exists(folder.Stack) && !File.Exists(folder.Validation))
            throw new InvalidDataException($"{folder.Root}: there are no results to report on. Make them: soilbeta run STUDY.yml, or name their folder with --output.");
        string path = PathOf(folder);
        string key = Key(study, folder);
        if (!always && File.Exists(path) && IsMadeFrom(path, key))
        {
            options.Report.Say("report: current.");
            return false;
        }
        Directory.CreateDirectory(Path.Combine(folder.Root, "figures"));
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
        string page = new ReportPage(outputs, new FigureTool(options.Report, options.Cancellation)).Make(sections, key, out string why);
        if (why.Length > 0)
        {
            options.Report.Say($"the report has no charts: {why}");
            page = page.Replace($"content=\"{key}\"", "content=\"without charts\"", StringComparison.Ordinal); // made again once there is a way
        }
        WholeFile.WriteText(path, page);
        return true;
    }

    private static IEnumerable<Section> Sections(StudyOutputs outputs, MapCanvas? canvas)
    {
        yield return TrustSection.Of(outputs, canvas);
        yield return StockSections.Densities(outputs);
        yield return StockSections.Stocks(outputs);
        yield return FigureSections.Groups(outputs);
        yield return FigureSections.Drivers(outputs);
        yield return FigureSections.HeldOut(outputs);
        foreach (Section section in FigureSections.Maps(outputs, canvas))
            yield return section;
        yield return MethodSection.Of(outputs);
    }

    /// <summary>What the page depends on: the study, the program, and the outputs by length and time.</summary>
    private static string Key(LoadedStudy study, OutputFolder folder)
    {
        IEnumerable<string> files = new[] { folder.Profiles, folder.Rejected, folder.Validation, folder.Importance, folder.Dependence, folder.Coverage, folder.TotalsCsv, folder.TotalsJson, folder.Stack, Path.Combine(folder.Root, "heldout.csv"), Path.Combine(folder.Root, "statistics.csv"), Path.Combine(folder.Root, "validation.csv") }
            .Concat(Directory.Exists(folder.Maps) ? Directory.EnumerateFiles(folder.Maps, "*.tif").Order(StringComparer.Ordinal) : [])
            .Where(File.Exists).Select(file => FormattableString.Invariant($"{Path.GetFileName(file)} {new FileInfo(file).Length} {File.GetLastWriteTimeUtc(file).Ticks}"));
        return Checksums.OfText([study.Checksum, ProgramVersion.Current, typeof(ReportStep).Assembly.ManifestModule.ModuleVersionId.ToString(), .. files]);
    }

    private static bool IsMadeFrom(string path, string key)
    {
        char[] head = new char[4096];
        using var reader = new StreamReader(path);
        int read = reader.ReadBlock(head, 0, head.Length);
        return new string(head, 0, read).Contains(key, StringComparison.Ordinal);
    }
}
