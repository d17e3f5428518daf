using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace SoilBeta.Devices.Cpu;

/// <summary>Asks for a cache line ahead of its use, on processors that can be asked; on others nothing happens.</summary>
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
