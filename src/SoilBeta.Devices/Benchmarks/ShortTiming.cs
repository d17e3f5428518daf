using System.Diagnostics;
using SoilBeta.Devices.Catalog;
using SoilBeta.Forests;
using SoilBeta.Numerics;

namespace SoilBeta.Devices.Benchmarks;

/// <summary>Speed of the CPU device here, measured in a fraction of a second: for estimates; <c>soilbeta bench</c> is for reports.</summary>
/// <remarks>
/// A forest of a few trees on the bench's synthetic table, and unrelated cells, which real ones are near to. A cell costs something of its own (draws, order statistics, layers) and something for each tree;
/// two runs with different numbers of trees tell them apart, so that the time of hundreds of trees follows.
/// </remarks>
/// <param name="SecondsPerCell">Of each cell, whatever the number of trees, s, all threads together.</param>
/// <param name="SecondsPerCellAndTree">Of each cell and tree, s.</param>
public readonly record struct ShortTiming(double SecondsPerCell, double SecondsPerCellAndTree)
{
    private const int FewTrees = 8, ManyTrees = 40, Repeats = 3;

    /// <summary>Realisations of a timed job: some 20 ms for all trees on one core.</summary>
    private const int Realisations = 250_000;

    private static ForestSet? s_forest; // the same for every caller

    /// <summary>Times a plan's kind of draws.</summary>
    /// <param name="threads">CPU threads.</param>
    /// <param name="draws">Draws of a cell.</param>
    /// <param name="mode">Whose draws a cell uses.</param>
    public static ShortTiming Measure(int threads, int draws, DrawMode mode)
    {
        var forest = LazyInitializer.EnsureInitialized(ref s_forest, () => Workloads.Forest(ManyTrees, threads: threads));
        var first = forest.Refits[0];
        var few = forest with { Refits = [new(first.Nodes[..first.Roots[FewTrees]], first.Roots[..(FewTrees + 1)])] };
        int cells = Math.Clamp(Realisations * threads / draws, 16 * threads, 8192);
        float[] covariates = Workloads.Cells(cells, 1, 0);
        using var device = DeviceCatalog.Open("cpu", new DeviceOptions(threads));
        double fewSeconds = Seconds(device, Workloads.Make("few", few, covariates, cells, draws, mode)) / cells;
        double manySeconds = Seconds(device, Workloads.Make("many", forest, covariates, cells, draws, mode)) / cells;
        // On a machine with other work the difference may be anything; then all of it counts as the trees'.
        double perTree = (manySeconds - fewSeconds) / (ManyTrees - FewTrees);
        return perTree > 0 && fewSeconds > FewTrees * perTree ? new(fewSeconds - (FewTrees * perTree), perTree) : new(0, manySeconds / ManyTrees);
    }

    /// <summary>Time of cells, s.</summary>
    /// <param name="cells">Cells.</param>
    /// <param name="trees">Trees of a forest.</param>
    /// <param name="passes">Refits that each of a cell's draws goes through.</param>
    public double Seconds(double cells, double trees, double passes) => cells * passes * (SecondsPerCell + (trees * SecondsPerCellAndTree));

    private static double Seconds(IDevice device, Workload workload)
    {
        using var run = device.Load(workload.Plan);
        double least = double.PositiveInfinity;
        for (int i = 0; i < Repeats; i++)
        {
            var clock = Stopwatch.StartNew();
            run.Run(workload.Job);
            least = Math.Min(least, clock.Elapsed.TotalSeconds);
        }
        return least;
    }
}
