using System.Globalization;
using SoilBeta.Devices.Benchmarks;
using SoilBeta.Files;
using SoilBeta.Forests;
using SoilBeta.Forests.Drivers;
using SoilBeta.Forests.Tuning;
using SoilBeta.Training.Tables;

namespace SoilBeta.Bench;

/// <summary>Tables for comparisons with other programs (<c>bench/peers</c>): the synthetic table, and importance, dependence and tuning of a forest on it.</summary>
internal static class PeerTables
{
    /// <summary><c>synthetic-table OUTPUT.csv ROWS [SEED]</c>: the table with its nine features and the column <c>beta</c>.</summary>
    public static int Synthetic(string[] args)
    {
        TrainingTable table = SyntheticTable.Create(int.Parse(args[1]), seed: args.Length > 2 ? ulong.Parse(args[2]) : 1);
        CsvFile.Write(args[0], [.. table.Features, table.TargetName], Enumerable.Range(0, table.Rows).Select(row =>
            table.Columns.Select(column => column[row].ToString("R", CultureInfo.InvariantCulture)).Append(table.Target[row].ToString("R", CultureInfo.InvariantCulture))));
        return 0;
    }

    /// <summary><c>layers-table FOLDER SEEDS</c>: <c>table.csv</c>, the synthetic table with five layers as targets, and <c>ours.csv</c>, the out-of-bag R² of each layer by a forest of all five, for each seed.</summary>
    public static int Layers(string[] args)
    {
        TrainingTable table = SyntheticTable.WithLayers(SyntheticTable.Create());
        CsvFile.Write(Path.Combine(args[0], "table.csv"), [.. table.Features, .. table.TargetNames], Enumerable.Range(0, table.Rows).Select(row =>
            table.Columns.Select(column => column[row].ToString("R", CultureInfo.InvariantCulture)).Concat(table.Targets.Select(target => target[row].ToString("R", CultureInfo.InvariantCulture)))));
        var rows = new List<string[]>();
        for (int seed = 1; seed <= int.Parse(args[1]); seed++)
        {
            var clock = System.Diagnostics.Stopwatch.StartNew();
            Forest forest = ForestTrainer.Train(table, new ForestOptions { Trees = Workloads.PaperTrees, Mtry = 3, Seed = (ulong)seed }).Forest;
            rows.Add([Number(seed), Number(clock.Elapsed.TotalSeconds), .. forest.OutputScores.Select(score => Number(score.RSquared))]);
        }
        CsvFile.Write(Path.Combine(args[0], "ours.csv"), ["seed", "seconds", .. table.TargetNames], rows);
        return 0;
    }

    /// <summary>
    /// <c>explain TABLE.csv FOLDER TREES MTRY SEED [tune]</c>: <c>importance.csv</c> and <c>dependence.csv</c> of a forest of <c>beta</c>, and with <c>tune</c>
    /// <c>tuning.csv</c>: every mtry at node size 5, ten bootstrap samples.
    /// </summary>
    public static int Explain(string[] args)
    {
        const int Points = 25, NodeSize = 5, Bootstraps = 10;
        TrainingTable table = TrainingTableReader.Read(args[0], "beta");
        var options = new ForestOptions { Trees = int.Parse(args[2]), Mtry = int.Parse(args[3]), Seed = ulong.Parse(args[4]) };
        TrainedForest trained = ForestTrainer.Train(table, options);
        var (raw, error) = PermutationImportance.WithErrors(table, trained.Forest, options);
        Write("importance.csv", ["covariate", "permutation", "permutation_scaled", "purity"], table.Features.Select((name, i) => (string[])[name, Number(raw[i]), Number(raw[i] / error[i]), Number(trained.Purity[i])]));
        var curves = CovariateEffects.Compute(table, trained.Forest, options, new EffectSettings(Points, 0, int.MaxValue));
        Write("dependence.csv", ["covariate", "method", "value", "effect"], curves.Select(point => (string[])[point.Feature, point.Method, Number(point.Value), Number(point.Effect)]));
        if (!args.Contains("tune"))
            return 0;
        var grid = TuningGrid.Default(table.Features.Count, options.Trees) with { NodeSizes = [NodeSize], Trees = [options.Trees] };
        var surface = ForestTuner.Run(table, grid, Bootstraps, options.Seed);
        Write("tuning.csv", ["mtry", "bootstrap_mse", "bootstrap_sd", "oob_mse"], surface.Points.Select(point => (string[])[Number(point.Mtry), Number(point.BootstrapMse), Number(point.BootstrapSd), Number(point.OutOfBagMse)]));
        return 0;

        void Write(string name, string[] header, IEnumerable<string[]> rows) => CsvFile.Write(Path.Combine(args[1], name), header, rows);
    }

    private static string Number(double value) => CsvFile.Number(value, 12);
}
