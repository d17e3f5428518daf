using System.Runtime.InteropServices;
using SoilBeta.Numerics;

namespace SoilBeta.Devices.OpenCl;

/// <summary>How one variable is perturbed, 16 bytes: <c>struct DevicePerturbation</c> in <c>kernels/layout.h</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct DevicePerturbation(Perturbation rule)
{
    /// <summary>1: sd = amount · |x|; 0: sd = amount.</summary>
    public readonly uint IsShare = rule.IsShare ? 1u : 0u;

    /// <summary>Standard deviation, as a share or in the variable's unit.</summary>
    public readonly float Amount = rule.Amount;

    /// <summary>Lower bound, in the variable's unit.</summary>
    public readonly float Lower = rule.Lower;

    /// <summary>Upper bound, in the variable's unit.</summary>
    public readonly float Upper = rule.Upper;
}

/// <summary>Cells of one zone that are added up together, 8 bytes: <c>struct ZoneSegment</c> in <c>kernels/layout.h</c>.</summary>
/// <param name="First">Position in the list of cells sorted by zone.</param>
/// <param name="Count">Number of cells.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct ZoneSegment(uint First, uint Count);

/// <summary>Which realisations a launch computes, 32 bytes: <c>struct RealisationSlice</c> in <c>kernels/layout.h</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RealisationSlice
{
    /// <summary>First realisation of the slice, a multiple of the refits.</summary>
    public uint First;

    /// <summary>Realisations in the slice.</summary>
    public uint Count;

    /// <summary>Number of refits B.</summary>
    public uint Refits;

    /// <summary>B when every draw goes through every refit, else 1.</summary>
    public uint Divisor;

    /// <summary>Cells of the chunk.</summary>
    public uint Cells;

    /// <summary>Low 32 bits of the generator's key.</summary>
    public uint SeedLow;

    /// <summary>High 32 bits of the generator's key.</summary>
    public uint SeedHigh;

    /// <summary>Worth of one unit of S.</summary>
    public float Scale;
}
