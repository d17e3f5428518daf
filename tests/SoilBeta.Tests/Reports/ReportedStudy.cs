using SoilBeta.Tests.Cli;

namespace SoilBeta.Tests.Reports;

/// <summary>A small study, run once with its report; shared by the tests of this room.</summary>
public sealed class ReportedStudy : IDisposable
{
    public const string Name = "A study with its report";

    internal SmallStudy Study { get; } = new();

    internal Soilbeta.Result Said { get; }

    public ReportedStudy()
    {
        Study.Change("study.yml", "folds: 2, repeats: 0", "folds: 2, repeats: 1"); // so that profiles are held out
        Study.Run("run", "study.yml", "--no-report", "--device", "cpu", "--quiet").ShouldExitWith(0);
        Said = Study.Run("report", "study.yml").ShouldExitWith(0);
    }

    public string Page => Path.Combine(Study.Output, "report.html");

    public string Text => File.ReadAllText(Page);

    /// <summary>Why there are no charts here; null if there are.</summary>
    public string? NoCharts => Said.Error.Split('\n').FirstOrDefault(line => line.Contains("the report has no charts", StringComparison.Ordinal));

    public void Dispose() => Study.Dispose();
}

/// <summary>One run for all tests of this room.</summary>
[CollectionDefinition(ReportedStudy.Name)]
public sealed class ReportedStudyFixture : ICollectionFixture<ReportedStudy>;
