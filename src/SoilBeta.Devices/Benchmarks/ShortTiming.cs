using System.Diagnostics;
using SoilBeta.Devices.Catalog;
using SoilBeta.Forests;
using SoilBeta.Numerics;

namespace SoilBeta.Devices.Benchmarks;

/// <summary>Speed of the CPU device on this machine, measured in a fraction of a second: for estimates; <c>soilbeta bench</c> is for reports.</summary>
/// <remarks>
/// Uses a forest of a few trees on the synthetic table, and unrelated cells, whose cost is close to that of real ones. Each cell has a fixed cost (draws, order statistics, layers) and a cost for each tree;
/// two runs with different numbers of trees separate them, so that the time for hundreds of trees can be extrapolated.
/// </remarks>
/// <param name="SecondsPerCell">Fixed time per cell, s, all threads together.</param>
/// <param name="SecondsPerCellAndTree">Time of a cell for each tree, s.</param>
public readonly record struct ShortTiming(double SecondsPerCell, double SecondsPerCellAndTree)
{
    private const int FewTrees = 8, ManyTrees = 40, Repeats = 3;

    /// <summary>Realisations of a timed job: about 20 ms for all trees on one core.</summary>
    private const int Realisations = 250_000;

    private static ForestSet? s_forest; // shared by all callers

    /// <summary>Measures the speed for draws of a plan's mode.</summary>
    /// <param name="threads">CPU threads.</param>
    /// <param name="draws">Draws for each cell.</param>
    /// <param name="mode">Which cells share draws.</param>
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
        // On a busy machine the difference may be meaningless; then all of the time is attributed to the trees.
        double perTree = (manySeconds - fewSeconds) / (ManyTrees - FewTrees);
        return perTree > 0 && fewSeconds > FewTrees * perTree ? new(fewSeconds - (FewTrees * perTree), perTree) : new(0, manySeconds / ManyTrees);
    }

    /// <summary>Estimates the time of cells, s.</summary>
    /// <param name="cells">Cells.</param>
    /// <param name="trees">Trees of a forest.</param>
    /// <param name="passes">Number of refits that evaluate each of a cell's draws.</param>
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
