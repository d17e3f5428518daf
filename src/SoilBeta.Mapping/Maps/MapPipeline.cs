using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using SoilBeta.Devices;
using SoilBeta.Studies;

namespace SoilBeta.Mapping.Maps;

/// <summary>Reads, computes and stores tiles, overlapped and with a bounded number of them in memory.</summary>
internal sealed class MapPipeline
{
    private const int TilesWaiting = 2;

    /// <summary>Minimum number of concurrent jobs on a device: while one ends, the next is already running.</summary>
    private const int FewestJobs = 2;

    /// <summary>Number of tiles in memory that no job is computing: those waiting before and after the device.</summary>
    public const int TilesBeside = 2 * TilesWaiting;

    /// <summary>Ecosystem.</summary>
    public required string Code { get; init; }

    /// <summary>Reads its cells.</summary>
    public required EcosystemCells Cells { get; init; }

    /// <summary>a of the fixed-point areas.</summary>
    public required int AreaShift { get; init; }

    /// <summary>The plan.</summary>
    public required RunPlan Plan { get; init; }

    /// <summary>Whether totals are computed.</summary>
    public required bool WithTotals { get; init; }

    /// <summary>The plan on its device.</summary>
    public required IDeviceRun Run { get; init; }

    /// <summary>Tiles to compute.</summary>
    public required IEnumerable<CellRange> Tiles { get; init; }

    /// <summary>Called for each finished tile, one at a time.</summary>
    public required Action<TileRecord> Keep { get; init; }

    /// <summary>Called after the last tile, also when a failure or cancellation ends the work early.</summary>
    public required Action End { get; init; }

    /// <summary>Receives the times of the stages.</summary>
    public required MapTimes Times { get; init; }

    /// <summary>Number of concurrent jobs on a device.</summary>
    public static int JobsOf(IDeviceRun run) => Math.Max(FewestJobs, run.JobsAtOnce);

    /// <summary>Computes the tiles.</summary>
    /// <param name="cancellation">Cancellation token; finished tiles are kept.</param>
    public void Compute(CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var unkept = new CancellationTokenSource(); // cancelled when tiles can no longer be stored
        var read = Channel.CreateBounded<(CellRange Tile, CellBlock Block)>(new BoundedChannelOptions(TilesWaiting) { SingleWriter = true });
        var computed = Channel.CreateBounded<TileRecord>(TilesWaiting);

        var reading = Guard(async () =>
        {
            foreach (var tile in Tiles)
            {
                stop.Token.ThrowIfCancellationRequested();
                await read.Writer.WriteAsync((tile, Timed(MapTimes.Read, () => Cells.Read(Code, tile, AreaShift))), stop.Token);
            }
            read.Writer.Complete();
        });
        var computing = Enumerable.Range(0, JobsOf(Run)).Select(_ => Guard(async () =>
        {
            await foreach (var (tile, block) in read.Reader.ReadAllAsync(stop.Token))
                await computed.Writer.WriteAsync(new TileRecord(tile, block, Timed(MapTimes.Device, () => Run.Run(block.ToJob(Plan, WithTotals), stop.Token))), unkept.Token);
        })).ToArray();
        var closing = Task.WhenAll(computing).ContinueWith(_ => computed.Writer.TryComplete(), TaskScheduler.Default);
        var keeping = Guard(async () =>
        {
            // Ignores the cancellation token: tiles computed before an interruption are still stored, and the loop ends when computing has ended.
            try
            {
                await foreach (var record in computed.Reader.ReadAllAsync(CancellationToken.None))
                {
                    using (Times.Measure(MapTimes.Keep))
                        Keep(record);
                }
                using (Times.Measure(MapTimes.Keep))
                    End();
            }
            catch
            {
                await unkept.CancelAsync();
                throw;
            }
        });

        Task[] all = [reading, .. computing, closing, keeping];
        Task.WhenAll(all).ContinueWith(_ => { }, TaskScheduler.Default).Wait(CancellationToken.None);
        // Report the first failure that is not a consequence of another one's cancellation.
        var failures = all.Where(task => task.IsFaulted).Select(task => task.Exception!.InnerExceptions[0]).ToList();
        if (failures.Find(failure => failure is not OperationCanceledException) is { } cause)
            ExceptionDispatchInfo.Throw(cause);
        cancellation.ThrowIfCancellationRequested();
        if (failures.Count > 0)
            ExceptionDispatchInfo.Throw(failures[0]);

        T Timed<T>(string stage, Func<T> work)
        {
            using (Times.Measure(stage))
                return work();
        }

        Task Guard(Func<Task> body) => Task.Run(async () =>
        {
            try
            {
                await body();
            }
            catch
            {
                // This token ends all waits on the channels; closing a channel here would hide the cause behind the exceptions of the other tasks.
                await stop.CancelAsync();
                throw;
            }
        }, CancellationToken.None);
    }
}
