using SoilBeta.Tests.Cli;

namespace SoilBeta.Tests.Reports;

/// <summary>A small study, run once with its report; shared by the tests of this room.</summary>
public sealed class ReportedStudy : IDisposable
{
    public const string Name = "A study with its report";

    private const string Dissimilarity = """
        ecosystem,quantity,index,lowest_index,highest_index,n,rmse,rmse_fit,covered,covered_fit
        CL,subsoilMapTopsoil,0.125,0.1,0.2,20,31.5,30.5,0.95,0.95
        CL,subsoilMapTopsoil,0.25,0.2,0.3,20,29.5,30.5,0.85,0.85
        CL,subsoilMapTopsoil,0.5,0.3,0.9,20,44,44,0.7,0.7

        """;

    internal SmallStudy Study { get; } = new();

    internal Soilbeta.Result Said { get; }

    public ReportedStudy()
    {
        Study.Change("study.yml", "folds: 2, repeats: 0", "folds: 2, repeats: 1"); // so that profiles are held out
        // The easternmost column is masked.
        Study.Raster("mask.asc", (_, column) => column < 11 ? 1 : 0, real: false);
        Study.Change("study.yml", "zones:", "masks:\n  - { raster: mask.asc, keep: [1], source: Office of Masks 2020, licence: CC BY 4.0, doi: https://doi.org/10.1234/mask }\nzones:");
        Study.Change("study.yml", "name: small", "name: small\ntitle: Carbon of a <small> place\nauthor: A. Person\nperiod: 2001-2010");
        Study.Run("run", "study.yml", "--no-report", "--device", "cpu", "--quiet").ShouldExitWith(0);
        // Too few profiles for windows over the index: the page uses these tables instead; the outputs stay unchanged for the tests that run the study again.
        string index = Path.Combine(Study.Output, "dissimilarity.csv"), own = File.ReadAllText(index);
        File.WriteAllText(index, Dissimilarity);
        Said = Study.Run("report", "study.yml").ShouldExitWith(0);
        File.WriteAllText(index, own);
    }

    public string Page => Path.Combine(Study.Output, "report.html");

    public string Text => File.ReadAllText(Page);

    public void Dispose() => Study.Dispose();
}

/// <summary>One run for all tests of this room.</summary>
[CollectionDefinition(ReportedStudy.Name)]
public sealed class ReportedStudyFixture : ICollectionFixture<ReportedStudy>;
