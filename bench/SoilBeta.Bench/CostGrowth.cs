using SoilBeta.Devices;
using SoilBeta.Devices.Benchmarks;
using SoilBeta.Devices.Cpu;
using SoilBeta.Forests;
using SoilBeta.Numerics;

namespace SoilBeta.Bench;

/// <summary>
/// How does the CPU device's time grow with cells, draws, trees, leaves, refits and threads, and is any mode slower than the plain loop over trees?
/// Each case changes one thing of the base case. Device and plain loop alternate; both do the whole job, from draws to summaries, with the forest loaded, and must agree in every integer before they are timed.
/// </summary>
internal static class CostGrowth
{
    private const int BaseCells = 256, BaseDraws = 1000, BaseTrees = 500, BaseRows = 6000;

    /// <summary>Timed jobs of the device and of the plain loop in each case.</summary>
    private const int Repeats = 5, PlainRepeats = 3;

    /// <summary>Tree evaluations of the plain loop, which computes the first cells of the job only.</summary>
    private const double PlainEvaluations = 1.5e7;

    /// <summary>Ratio below which the device counts as slower: in some cases it runs the plain loop itself, and timings scatter.</summary>
    private const double Scatter = 0.85;

    private const string Columns = "{0,-28}{1,8}{2,8}{3,7}{4,8}{5,11}{6,8}{7,8}{8,7}{9,9}{10,8}{11,7}";

    private static readonly Dictionary<(int Trees, int Rows, int Refits), ForestSet> s_forests = [];

    private sealed record Case(
        string Name, int Cells = BaseCells, int Draws = BaseDraws, int Trees = BaseTrees, int Rows = BaseRows, int Refits = 1, RefitMode Mode = RefitMode.None, DrawMode Draw = DrawMode.Common, bool Alike = true, int Threads = 0, InstructionSet? Instructions = null);

    private static readonly Case[] s_cases =
    [
        new("base"),
        new("cells 1", Cells: 1), new("cells 16", Cells: 16), new("cells 64", Cells: 64), new("cells 1,024", Cells: 1024), new("cells 4,096", Cells: 4096),
        new("draws 10", Draws: 10), new("draws 30", Draws: 30), new("draws 100", Draws: 100), new("draws 300", Draws: 300), new("draws 3,000", Draws: 3000), new("draws 10,000", Draws: 10_000),
        new("trees 50", Trees: 50), new("trees 100", Trees: 100), new("trees 200", Trees: 200), new("trees 1,000", Trees: 1000), new("trees 2,000", Trees: 2000),
        new("rows 90", Rows: 90), new("rows 300", Rows: 300), new("rows 1,500", Rows: 1500), new("rows 15,000", Rows: 15_000),
        new("unrelated cells", Alike: false), new("block draws", Draw: DrawMode.Block), new("independent draws", Draw: DrawMode.Independent),
        new("unrelated, independent", Alike: false, Draw: DrawMode.Independent),
        new("1 thread", Threads: 1),
        new("AVX2", Instructions: InstructionSet.Avx2), new("portable", Instructions: InstructionSet.Portable),
        new("small: 16 cells 10 draws", Cells: 16, Draws: 10, Trees: 50), new("small, independent", Cells: 16, Draws: 10, Trees: 50, Draw: DrawMode.Independent),
        new("small: 1 cell 10 draws", Cells: 1, Draws: 10, Trees: 500), new("10 draws, independent", Draws: 10, Draw: DrawMode.Independent), new("10 draws, unrelated", Draws: 10, Alike: false),
        new("100 trees", Trees: 100), new("  10 refits cycled", Trees: 100, Refits: 10, Mode: RefitMode.Cycled), new("  100 refits cycled", Trees: 100, Refits: 100, Mode: RefitMode.Cycled),
        new("  10 refits crossed", Trees: 100, Refits: 10, Mode: RefitMode.Crossed), new("  100 refits crossed", Trees: 100, Refits: 100, Mode: RefitMode.Crossed),
        new("  100 cycled, unrelated", Trees: 100, Refits: 100, Mode: RefitMode.Cycled, Alike: false), new("  100 cycled, independent", Trees: 100, Refits: 100, Mode: RefitMode.Cycled, Draw: DrawMode.Independent),
        new("  100 crossed, 10 draws", Draws: 10, Trees: 100, Refits: 100, Mode: RefitMode.Crossed),
    ];

    /// <summary>Runs all cases and prints the table.</summary>
    /// <returns>1 if a case is slower than the plain loop or its integers differ, otherwise 0.</returns>
    public static int Run(bool quick)
    {
        int threads = Environment.ProcessorCount;
        Console.WriteLine($"CPU device ({InstructionSets.InUse}), {threads} threads, draws to summaries, the forest loaded; medians of {Repeats}, the plain loop's of {PlainRepeats}; load average {File.ReadAllText("/proc/loadavg")[..14]}");
        Console.WriteLine($"base: {BaseCells} cells in blocks of neighbours, {BaseDraws} common draws, {BaseTrees} trees on {BaseRows} rows. time, work: as multiples of the base, or for refits of the forest of 100 trees. M/s: million tree evaluations a second.");
        Console.WriteLine(Columns, "", "cells", "draws", "trees", "leaves", "ms", "time", "work", "", "M/s", "plain", "ratio");
        (double Seconds, double Work)? unit = null;
        var slower = new List<string>();
        foreach (var one in s_cases)
        {
            if (one.Instructions > InstructionSets.Widest || (quick && one.Trees * (double)one.Rows * one.Refits > (double)BaseTrees * BaseRows))
                continue;
            var forests = Forest(one);
            int used = one.Threads == 0 ? threads : one.Threads;
            var workload = Timing.Cells(forests, one.Cells, one.Draws, one.Draw, one.Mode, one.Alike);
            double work = workload.TreeEvaluations;
            (double seconds, double plainRate, bool same) = Measure(workload, used, one.Instructions ?? InstructionSets.InUse);
            if (one.Name is "base" or "100 trees")
                unit = (seconds, work);
            double time = seconds / unit!.Value.Seconds, rate = work / seconds, ratio = rate / plainRate;
            double leaves = forests.Refits.Average(refit => refit.Nodes.Count(node => node.IsLeaf) / (double)refit.Trees);
            string mark = same ? "" : "DIFFERS";
            Console.WriteLine(Columns, one.Name, $"{one.Cells:N0}", $"{one.Draws:N0}", $"{one.Trees:N0}", $"{leaves:N0}", $"{seconds * 1e3:N2}", $"{time:0.00}", $"{work / unit.Value.Work:0.00}", mark, $"{rate / 1e6:N0}", $"{plainRate / 1e6:N0}", $"{ratio:0.0}");
            if (ratio < Scatter || !same)
                slower.Add($"{one.Name.Trim()} ({ratio:0.00})");
        }
        Console.WriteLine(slower.Count == 0 ? "No case is slower than the plain tree-outer loop, and all integers are the same." : $"Slower than the plain tree-outer loop, or different: {string.Join(", ", slower)}.");
        return slower.Count == 0 ? 0 : 1;
    }

    private static (double Seconds, double PlainRate, bool Same) Measure(Workload workload, int threads, InstructionSet instructions)
    {
        using var device = new CpuDevice(new DeviceOptions(threads), instructions);
        using var run = device.Load(workload.Plan);
        int cells = (int)Math.Clamp(PlainEvaluations / (workload.TreeEvaluations / workload.Job.Cells), Math.Min(workload.Job.Cells, threads), workload.Job.Cells);
        var part = Timing.Part(workload.Job, cells);
        var plain = new PlainWalk(workload.Plan, threads);
        TileResult ours = run.Run(part), theirs = plain.Run(part);
        bool same = ours.SumS.AsSpan().SequenceEqual(theirs.SumS) && ours.OrderS.AsSpan().SequenceEqual(theirs.OrderS) && ours.SumDensity.AsSpan().SequenceEqual(theirs.SumDensity) && ours.Totals.AsSpan().SequenceEqual(theirs.Totals);
        run.Run(workload.Job);
        double[] seconds = new double[Repeats], plainSeconds = new double[PlainRepeats];
        for (int i = 0; i < Repeats; i++)
        {
            seconds[i] = Timing.Once(() => run.Run(workload.Job));
            if (i < PlainRepeats)
                plainSeconds[i] = Timing.Once(() => plain.Run(part));
        }
        return (Timing.Median(seconds), workload.TreeEvaluations / workload.Job.Cells * cells / Timing.Median(plainSeconds), same);
    }

    private static ForestSet Forest(Case one)
    {
        var key = (one.Trees, one.Rows, one.Refits);
        if (!s_forests.TryGetValue(key, out var forests))
            s_forests[key] = forests = Workloads.Forest(one.Trees, one.Rows, one.Refits);
        return forests;
    }
}
