using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using SoilBeta.Devices;
using SoilBeta.Devices.Benchmarks;
using SoilBeta.Devices.Catalog;
using SoilBeta.Forests;
using SoilBeta.Numerics;

namespace SoilBeta.Bench;

/// <summary>Our side of <c>bench/peers/montecarlo.sh</c>: writes the table, cells and draws that all programs share, trains our forests, times the Monte Carlo computation and writes its summaries.</summary>
internal static class MonteCarlo
{
    private static readonly double[] s_probabilities = [0.025, 0.975];

    /// <summary><c>write FOLDER CELLS STEP DRAWS</c>, <c>train FOLDER SEED THREADS REPEAT</c>: prints <c>program,repeat,seconds</c>, or <c>run FOLDER SEED THREADS DRAWS all|peers REPEAT</c>: prints <c>program,repeat,evaluations,seconds</c>.</summary>
    public static int Run(string[] args)
    {
        string folder = args[1];
        switch (args[0])
        {
            case "write":
                Write(folder, int.Parse(args[2]), int.Parse(args[3]), int.Parse(args[4]));
                return 0;
            case "train":
                var training = Stopwatch.StartNew();
                var trained = ForestTrainer.Train(SyntheticTable.Create(), new ForestOptions { Trees = Workloads.PaperTrees, Mtry = 3, MinNodeSize = 5, Seed = ulong.Parse(args[2]), Threads = int.Parse(args[3]) });
                Console.WriteLine($"soilbeta,{args[4]},{training.Elapsed.TotalSeconds:0.0000}");
                ForestFile.Write(ForestPath(folder, args[2]), trained.Forest);
                return 0;
            default:
                Time(folder, args[2], int.Parse(args[3]), int.Parse(args[4]), args[5] == "all", args[6]);
                return 0;
        }
    }

    private static string ForestPath(string folder, string seed) => Path.Combine(folder, $"ours-{seed}.forest");

    /// <summary>Writes the training table, cells in blocks of neighbours, of which the peers take every STEPth, and standard normals, float32 [feature][draw].</summary>
    private static void Write(string folder, int cells, int step, int draws)
    {
        var table = SyntheticTable.Create();
        File.WriteAllLines(
            Path.Combine(folder, "table.csv"),
            [$"{string.Join(',', table.Features)},beta", .. Enumerable.Range(0, table.Rows).Select(row => $"{string.Join(',', table.Columns.Select(column => Text(column[row])))},{table.Target[row]:R}")]);
        float[] covariates = Workloads.Cells(cells, Workloads.BlockCells, Workloads.BlockSpread);
        WriteCells("cells.csv", 1);
        WriteCells("peers.csv", step);
        File.WriteAllBytes(Path.Combine(folder, "z.bin"), MemoryMarshal.AsBytes(CommonDraws.Table(1, table.Features.Count, draws).AsSpan()).ToArray());

        void WriteCells(string name, int every) => File.WriteAllLines(
            Path.Combine(folder, name),
            [$"{string.Join(',', table.Features)},X20", .. Enumerable.Range(0, cells).Where(cell => cell % every == 0)
                .Select(cell => $"{string.Join(',', Enumerable.Range(0, table.Features.Count).Select(feature => Text(covariates[(feature * cells) + cell])))},{20 + (cell % 97)}")]);
    }

    private static void Time(string folder, string seed, int threads, int draws, bool all, string repeat)
    {
        string[] lines = File.ReadAllLines(Path.Combine(folder, all ? "cells.csv" : "peers.csv"));
        float[][] rows = [.. lines.Skip(1).Select(line => line.Split(',').Select(value => float.Parse(value, CultureInfo.InvariantCulture)).ToArray())];
        int features = rows[0].Length - 1;
        var forests = ForestFile.ReadSet(ForestPath(folder, seed));
        var plan = Workloads.Make("", forests, [.. Enumerable.Range(0, features).SelectMany(feature => rows.Select(row => row[feature]))], rows.Length, draws) is var made
            ? made.Plan with { Draws = made.Plan.Draws with { Table = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(folder, "z.bin"))).ToArray() } }
            : throw new InvalidOperationException();
        var job = made.Job with { Topsoil = [.. rows.Select(row => row[features])], ZoneCount = 0, Zones = [], Areas = [] };

        // The peers' programs are compiled ahead of time, so ours may run its loops once before it is timed.
        using var device = DeviceCatalog.Open("cpu", new DeviceOptions(threads));
        using (var warm = device.Load(plan))
        {
            for (int i = 0; i < 4; i++)
                _ = Summarise(plan, warm, Timing.Part(made.Job, Math.Min(128, job.Cells)) with { ZoneCount = 0, Zones = [], Areas = [] });
        }

        var clock = Stopwatch.StartNew();
        using var run = device.Load(plan);
        double[][] summaries = Summarise(plan, run, job);
        double seconds = clock.Elapsed.TotalSeconds;
        string program = all ? "soilbeta" : "soilbeta-peers-cells";
        if (!all)
            File.WriteAllLines(Path.Combine(folder, $"out-soilbeta-{seed}.csv"), ["mean,lower,upper,c_mean,c_lower,c_upper", .. summaries.Select(row => string.Join(',', row.Select(value => value.ToString("R", CultureInfo.InvariantCulture))))]);
        Console.WriteLine($"{program},{repeat},{(double)job.Cells * draws * forests.Trees:0},{seconds:0.0000}");
    }

    /// <summary>Mean, 2.5 % and 97.5 % quantiles of β and of the density of 20–100 cm, [cell][six].</summary>
    private static double[][] Summarise(RunPlan plan, IDeviceRun run, TileJob job)
    {
        var result = run.Run(job);
        var summaries = new Summaries(plan, s_probabilities);
        return [.. Enumerable.Range(0, job.Cells).Select(cell => (double[])
        [
            summaries.MeanBeta(result, cell), summaries.QuantileBeta(result, cell, 0), summaries.QuantileBeta(result, cell, 1),
            summaries.MeanDensity(result, cell, 1, 4), summaries.QuantileDensity(result, job.Topsoil[cell], 100, cell, 1, 4, 0), summaries.QuantileDensity(result, job.Topsoil[cell], 100, cell, 1, 4, 1),
        ])];
    }

    private static string Text(float value) => value.ToString("R", CultureInfo.InvariantCulture);
}
