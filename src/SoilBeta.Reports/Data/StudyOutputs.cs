using System.Text.Json;
using SoilBeta.Rasters;
using SoilBeta.Studies;

namespace SoilBeta.Reports.Data;

/// <summary>The content of a study's output folder, as far as it exists: the only input of the report.</summary>
internal sealed class StudyOutputs : IDisposable
{
    /// <summary>Suffix of the names of the dissimilarity maps.</summary>
    public const string Applicability = "applicability";

    private readonly List<JsonDocument> _documents = [];

    /// <summary>Reads the tables.</summary>
    public StudyOutputs(StudyContext loaded, OutputFolder folder)
    {
        (Loaded, Folder) = (loaded, folder);
        Profiles = CsvTable.Read(folder.Profiles);
        Rejected = CsvTable.Read(folder.Rejected);
        Totals = CsvTable.Read(folder.TotalsCsv);
        Importance = CsvTable.Read(folder.Importance);
        Dependence = CsvTable.Read(folder.Dependence);
        HeldOut = Table("heldout.csv");
        Statistics = Table("statistics.csv");
        Coverage = CsvTable.Read(folder.Coverage);
        Dissimilarity = CsvTable.Read(folder.Dissimilarity);
        Scores = Table("validation.csv");
        Validation = Json(folder.Validation);
        TotalsJson = Json(folder.TotalsJson);
        Manifest = Json(folder.Manifest);
        Stack = File.Exists(folder.Stack) ? StackReader.Open(folder.Stack) : null;
    }

    /// <summary>The study file.</summary>
    public StudyContext Loaded { get; }

    /// <summary>The study.</summary>
    public Study Study => Loaded.Study;

    /// <summary>The output folder.</summary>
    public OutputFolder Folder { get; }

    /// <summary><c>profiles.csv</c>.</summary>
    public CsvTable? Profiles { get; }

    /// <summary><c>rejected.csv</c>.</summary>
    public CsvTable? Rejected { get; }

    /// <summary>Rows of <c>rejected.csv</c> for profiles that are not used; the other rows record dropped values of profiles in use.</summary>
    public IReadOnlyList<string[]> RejectedRows => Rejected is not { } rejected ? [] : [.. rejected.Rows.Where(row => rejected.Text(row, "reason") != "value_dropped")];

    /// <summary><c>totals.csv</c>.</summary>
    public CsvTable? Totals { get; }

    /// <summary><c>importance.csv</c>.</summary>
    public CsvTable? Importance { get; }

    /// <summary><c>dependence.csv</c>.</summary>
    public CsvTable? Dependence { get; }

    /// <summary><c>heldout.csv</c>: the prediction of each profile while it was held out.</summary>
    public CsvTable? HeldOut { get; }

    /// <summary><c>statistics.csv</c>: groups with the letters of Duncan's test.</summary>
    public CsvTable? Statistics { get; }

    /// <summary><c>coverage.csv</c>: coverage of held-out profiles by intervals computed without them.</summary>
    public CsvTable? Coverage { get; }

    /// <summary><c>dissimilarity.csv</c>: errors and coverage of held-out profiles by dissimilarity index.</summary>
    public CsvTable? Dissimilarity { get; }

    /// <summary><c>validation.csv</c>: scores of every model under every design.</summary>
    public CsvTable? Scores { get; }

    /// <summary><c>validation.json</c>.</summary>
    public JsonElement? Validation { get; }

    /// <summary><c>totals.json</c>.</summary>
    public JsonElement? TotalsJson { get; }

    /// <summary><c>manifest.json</c>.</summary>
    public JsonElement? Manifest { get; }

    /// <summary>The prepared stack.</summary>
    public StackReader? Stack { get; }

    /// <summary>The map that the page opens with: 20–100 cm, otherwise the widest depth interval, otherwise β.</summary>
    public MapProduct Main => Study.Products.FirstOrDefault(product => product is { IsBeta: false, Target: null, Top: 20, Bottom: 100 })
        ?? Study.Products.Where(product => product is { IsBeta: false, Target: null }).MaxBy(product => product.Bottom - product.Top) ?? Study.Products[0];

    /// <summary>Codes of the land covers that the page shows, ALL last; a study of one has no ALL, which would repeat it.</summary>
    public IReadOnlyList<string> Covers => Study.Ecosystems.Count == 1 ? [Study.Ecosystems[0].Code] : [.. Study.Ecosystems.Select(ecosystem => ecosystem.Code), "ALL"];

    /// <summary>Name of the ecosystem with a code; <c>all ecosystems</c> for ALL.</summary>
    public string NameOf(string code) => code == "ALL" ? "all ecosystems" : Study.Ecosystems.FirstOrDefault(ecosystem => ecosystem.Code == code)?.Name is { Length: > 0 } name ? name : code;

    /// <summary>Paths of the existing maps of the study's products, those of all ecosystems together first.</summary>
    public IEnumerable<string> Maps() => Study.Ecosystems.Select(ecosystem => ecosystem.Code).Prepend("ALL").SelectMany(code => Study.Products.Select(product => Folder.Map($"{code}_{product.Suffix}"))).Where(File.Exists);

    /// <summary>Path of a file in the output folder.</summary>
    public string PathOf(string name) => Path.Combine(Folder.Root, name);

    /// <summary>Rows of <c>totals.csv</c> for the whole map, by the run's own draws.</summary>
    public IEnumerable<TotalsLine> WholeMap() => Own().Where(line => line.Zone == "all");

    /// <summary>Rows of <c>totals.csv</c> with intervals of the run's own mode, without errors of areas, residuals or other modes.</summary>
    public IEnumerable<TotalsLine> Own() => Lines().Where(line => line.Interval == Study.Uncertainty.Mode.Word());

    /// <summary>All rows of <c>totals.csv</c>.</summary>
    public IEnumerable<TotalsLine> Lines() => Totals is not { } table ? [] : table.Rows.Select(row => new TotalsLine(
        table.Text(row, "ecosystem"), table.Text(row, "layer"), table.Text(row, "zone"), table.Text(row, "interval"), table.Number(row, "area_mha"),
        table.Number(row, "mean_pg"), table.Number(row, "q025_pg"), table.Number(row, "q975_pg"), table.Number(row, "density_mg_ha"))
    {
        LowError = table.Number(row, "se_q025_pg"), HighError = table.Number(row, "se_q975_pg"),
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        Stack?.Dispose();
        foreach (var document in _documents)
            document.Dispose();
    }

    private CsvTable? Table(string name) => CsvTable.Read(PathOf(name));

    private JsonElement? Json(string path)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            var document = JsonDocument.Parse(File.ReadAllBytes(path));
            _documents.Add(document);
            return document.RootElement;
        }
        catch (JsonException damage)
        {
            throw new InvalidDataException($"{path} is damaged: {damage.Message}\n  Delete it and run the study again.", damage);
        }
    }
}

/// <summary>A row of <c>totals.csv</c>: areas in Mha, stocks in Pg C, density in Mg C ha⁻¹.</summary>
internal sealed record TotalsLine(string Ecosystem, string Layer, string Zone, string Interval, double AreaMha, double MeanPg, double LowPg, double HighPg, double Density)
{
    /// <summary>Standard error of the lower bound, Pg C; NaN where the study does not request it.</summary>
    public double LowError { get; init; } = double.NaN;

    /// <summary>Standard error of the upper bound, Pg C; NaN where the study does not request it.</summary>
    public double HighError { get; init; } = double.NaN;

    /// <summary>Lower bound of the mean density, Mg C ha⁻¹.</summary>
    public double LowDensity => LowPg / AreaMha * 1000;

    /// <summary>Upper bound of the mean density, Mg C ha⁻¹.</summary>
    public double HighDensity => HighPg / AreaMha * 1000;
}
