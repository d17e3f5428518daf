using System.Runtime.InteropServices;
using SoilBeta.Numerics;

namespace SoilBeta.Kernels;

/// <summary>Perturbation of one variable, 16 bytes: <c>struct DevicePerturbation</c> in <c>kernels/opencl/layout.h</c>.</summary>
/// <param name="IsShare">1: sd = amount · |x|; 0: sd = amount.</param>
/// <param name="Amount">Standard deviation, relative or in the variable's unit.</param>
/// <param name="Lower">Lower bound, in the variable's unit.</param>
/// <param name="Upper">Upper bound, in the variable's unit.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct DevicePerturbation(uint IsShare, float Amount, float Lower, float Upper)
{
    /// <summary>The rule of the host.</summary>
    public DevicePerturbation(Perturbation rule)
        : this(rule.IsShare ? 1u : 0u, rule.Amount, rule.Lower, rule.Upper)
    {
    }
}

/// <summary>Cells of one zone that are summed together, 8 bytes: <c>struct ZoneSegment</c> in <c>kernels/opencl/layout.h</c>.</summary>
/// <param name="First">Index in the list of cells sorted by zone.</param>
/// <param name="Count">Number of cells.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct ZoneSegment(uint First, uint Count);

/// <summary>Range of realisations of a launch, 32 bytes: <c>struct RealisationSlice</c> in <c>kernels/opencl/layout.h</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct RealisationSlice
{
    /// <summary>First realisation of the slice, a multiple of the refits.</summary>
    public uint First { get; init; }

    /// <summary>Number of realisations in the slice: the row length of the values.</summary>
    public uint Count { get; init; }

    /// <summary>Number of refits B.</summary>
    public uint Refits { get; init; }

    /// <summary>B when every refit evaluates every draw, otherwise 1.</summary>
    public uint Divisor { get; init; }

    /// <summary>Number of cells of the chunk.</summary>
    public uint Cells { get; init; }

    /// <summary>Low 32 bits of the generator's key.</summary>
    public uint SeedLow { get; init; }

    /// <summary>High 32 bits of the generator's key.</summary>
    public uint SeedHigh { get; init; }

    /// <summary>Value of one unit of S.</summary>
    public float Scale { get; init; }

    /// <summary>Number of realisations of a refit for each cell of this slice.</summary>
    /// <param name="refit">The refit, 0 … B − 1.</param>
    public int PerCell(int refit) => refit < Count ? (int)((Count - (uint)refit + Refits - 1) / Refits) : 0;
}
