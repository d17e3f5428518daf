using SoilBeta.Forests;

namespace SoilBeta.Devices.Cpu;

/// <summary>A forest in the form that workers traverse.</summary>
/// <param name="Coded">Form for the mask descent; null where codes cannot represent the forests.</param>
/// <param name="Flat">Form for the plain descent; null where it would only take memory next to the coded one.</param>
internal sealed record LoadedForest(CodedForest? Coded, FlatForest? Flat) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Coded?.Dispose();
}

/// <summary>Forests that are loaded when a worker needs one and stay as long as memory allows: the least recently used is evicted first, and none while a worker uses it.</summary>
/// <param name="count">Number of forests.</param>
/// <param name="bytesOf">Memory of each, bytes.</param>
/// <param name="load">Loads one.</param>
/// <param name="mostBytes">Memory of all loaded forests, bytes; at least that of the largest.</param>
internal sealed class ForestCache(int count, Func<int, long> bytesOf, Func<int, LoadedForest> load, long mostBytes) : IDisposable
{
    /// <summary>Number of forests that may be loaded concurrently: during loading, one takes about three times its memory.</summary>
    public const int LoadsAtOnce = 2;

    private static readonly TimeSpan CancellationCheck = TimeSpan.FromMilliseconds(100);

    private readonly Entry[] _entries = [.. Enumerable.Range(0, count).Select(_ => new Entry())];
    private readonly object _lock = new(); // a Monitor: a worker that finds no room waits until another releases a forest
    private long _bytes;
    private long _clock;
    private int _loading;

    /// <summary>Number of times a forest was loaded so far, including reloads.</summary>
    public long Loads { get; private set; }

    /// <summary>Acquires a forest, which stays in memory until it is released. A worker holds no more than one at a time.</summary>
    public LoadedForest Acquire(int index, CancellationToken cancellation)
    {
        Entry entry = _entries[index];
        long bytes = bytesOf(index);
        lock (_lock)
        {
            while (true)
            {
                if (entry.Forest is { } there)
                {
                    entry.Users++;
                    entry.Used = ++_clock;
                    return there;
                }
                if (!entry.Loading && _loading < LoadsAtOnce && MakeRoom(bytes))
                    break;
                Monitor.Wait(_lock, CancellationCheck);
                cancellation.ThrowIfCancellationRequested();
            }
            entry.Loading = true;
            _loading++;
            _bytes += bytes;
        }
        LoadedForest? loaded = null;
        try
        {
            return loaded = load(index);
        }
        finally
        {
            lock (_lock)
            {
                entry.Loading = false;
                _loading--;
                entry.Forest = loaded;
                if (loaded is null)
                    _bytes -= bytes;
                else
                    (entry.Users, entry.Used, Loads) = (1, ++_clock, Loads + 1);
                Monitor.PulseAll(_lock);
            }
        }
    }

    /// <summary>Releases a forest.</summary>
    public void Release(int index)
    {
        lock (_lock)
        {
            _entries[index].Users--;
            Monitor.PulseAll(_lock);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Entry entry in _entries)
        {
            entry.Forest?.Dispose();
            entry.Forest = null;
        }
    }

    private bool MakeRoom(long bytes)
    {
        while (_bytes + bytes > mostBytes)
        {
            int oldest = -1;
            for (int i = 0; i < _entries.Length; i++)
            {
                if (_entries[i] is { Forest: not null, Users: 0 } && (oldest < 0 || _entries[i].Used < _entries[oldest].Used))
                    oldest = i;
            }
            if (oldest < 0)
                return _bytes == 0;
            _entries[oldest].Forest!.Dispose();
            _entries[oldest].Forest = null;
            _bytes -= bytesOf(oldest);
        }
        return true;
    }

    private sealed class Entry
    {
        public LoadedForest? Forest { get; set; }

        public bool Loading { get; set; }

        public int Users { get; set; }

        public long Used { get; set; }
    }
}

/// <summary>A forest in use by a worker; it stays in memory until this is disposed of.</summary>
/// <param name="cache">The cache.</param>
/// <param name="index">Index of the forest.</param>
/// <param name="forest">The forest.</param>
internal readonly struct ForestHold(ForestCache cache, int index, LoadedForest forest) : IDisposable
{
    /// <summary>The forest.</summary>
    public LoadedForest Forest => forest;

    /// <inheritdoc/>
    public void Dispose() => cache.Release(index);
}
