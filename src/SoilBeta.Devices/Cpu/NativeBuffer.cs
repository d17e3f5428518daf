using System.Runtime.InteropServices;

namespace SoilBeta.Devices.Cpu;

/// <summary>Unmanaged memory, aligned for vectors, in huge pages where the system grants them: the descent touches megabytes at random, and address translation would otherwise cost as much as the work.</summary>
internal sealed unsafe partial class NativeBuffer : IDisposable
{
    private const nuint HugePage = 2 << 20;
    private const int AdviseHugePages = 14; // MADV_HUGEPAGE of Linux

    private void* _memory;

    /// <summary>At least <paramref name="bytes"/> bytes; large buffers are not cleared.</summary>
    public NativeBuffer(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        Bytes = bytes + 256; // vector loads may run past the end
        bool large = Bytes >= (long)HugePage;
        nuint size = large ? ((nuint)Bytes + HugePage - 1) & ~(HugePage - 1) : (nuint)Bytes;
        _memory = NativeMemory.AlignedAlloc(size, large ? HugePage : 128);
        if (large && OperatingSystem.IsLinux())
            _ = Advise(_memory, size, AdviseHugePages); // only a wish: a kernel without huge pages says no
        if (!large)
            NativeMemory.Clear(_memory, size);
        GC.AddMemoryPressure(Bytes);
    }

    /// <summary>Frees what was not disposed.</summary>
    ~NativeBuffer() => Free();

    /// <summary>Usable bytes.</summary>
    public long Bytes { get; }

    /// <summary>The memory; 128-byte aligned.</summary>
    public void* Memory => _memory;

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (_memory is null)
            return;
        NativeMemory.AlignedFree(_memory);
        _memory = null;
        GC.RemoveMemoryPressure(Bytes);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Advise(void* address, nuint length, int advice);
}
