using System.Runtime.InteropServices;

namespace SoilBeta.Rasters.Native;

/// <summary>Returns memory that GDAL has freed to the system: by default glibc keeps a separate heap for every few threads and returns nothing.</summary>
/// <remarks>On a grid of seven million cells the process took 1.1 GB without this, of which GDAL used a fifth (docs/developers/reliability.md).</remarks>
internal static unsafe partial class NativeHeap
{
    private const int DataSize = 2, AddressSpace = 9; // RLIMIT_DATA, RLIMIT_AS

    private const int MmapThreshold = -3; // M_MMAP_THRESHOLD of malloc.h
    private const int ArenaMax = -8; // M_ARENA_MAX

    /// <summary>Size from which freed blocks return to the system immediately, bytes: a tile of a map has 256 KB.</summary>
    private const int LargeBlock = 128 << 10;

    /// <summary>Configures glibc's allocator, where that is the C library.</summary>
    public static void Limit()
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libc.so.6", out nint library) || !NativeLibrary.TryGetExport(library, "mallopt", out nint address))
            return;
        var set = (delegate* unmanaged[Cdecl]<int, int, int>)address;
        _ = set(ArenaMax, 2);
        _ = set(MmapThreshold, LargeBlock);
    }

    /// <summary>Whether the process has a memory limit (<c>ulimit -d</c> or <c>-v</c>, which clusters set): GDAL then gets no threads of its own, because it would wait forever for a job that it cannot allocate.</summary>
    public static bool IsLimited()
    {
        if (!OperatingSystem.IsLinux())
            return false;
        nuint* limits = stackalloc nuint[2];
        return (getrlimit(DataSize, limits) == 0 && limits[0] != nuint.MaxValue) || (getrlimit(AddressSpace, limits) == 0 && limits[0] != nuint.MaxValue);
    }

    /// <summary>Limits the private memory of this process, where the system supports that, and disables core files.</summary>
    /// <param name="bytes">Largest private memory, bytes.</param>
    public static void Restrict(long bytes)
    {
        if (!OperatingSystem.IsLinux())
            return;
        const int coreSize = 4; // RLIMIT_CORE
        // Limiting the address space would not do: the runtime reserves far more than it uses.
        Lower(DataSize, (nuint)bytes);
        Lower(coreSize, 0);
    }

    private static void Lower(int resource, nuint limit)
    {
        nuint* limits = stackalloc nuint[2]; // soft and hard limit
        if (getrlimit(resource, limits) != 0 || limits[0] <= limit)
            return;
        limits[0] = limit;
        _ = setrlimit(resource, limits);
    }

    [LibraryImport("libc")]
    private static partial int setrlimit(int resource, nuint* limits);

    [LibraryImport("libc")]
    private static partial int getrlimit(int resource, nuint* limits);
}
