namespace SoilBeta.Rasters.Native;

/// <summary>Keeps cells that one thread is writing from being evicted by another: calls that write cells run alone, calls that read them share.</summary>
/// <remarks>
/// GDAL has one block cache for the whole process. A thread that needs room in it writes other threads' changed blocks to their files. GDAL guards each dataset by a mutex, but that is not enough:
/// <list type="bullet">
/// <item>a block that was evicted but not yet written is read again from the file, and its changes are lost;</item>
/// <item>a dataset and its overviews share a file handle, but not a mutex;</item>
/// <item>two threads that evict each other's blocks wait for each other's mutex.</item>
/// </list>
/// Therefore changed blocks exist only while their writer runs alone: it flushes them (GDALFlushRasterCache) before it leaves. All others find only unchanged blocks, which any thread may evict.
/// Opening and closing files needs no lock, because it allocates no blocks. Where both are needed, <see cref="Hdf5Lock"/> is entered first.
/// </remarks>
internal static class BlockCache
{
    private static readonly ReaderWriterLockSlim s_lock = new();

    /// <summary>For calls that read cells: waits while another thread writes some.</summary>
    public static Scope Reading()
    {
        s_lock.EnterReadLock();
        return new Scope(writes: false);
    }

    /// <summary>For calls that write cells: waits until no other thread reads or writes any. The caller flushes what it has written before the scope ends.</summary>
    public static Scope Writing()
    {
        s_lock.EnterWriteLock();
        return new Scope(writes: true);
    }

    /// <summary>Holds the cache until it is disposed, on the same thread.</summary>
    public readonly ref struct Scope
    {
        private readonly bool _writes;

        internal Scope(bool writes) => _writes = writes;

        /// <summary>Releases the cache.</summary>
        public void Dispose()
        {
            if (_writes)
                s_lock.ExitWriteLock();
            else
                s_lock.ExitReadLock();
        }
    }
}
