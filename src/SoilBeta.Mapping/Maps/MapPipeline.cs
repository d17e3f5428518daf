using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using SoilBeta.Devices;
using SoilBeta.Studies;

namespace SoilBeta.Mapping.Maps;

/// <summary>Reading, computing and keeping tiles, overlapped and with a bounded number of them in memory.</summary>
internal static class MapPipeline
{
    private const int TilesWaiting = 2;

    /// <summary>Jobs given to a device at once at least: while one ends, the next already runs.</summary>
    private const int FewestJobs = 2;

    /// <summary>Tiles in memory that no job is computing: those waiting before and behind the device.</summary>
    public const int TilesBeside = 2 * TilesWaiting;

    /// <summary>Jobs that are given to a device at once.</summary>
    public static int JobsOf(IDeviceRun run) => Math.Max(FewestJobs, run.JobsAtOnce);

    /// <summary>Computes the tiles that a journal lacks.</summary>
    /// <param name="readTile">Reads the cells of a tile.</param>
    /// <param name="run">The plan on its device.</param>
    /// <param name="journal">Where finished tiles are kept.</param>
    /// <param name="work">Receives the number of cells done.</param>
    /// <param name="times">Receives the seconds of each stage.</param>
    /// <param name="cancellation">Cancellation token; finished tiles are kept.</param>
    public static void Run(Func<CellRange, CellBlock> readTile, IDeviceRun run, TileJournal journal, IWorkReport work, MapTimes times, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var bound = new BoundedChannelOptions(TilesWaiting) { SingleWriter = true };
        var read = Channel.CreateBounded<(int Tile, CellBlock Block)>(bound);
        var computed = Channel.CreateBounded<TileRecord>(TilesWaiting);
        var finished = journal.Finished.ToHashSet();

        var reading = Guard(async () =>
        {
            for (int tile = 0; tile < journal.Tiles.Count; tile++)
            {
                if (finished.Contains(tile))
                    continue;
                stop.Token.ThrowIfCancellationRequested();
                await read.Writer.WriteAsync((tile, Timed(MapTimes.Read, () => readTile(journal.Tiles[tile]))), stop.Token);
            }
            read.Writer.Complete();
        });
        var computing = Enumerable.Range(0, JobsOf(run)).Select(_ => Guard(async () =>
        {
            await foreach (var (tile, block) in read.Reader.ReadAllAsync(stop.Token))
                await computed.Writer.WriteAsync(TileRecord.Of(tile, block, Timed(MapTimes.Device, () => run.Run(block.ToJob(), stop.Token))), stop.Token);
        })).ToArray();
        var closing = Task.WhenAll(computing).ContinueWith(_ => computed.Writer.TryComplete(), TaskScheduler.Default);
        var keeping = Guard(async () =>
        {
            // Not cancelled itself: what reached the channel before an interruption is kept, and the loop ends when the writers have.
            await foreach (var record in computed.Reader.ReadAllAsync(CancellationToken.None))
            {
                using (times.Measure(MapTimes.Keep))
                    journal.Add(record);
                work.Advance(record.Cells);
            }
        });

        Task[] all = [reading, .. computing, closing, keeping];
        Task.WhenAll(all).ContinueWith(_ => { }, TaskScheduler.Default).Wait(CancellationToken.None);
        // The first failure that is not a mere consequence of another's cancellation.
        var failures = all.Where(task => task.IsFaulted).Select(task => task.Exception!.InnerExceptions[0]).ToList();
        if (failures.Find(failure => failure is not OperationCanceledException) is { } cause)
            ExceptionDispatchInfo.Throw(cause);
        cancellation.ThrowIfCancellationRequested();
        if (failures.Count > 0)
            ExceptionDispatchInfo.Throw(failures[0]);

        T Timed<T>(string stage, Func<T> work)
        {
            using (times.Measure(stage))
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
                // All waits on the channels end with this token; closing a channel here would hide the cause behind the other tasks' complaint about it.
                await stop.CancelAsync();
                throw;
            }
        }, CancellationToken.None);
    }
}
