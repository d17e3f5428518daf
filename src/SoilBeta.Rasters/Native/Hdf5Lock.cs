namespace SoilBeta.Rasters.Native;

/// <summary>Lets one thread at a time into the HDF5 library, by whatever driver.</summary>
/// <remarks>
/// GDAL's drivers netCDF and HDF5 each have a mutex of their own and both call libhdf5, which is safe for threads only where it was built so (Debian's is, those of conda and vcpkg are not); libnetcdf never is.
/// All opening goes through the lock, since which library a file is for is known only afterwards; then whatever such a dataset is asked for, also through a virtual dataset made over it.
/// </remarks>
internal static class Hdf5Lock
{
    private static readonly Lock s_lock = new();

    // Of GDAL's drivers, those that call libhdf5 or libnetcdf.
    private static readonly string[] s_drivers = ["netCDF", "HDF5", "HDF5Image", "BAG", "KEA", "GMT", "S102", "S104", "S111"];

    /// <summary>Whether a driver's datasets are used under the lock.</summary>
    public static bool Covers(string driver) => s_drivers.Contains(driver);

    /// <summary>Waits until no other thread is in the library, and keeps others out until the scope is disposed of.</summary>
    public static Scope Enter() => new(true);

    /// <summary>The same where a dataset needs it.</summary>
    public static Scope Enter(DatasetHandle dataset) => new(dataset.UsesHdf5);

    /// <summary>As long as it is not disposed of, no other thread enters.</summary>
    public readonly ref struct Scope
    {
        private readonly bool _entered;

        internal Scope(bool enters)
        {
            _entered = enters;
            if (enters)
                s_lock.Enter();
        }

        /// <summary>Lets others in.</summary>
        public void Dispose()
        {
            if (_entered)
                s_lock.Exit();
        }
    }
}
