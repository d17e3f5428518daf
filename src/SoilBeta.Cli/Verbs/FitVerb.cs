using System.Diagnostics;
using System.Text.Json;
using CommandLine;
using SoilBeta.Cli.Terminal;
using SoilBeta.Forests;
using SoilBeta.Forests.Validation;
using SoilBeta.Soil.Tables;
using SoilBeta.Studies;
using SoilBeta.Training.Tables;

namespace SoilBeta.Cli.Verbs;

/// <summary><c>soilbeta fit</c>: a forest from any table.</summary>
[VerbTask(VerbGroup.Forests, 2, "Train a forest from any table")]
[Verb("fit", HelpText = "A random forest from any table: features are all other numeric columns. Writes the forest and, next to it, F.json with its out-of-bag score, importance and training seconds.")]
[VerbExample("soilbeta fit --table out/argentina-uruguay/profiles.csv --target beta --features MAT,MAP,Clay,pH --output beta.forest")]
internal sealed class FitVerb : VerbBase
{
    /// <summary>Table.</summary>
    [Option("table", Required = true, MetaValue = "T.csv", HelpText = "Table with a header (.csv, .tsv, either gzipped, or .xlsx); a column whose first value is text is left out, any other must hold a number in every row.")]
    public string Table { get; set; } = "";

    /// <summary>Missing values.</summary>
    [Option("missing", Separator = ',', MetaValue = "CODES", HelpText = TableHelp.Missing + " Rows without the target or a feature are left out and counted.")]
    public IEnumerable<string> Missing { get; set; } = [];

    /// <summary>Encoding.</summary>
    [Option("encoding", MetaValue = "E", HelpText = TableHelp.Encoding)]
    public string? Encoding { get; set; }

    /// <summary>Sheet.</summary>
    [Option("sheet", MetaValue = "S", HelpText = TableHelp.Sheet)]
    public string? Sheet { get; set; }

    /// <summary>Target.</summary>
    [Option("target", Required = true, MetaValue = "COLUMN", HelpText = "Column to be predicted.")]
    public string Target { get; set; } = "";

    /// <summary>Features.</summary>
    [Option("features", Separator = ',', MetaValue = "A,B,...", HelpText = "Features (default: all other numeric columns).")]
    public IEnumerable<string> Features { get; set; } = [];

    /// <summary>Trees.</summary>
    [Option("trees", Default = 500, MetaValue = "N", HelpText = "Trees.")]
    public int Trees { get; set; }

    /// <summary>Mtry.</summary>
    [Option("mtry", MetaValue = "N", HelpText = "Features tried at a split (default: a third of them).")]
    public int? Mtry { get; set; }

    /// <summary>Minimum node size.</summary>
    [Option("min-node-size", Default = 5, MetaValue = "N", HelpText = "Nodes of this many rows (copies counted) or fewer are not split.")]
    public int MinNodeSize { get; set; }

    /// <summary>Seed.</summary>
    [Option("seed", Default = 1UL, MetaValue = "S", HelpText = "Seed: the same seed gives the same forest.")]
    public ulong Seed { get; set; }

    /// <summary>Threads.</summary>
    [Option("threads", MetaValue = "N", HelpText = "CPU threads (default: all).")]
    public int? Threads { get; set; }

    /// <summary>Output.</summary>
    [Option("output", Required = true, MetaValue = "F.forest", HelpText = "Forest file; F.json is written next to it.")]
    public string Output { get; set; } = "";

    /// <inheritdoc/>
    public override int Run(VerbContext context)
    {
        if (Threads is < 1)
            throw new UsageException($"--threads {Threads}: expected 1 or more.");
        string path = context.PathOf(Output), report = Path.ChangeExtension(Output, ".json"), tablePath = context.PathOf(Table);
        if (string.Equals(report, Output, StringComparison.Ordinal))
            throw new UsageException($"--output {Output}: F.json is written next to the forest, so the forest needs another ending; .forest is usual.");
        OutputFile.Require(path, tablePath);
        OutputFile.Require(context.PathOf(report), tablePath);
        string[] features = [.. Features];
        var reading = NumericTableOptions.Parse(Missing, Encoding, Sheet);
        TrainingTable table = TrainingTableReader.Read(tablePath, Target, features.Length > 0 ? features : null, reading, out int leftOut);
        if (features.Length == 0)
            SayUnused(context.Output, tablePath, table, reading);
        var options = new ForestOptions { Trees = Trees, Mtry = Mtry, MinNodeSize = MinNodeSize, Seed = Seed, Threads = Threads ?? 0 };
        var clock = Stopwatch.StartNew();
        TrainedForest trained = ForestTrainer.Train(table, options, cancellation: context.Cancellation);
        double seconds = clock.Elapsed.TotalSeconds;
        double[] permutation = PermutationImportance.Compute(table, trained.Forest, options, context.Cancellation);
        ForestFile.Write(path, trained.Forest);
        WholeFile.Write(context.PathOf(report), stream => WriteReport(stream, table, leftOut, trained, permutation, seconds));

        Score score = trained.Forest.OutOfBag!.Value;
        if (leftOut > 0)
            context.Output.WriteLine($"{leftOut:N0} of {table.Rows + leftOut:N0} rows are left out: the target or a feature is missing there.");
        context.Output.WriteLine($"{table.Rows:N0} rows, {table.Features.Count} features, {Trees} trees of {trained.Forest.Trees.Average(tree => tree.Leaves):N0} leaves in {seconds:0.00} s.");
        context.Output.WriteLine($"Out of bag: R² {score.RSquared:0.0000}, RMSE {score.Rmse:G4} (unit of {Target}).");
        context.Output.WriteLine();
        TextTable.Write(context.Output, ["<feature", "permutation", "purity"], table.Features.Select((name, i) => (string[])[name, $"{permutation[i]:G4}", $"{trained.Purity[i]:G4}"]));
        context.Output.WriteLine(Output);
        context.Output.WriteLine(report);
        return 0;
    }

    // A column that starts with a code of a missing value would otherwise disappear silently.
    private void SayUnused(TextWriter output, string path, TrainingTable table, NumericTableOptions reading)
    {
        using var header = new NumericTable(path, reading);
        string[] unused = [.. header.Header.Where(name => name != Target && !string.IsNullOrWhiteSpace(name)).Except(table.Features, StringComparer.Ordinal)];
        if (unused.Length > 0)
            output.WriteLine($"Not features, since their first value is not a number: {string.Join(", ", unused)}. Name codes of missing values with --missing.");
    }

    private void WriteReport(Stream stream, TrainingTable table, int leftOut, TrainedForest trained, double[] permutation, double seconds)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteString("table", Path.GetFileName(Table));
        json.WriteString("target", Target);
        json.WriteNumber("rows", table.Rows);
        json.WriteNumber("rowsLeftOut", leftOut);
        json.WriteNumber("trees", Trees);
        json.WriteNumber("mtry", trained.Forest.Options!.Mtry!.Value);
        json.WriteNumber("minNodeSize", MinNodeSize);
        json.WriteNumber("seed", Seed);
        json.WriteNumber("leavesPerTree", trained.Forest.Trees.Average(tree => tree.Leaves));
        json.WriteStartObject("outOfBag");
        Number("rSquared", trained.Forest.OutOfBag!.Value.RSquared);
        Number("rmse", trained.Forest.OutOfBag!.Value.Rmse);
        json.WriteEndObject();
        json.WriteStartArray("importance");
        for (int feature = 0; feature < permutation.Length; feature++)
        {
            json.WriteStartObject();
            json.WriteString("feature", table.Features[feature]);
            Number("permutation", permutation[feature]);
            Number("purity", trained.Purity[feature]);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber("seconds", seconds);
        json.WriteEndObject();
        json.Flush();
        stream.WriteByte((byte)'\n');

        void Number(string key, double value)
        {
            if (double.IsFinite(value))
                json.WriteNumber(key, value);
            else
                json.WriteNull(key);
        }
    }
}
