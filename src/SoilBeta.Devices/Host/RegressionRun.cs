using System.Diagnostics;
using SoilBeta.Forests;
using SoilBeta.Soil;

namespace SoilBeta.Devices.Host;

/// <summary>A regression of β in place of a forest, on the host: the same draws, the same kinds of integers.</summary>
/// <remarks>S = rint(β′ · 2³⁰), where β′ is <see cref="LinearFunction.At"/> of the perturbed covariates, clipped to 0 &lt; β′ ≤ 1.02. All later steps (layers, sums, order statistics, totals) are the same as for forests.</remarks>
internal sealed class RegressionRun : IDeviceRun
{
    private const int CellsAtOnce = 64;

    private readonly RunPlan _plan;
    private readonly RealisationOrder _order;
    private readonly CellDraws _draws;
    private readonly int _threads;
    private long _ticks;

    /// <summary>Prepares a plan.</summary>
    public RegressionRun(RunPlan plan, int threads)
    {
        PlanChecks.Check(plan, regression: true);
        _plan = plan;
        _threads = threads;
        _order = new RealisationOrder(plan);
        _draws = new CellDraws(plan, _order);
    }

    /// <inheritdoc/>
    public int PreferredCells => 32768;

    /// <inheritdoc/>
    public DeviceTimings Timings => new(0, Volatile.Read(ref _ticks) / (double)Stopwatch.Frequency, 0);

    /// <inheritdoc/>
    public TileResult Run(TileJob job, CancellationToken cancellation = default)
    {
        PlanChecks.Check(_plan, job);
        long start = Stopwatch.GetTimestamp();
        var result = TileResult.For(_plan, job);
        int next = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = _threads, CancellationToken = cancellation };
        Parallel.For(0, Math.Min(_threads, (job.Cells + CellsAtOnce - 1) / CellsAtOnce), options, _ =>
        {
            var worker = new RegressionWorker(_plan, _order, _draws);
            var totals = new Totals(_plan, result, _order);
            for (int first; (first = Interlocked.Add(ref next, CellsAtOnce) - CellsAtOnce) < job.Cells;)
            {
                for (int cell = first; cell < Math.Min(job.Cells, first + CellsAtOnce); cell++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    worker.Add(job, result, cell, totals);
                }
            }
            totals.Flush();
        });
        Interlocked.Add(ref _ticks, Stopwatch.GetTimestamp() - start);
        return result;
    }

    /// <inheritdoc/>
    public void Dispose() { }
}

/// <summary>Loads any model: forests on the device, regressions on the host.</summary>
/// <remarks>A regression takes a hundredth of the time of a forest of a hundred trees, less than the transfer of its cells to a GPU. With a single evaluator, all devices give the same integers by construction.</remarks>
public static class ModelRun
{
    /// <summary>Loads a plan.</summary>
    /// <param name="device">Device for forests.</param>
    /// <param name="plan">Plan.</param>
    /// <param name="threads">CPU threads for a regression; 0 means all.</param>
    /// <exception cref="DeviceException">The device failed.</exception>
    public static IDeviceRun Load(IDevice device, RunPlan plan, int threads) =>
        plan.Forests.Linear.Count == 0 ? device.Load(plan) : new RegressionRun(plan, threads > 0 ? threads : Environment.ProcessorCount);
}
