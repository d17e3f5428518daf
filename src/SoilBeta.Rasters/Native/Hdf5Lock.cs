namespace SoilBeta.Rasters.Native;

/// <summary>Allows one thread at a time into the HDF5 library, across all drivers.</summary>
/// <remarks>
/// GDAL's netCDF and HDF5 drivers each have their own mutex, but both call libhdf5, which is thread-safe only if built so (Debian's is, those of conda and vcpkg are not); libnetcdf never is.
/// Every opening takes the lock, because the driver is known only afterwards; so do all calls on such datasets, also through a virtual dataset that refers to one.
/// </remarks>
internal static class Hdf5Lock
{
    private static readonly Lock s_lock = new();

    // GDAL's drivers that call libhdf5 or libnetcdf.
    private static readonly string[] s_drivers = ["netCDF", "HDF5", "HDF5Image", "BAG", "KEA", "GMT", "S102", "S104", "S111"];

    /// <summary>Whether calls on a driver's datasets need the lock.</summary>
    public static bool Covers(string driver) => s_drivers.Contains(driver);

    /// <summary>Acquires the lock until the scope is disposed.</summary>
    public static Scope Enter() => new(true);

    /// <summary>Acquires the lock if the dataset needs it.</summary>
    public static Scope Enter(DatasetHandle dataset) => new(dataset.UsesHdf5);

    /// <summary>Holds the lock until it is disposed.</summary>
    public readonly ref struct Scope
    {
        private readonly bool _entered;

        internal Scope(bool enters)
        {
            _entered = enters;
            if (enters)
                s_lock.Enter();
        }

        /// <summary>Releases the lock.</summary>
        public void Dispose()
        {
            if (_entered)
                s_lock.Exit();
        }
    }
}
