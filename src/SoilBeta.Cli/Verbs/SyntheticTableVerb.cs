using System.Globalization;
using CommandLine;
using SoilBeta.Cli.Terminal;
using SoilBeta.Forests;
using SoilBeta.Studies;

namespace SoilBeta.Cli.Verbs;

/// <summary><c>soilbeta synthetic-table</c>: the bench's table as a file, for comparisons with other programs.</summary>
[Verb("synthetic-table", Hidden = true, HelpText = "Writes the bench's seeded synthetic training table (column 'beta' and the features) as CSV, so that other programs can be trained on the same rows.")]
[VerbExample("soilbeta synthetic-table --rows 1000 --output table.csv")]
internal sealed class SyntheticTableVerb : IVerb
{
    /// <summary>Rows.</summary>
    [Option("rows", Default = 6000, MetaValue = "N", HelpText = "Rows.")]
    public int Rows { get; set; }

    /// <summary>Features.</summary>
    [Option("features", Default = 9, MetaValue = "N", HelpText = "Features: nine that matter, then others that do not.")]
    public int Features { get; set; }

    /// <summary>Seed.</summary>
    [Option("seed", Default = 1UL, MetaValue = "S", HelpText = "Seed.")]
    public ulong Seed { get; set; }

    /// <summary>Output.</summary>
    [Option("output", Required = true, MetaValue = "T.csv", HelpText = "CSV file.")]
    public string Output { get; set; } = "";

    /// <inheritdoc/>
    public int Run(VerbContext context)
    {
        if (Rows is < 1 or > TrainingTable.LargestRows || Features is < 1 or > 1000)
            throw new UsageException($"--rows {Rows} --features {Features}: expected 1 to {TrainingTable.LargestRows} rows and 1 to 1000 features.");
        TrainingTable table = SyntheticTable.Create(Rows, Features, Seed);
        CsvFile.Write(context.PathOf(Output), [.. table.Features, table.TargetName], Enumerable.Range(0, table.Rows).Select(row =>
            table.Columns.Select(column => column[row].ToString("R", CultureInfo.InvariantCulture)).Append(table.Target[row].ToString("R", CultureInfo.InvariantCulture))));
        context.Output.WriteLine(Output);
        return 0;
    }
}
