using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace SoilBeta.Devices.Cpu;

/// <summary>Prefetches cache lines on processors that support it; does nothing on others.</summary>
internal static unsafe class Prefetching
{
    /// <summary>Prefetches the line of an address into the nearest cache; the address need not be readable.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Line(void* at)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(at);
    }
}
