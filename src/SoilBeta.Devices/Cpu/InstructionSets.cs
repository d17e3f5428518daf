using System.Runtime.Intrinsics.X86;

namespace SoilBeta.Devices.Cpu;

/// <summary>Vector instructions of the CPU device; all give the same integers.</summary>
internal enum InstructionSet
{
    /// <summary>Only what .NET supports everywhere.</summary>
    Portable,

    /// <summary>256-bit: AVX2, FMA, BMI.</summary>
    Avx2,

    /// <summary>512-bit: AVX-512 F, BW, DQ, VL, and GFNI.</summary>
    Avx512,
}

/// <summary>Marks code with instructions that not every machine has: it may only be called after a comparison with the set in use, or by code with the same mark (a test reads the sources to check this).</summary>
/// <param name="set">The required set.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Method)]
internal sealed class NeedsAttribute(InstructionSet set) : Attribute
{
    /// <summary>The required set.</summary>
    public InstructionSet Set { get; } = set;
}

/// <summary>Selects the instructions: the widest of this machine, or those of SOILBETA_ISA (avx512, avx2, portable), so that tests can run each.</summary>
internal static class InstructionSets
{
    /// <summary>The widest set of this machine.</summary>
    public static InstructionSet Widest { get; } = Detect();

    /// <summary>The set in use.</summary>
    public static InstructionSet InUse => Choose(Environment.GetEnvironmentVariable("SOILBETA_ISA"));

    private static InstructionSet Detect()
    {
        if (Avx512F.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported && Avx512F.VL.IsSupported && Gfni.V512.IsSupported && Fma.IsSupported)
            return InstructionSet.Avx512;
        return Avx2.IsSupported && Fma.IsSupported ? InstructionSet.Avx2 : InstructionSet.Portable;
    }

    /// <summary>The set with a name; the widest for no name. A set that this machine lacks is an error now instead of a crash later.</summary>
    /// <exception cref="InvalidDataException">The name is unknown, or this machine lacks the instructions.</exception>
    internal static InstructionSet Choose(string? name)
    {
        if (string.IsNullOrEmpty(name))
            return Widest;
        if (!Enum.TryParse(name, ignoreCase: true, out InstructionSet wanted) || !Enum.IsDefined(wanted))
            throw new InvalidDataException($"SOILBETA_ISA is '{name}'; expected avx512, avx2 or portable.");
        if (wanted > Widest)
            throw new InvalidDataException($"SOILBETA_ISA asks for {name}, but this machine has {Widest.ToString().ToLowerInvariant()} at most.");
        return wanted;
    }
}
