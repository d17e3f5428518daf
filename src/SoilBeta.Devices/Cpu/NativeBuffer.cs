using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SoilBeta.Devices.Cpu;

/// <summary>Unmanaged memory, aligned for vectors, in huge pages where the system grants them: the descent accesses megabytes at random, and address translation would otherwise cost as much as the computation.</summary>
internal sealed unsafe partial class NativeBuffer : SafeHandleZeroOrMinusOneIsInvalid
{
    private const nuint HugePage = 2 << 20;
    private const int AdviseHugePages = 14; // MADV_HUGEPAGE of Linux
    private const int Slack = 256; // vector loads may run past the end

    /// <summary>At least <paramref name="bytes"/> bytes; large buffers are not cleared.</summary>
    public NativeBuffer(long bytes)
        : base(ownsHandle: true)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        Bytes = bytes + Slack;
        Size = Taken(bytes);
        bool large = IsLarge(Bytes);
        nuint size = (nuint)Size;
        SetHandle((nint)NativeMemory.AlignedAlloc(size, large ? HugePage : 128));
        if (!large)
            NativeMemory.Clear(Memory, size);
        else if (OperatingSystem.IsLinux())
            _ = Advise(Memory, size, AdviseHugePages); // best effort: a kernel without huge pages refuses
        GC.AddMemoryPressure(Size);
    }

    /// <summary>Memory that a buffer of this size takes, bytes: large ones are rounded up to whole huge pages.</summary>
    public static long Taken(long bytes) => IsLarge(bytes + Slack) ? (bytes + Slack + (long)HugePage - 1) & ~((long)HugePage - 1) : bytes + Slack;

    /// <summary>Memory that the buffer takes, bytes.</summary>
    public long Size { get; }

    /// <summary>Usable bytes.</summary>
    public long Bytes { get; }

    /// <summary>The memory; 128-byte aligned. The holder of the pointer must keep this object alive.</summary>
    public void* Memory => (void*)handle;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree(Memory);
        GC.RemoveMemoryPressure(Size);
        return true;
    }

    private static bool IsLarge(long bytes) => bytes >= (long)HugePage / 4;

    [LibraryImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Advise(void* address, nuint length, int advice);
}
