using CommandLine;
using SoilBeta.Cli.Terminal;
using SoilBeta.Forests;
using SoilBeta.Forests.Drivers;
using SoilBeta.Forests.Tuning;
using SoilBeta.Training.Tables;

namespace SoilBeta.Cli.Verbs;

/// <summary><c>soilbeta explain</c>: importance, dependence and tuning of any table, for comparisons with other programs (<c>train</c> does them for a study).</summary>
[Verb("explain", Hidden = true, HelpText = "Importance, partial dependence and, with --tune, the tuning surface of a forest on any table, as importance.csv, dependence.csv and tuning.csv in a folder.")]
[VerbExample("soilbeta explain --table table.csv --target beta --trees 100 --output explained")]
internal sealed class ExplainVerb : IVerb
{
    /// <summary>Table.</summary>
    [Option("table", Required = true, MetaValue = "T.csv", HelpText = "Table with a header; features are all other numeric columns.")]
    public string Table { get; set; } = "";

    /// <summary>Target.</summary>
    [Option("target", Default = "beta", MetaValue = "COLUMN", HelpText = "Column to be predicted.")]
    public string Target { get; set; } = "";

    /// <summary>Trees.</summary>
    [Option("trees", Default = 500, MetaValue = "N", HelpText = "Trees.")]
    public int Trees { get; set; }

    /// <summary>Mtry.</summary>
    [Option("mtry", MetaValue = "N", HelpText = "Features tried at a split (default: a third of them).")]
    public int? Mtry { get; set; }

    /// <summary>Points.</summary>
    [Option("points", Default = 25, MetaValue = "N", HelpText = "Values of each curve.")]
    public int Points { get; set; }

    /// <summary>Tune.</summary>
    [Option("tune", HelpText = "Write tuning.csv: every mtry at node size 5, ten bootstrap samples.")]
    public bool Tune { get; set; }

    /// <summary>Seed.</summary>
    [Option("seed", Default = 1UL, MetaValue = "S", HelpText = "Seed.")]
    public ulong Seed { get; set; }

    /// <summary>Output.</summary>
    [Option("output", Required = true, MetaValue = "FOLDER", HelpText = "Folder of the tables.")]
    public string Output { get; set; } = "";

    /// <inheritdoc/>
    public int Run(VerbContext context)
    {
        var table = TrainingTableReader.Read(context.PathOf(Table), Target);
        var options = new ForestOptions { Trees = Trees, Mtry = Mtry, Seed = Seed };
        var trained = ForestTrainer.Train(table, options, cancellation: context.Cancellation);
        var (raw, error) = PermutationImportance.WithErrors(table, trained.Forest, options, context.Cancellation);
        Write(context, "importance.csv", ["covariate", "permutation", "permutation_scaled", "purity"], table.Features.Select((name, i) => (string[])[name, Number(raw[i]), Number(raw[i] / error[i]), Number(trained.Purity[i])]));
        var curves = CovariateEffects.Compute(table, trained.Forest, options, new EffectSettings(Points, 0, int.MaxValue), cancellation: context.Cancellation);
        Write(context, "dependence.csv", ["covariate", "method", "value", "effect"], curves.Select(point => (string[])[point.Feature, point.Method, Number(point.Value), Number(point.Effect)]));
        if (!Tune)
            return 0;
        var grid = TuningGrid.Default(table.Features.Count, Trees) with { NodeSizes = [5], Trees = [Trees] };
        var surface = ForestTuner.Run(table, grid, 10, Seed, cancellation: context.Cancellation);
        Write(context, "tuning.csv", ["mtry", "bootstrap_mse", "bootstrap_sd", "oob_mse"], surface.Points.Select(point => (string[])[Number(point.Mtry), Number(point.BootstrapMse), Number(point.BootstrapSd), Number(point.OutOfBagMse)]));
        return 0;
    }

    private void Write(VerbContext context, string name, string[] header, IEnumerable<string[]> rows)
    {
        string path = context.PathOf(Path.Combine(Output, name));
        CsvFile.Write(path, header, rows);
        context.Output.WriteLine(path);
    }

    private static string Number(double value) => CsvFile.Number(value, 12);
}
