namespace SoilBeta.Devices.Host;

/// <summary>Runs jobs concurrently, as many as keep a device busy, and returns their results in the order of the jobs.</summary>
public static class JobsInOrder
{
    /// <summary>Runs jobs.</summary>
    /// <param name="run">A plan on its device.</param>
    /// <param name="jobs">The jobs; each is created when there is room for it.</param>
    /// <param name="take">Called for each job with its result, in order, on the calling thread.</param>
    /// <param name="cancellation">Cancellation token.</param>
    /// <exception cref="DeviceException">The device failed.</exception>
    public static void Run(IDeviceRun run, IEnumerable<TileJob> jobs, Action<TileJob, TileResult> take, CancellationToken cancellation = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var underWay = new Queue<(TileJob Job, Task<TileResult> Result)>();
        try
        {
            foreach (TileJob job in jobs)
            {
                underWay.Enqueue((job, Task.Factory.StartNew(() => run.Run(job, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
                if (underWay.Count >= run.JobsAtOnce)
                    TakeFirst();
            }
            while (underWay.Count > 0)
                TakeFirst();
        }
        finally
        {
            // After a failure, wait until no job uses the run, since its owner disposes of it.
            stop.Cancel();
            Task.WhenAll(underWay.Select(job => job.Result)).ContinueWith(_ => { }, TaskScheduler.Default).Wait(CancellationToken.None);
        }

        void TakeFirst()
        {
            take(underWay.Peek().Job, underWay.Peek().Result.GetAwaiter().GetResult());
            underWay.Dequeue();
        }
    }
}
