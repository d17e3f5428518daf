using System.Runtime.InteropServices;
using SoilBeta.Numerics;

namespace SoilBeta.Devices.OpenCl;

/// <summary>Perturbation of one variable, 16 bytes: <c>struct DevicePerturbation</c> in <c>kernels/opencl/layout.h</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct DevicePerturbation(Perturbation rule)
{
    /// <summary>1: sd = amount · |x|; 0: sd = amount.</summary>
    public readonly uint IsShare = rule.IsShare ? 1u : 0u;

    /// <summary>Standard deviation, relative or in the variable's unit.</summary>
    public readonly float Amount = rule.Amount;

    /// <summary>Lower bound, in the variable's unit.</summary>
    public readonly float Lower = rule.Lower;

    /// <summary>Upper bound, in the variable's unit.</summary>
    public readonly float Upper = rule.Upper;
}

/// <summary>Cells of one zone that are summed together, 8 bytes: <c>struct ZoneSegment</c> in <c>kernels/opencl/layout.h</c>.</summary>
/// <param name="First">Index in the list of cells sorted by zone.</param>
/// <param name="Count">Number of cells.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct ZoneSegment(uint First, uint Count);

/// <summary>Range of realisations of a launch, 32 bytes: <c>struct RealisationSlice</c> in <c>kernels/opencl/layout.h</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RealisationSlice
{
    /// <summary>First realisation of the slice, a multiple of the refits.</summary>
    public uint First;

    /// <summary>Number of realisations in the slice.</summary>
    public uint Count;

    /// <summary>Number of refits B.</summary>
    public uint Refits;

    /// <summary>B when every refit evaluates every draw, otherwise 1.</summary>
    public uint Divisor;

    /// <summary>Number of cells of the chunk.</summary>
    public uint Cells;

    /// <summary>Low 32 bits of the generator's key.</summary>
    public uint SeedLow;

    /// <summary>High 32 bits of the generator's key.</summary>
    public uint SeedHigh;

    /// <summary>Value of one unit of S.</summary>
    public float Scale;
}
