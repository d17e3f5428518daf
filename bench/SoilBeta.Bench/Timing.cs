using System.Diagnostics;
using SoilBeta.Devices;
using SoilBeta.Devices.Benchmarks;
using SoilBeta.Numerics;

namespace SoilBeta.Bench;

/// <summary>Times jobs and creates the workloads that several questions share.</summary>
internal static class Timing
{
    /// <summary>Seconds that repeated small jobs should take together, for the resolution of the clock.</summary>
    private const double LeastSeconds = 0.03;

    /// <summary>Seconds of one job; a short one is repeated.</summary>
    public static double Once(Action job)
    {
        var clock = Stopwatch.StartNew();
        int times = 0;
        do
        {
            job();
            times++;
        }
        while (clock.Elapsed.TotalSeconds < LeastSeconds);
        return clock.Elapsed.TotalSeconds / times;
    }

    /// <summary>The median.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The first cells of a job.</summary>
    public static TileJob Part(TileJob job, int cells)
    {
        int features = job.Covariates.Length / job.Cells;
        return job with
        {
            Cells = cells,
            Covariates = [.. Enumerable.Range(0, features).SelectMany(feature => job.Covariates.AsSpan(feature * job.Cells, cells).ToArray())],
            Topsoil = job.Topsoil[..cells],
            DrawKeys = job.DrawKeys.Length > 0 ? job.DrawKeys[..cells] : [],
            Zones = job.Zones[..cells],
            Areas = job.Areas[..cells],
        };
    }

    /// <summary>A workload of neighbouring or unrelated cells.</summary>
    public static Workload Cells(Forests.ForestSet forests, int cells, int draws, DrawMode mode = DrawMode.Common, RefitMode refits = RefitMode.None, bool alike = true) =>
        Workloads.Make("", forests, Workloads.Cells(cells, alike ? Workloads.BlockCells : 1, alike ? Workloads.BlockSpread : 0), cells, draws, mode, refits);
}
