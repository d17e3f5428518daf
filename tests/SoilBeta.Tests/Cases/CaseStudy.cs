using CsvHelper;
using SoilBeta.Rasters;
using SoilBeta.Studies;
using SoilBeta.Tests.Cli;
using SoilBeta.Workflow.Steps;

namespace SoilBeta.Tests.Cases;

/// <summary>A copy of a study of <c>tests/golden/cases</c> in its own folder, where a test may change it and run the program on it.</summary>
internal sealed class CaseStudy : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Copies a case.</summary>
    /// <param name="name">Folder of the case below <c>tests/golden/cases</c>.</param>
    public CaseStudy(string name)
    {
        foreach (string file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "golden", "cases", name)))
            File.Copy(file, _folder[Path.GetFileName(file)]);
    }

    /// <summary>Folder with the study and its inputs.</summary>
    public string Folder => _folder.Root;

    /// <summary>Output folder of <see cref="Run"/>.</summary>
    public string Output => _folder["out"];

    /// <summary>Path of an input.</summary>
    public string this[string name] => _folder[name];

    /// <summary>Replaces text in the study or in a table; fails if it does not occur.</summary>
    public void Change(string name, string what, string into)
    {
        string text = File.ReadAllText(_folder[name]);
        text.ShouldContain(what);
        File.WriteAllText(_folder[name], text.Replace(what, into, StringComparison.Ordinal));
    }

    /// <summary>Runs a verb on the case's study; results go to <see cref="Output"/>.</summary>
    public Soilbeta.Result Run(string verb, params string[] more) => Soilbeta.Run(Folder, [verb, "study.yml", "--output", "out", .. more]);

    /// <summary>Imports the case's forest and maps it.</summary>
    public Soilbeta.Result Map()
    {
        Directory.CreateDirectory(Path.Combine(Output, "forests"));
        Soilbeta.Run(Folder, "import", "CL.json", "--output", Path.Combine("out", "forests", "CL.forest")).ShouldExitWith(0);
        return Run("map", "--device", "cpu", "--quiet");
    }

    /// <summary>Makes the case's stack in this process and opens it.</summary>
    public StackReader Stack()
    {
        var folder = new OutputFolder(Output);
        StackStep.Run(StudyReader.Read(_folder["study.yml"]), folder, new StepOptions());
        return StackStep.Open(folder);
    }

    /// <summary>Findings of <c>check</c>, run in this process.</summary>
    public IReadOnlyList<Finding> Check() => CheckStep.Run(StudyReader.Read(_folder["study.yml"]), new OutputFolder(Output), new StepOptions());

    /// <summary>Rows of a table of the results, e.g. <c>profiles.csv</c>: column → text.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Table(string name)
    {
        using CsvReader csv = CsvReader.FromFile(Path.Combine(Output, name), new CsvReaderOptions { Separator = ',' });
        var rows = new List<IReadOnlyDictionary<string, string>>();
        while (csv.Read())
            rows.Add(Enumerable.Range(0, csv.Headers.Count).ToDictionary(i => csv.Headers[i], csv.GetString));
        return rows;
    }

    public void Dispose() => _folder.Dispose();
}
