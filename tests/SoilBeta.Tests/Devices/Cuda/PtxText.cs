using System.Reflection;
using System.Text.RegularExpressions;
using ILGPU;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime.Cuda;
using SoilBeta.Devices.Cuda;
using SoilBeta.Kernels;

namespace SoilBeta.Tests.Devices.Cuda;

/// <summary>The PTX that ILGPU emits for a kernel, without a GPU, and what the contract of equal bits forbids in it.</summary>
internal static partial class PtxText
{
    /// <summary>Every kernel of the product.</summary>
    public static IEnumerable<MethodInfo> Kernels => typeof(DeviceMath).Assembly.GetTypes().Where(type => type.Name.EndsWith("Kernels", StringComparison.Ordinal))
        .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly)).OrderBy(method => method.Name, StringComparer.Ordinal);

    /// <summary>PTX of a kernel.</summary>
    /// <param name="context">ILGPU's context, which has the level of optimisation.</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="architecture">Compute capability.</param>
    public static string Of(Context context, MethodInfo kernel, CudaArchitecture? architecture = null)
    {
        using var backend = new PTXBackend(context, architecture ?? CudaArchitecture.SM_80, CudaInstructionSet.ISA_80, null!);
        EntryPointDescription entry = IlgpuContext.IsImplicitlyGrouped(kernel) ? EntryPointDescription.FromImplicitlyGroupedKernel(kernel) : EntryPointDescription.FromExplicitlyGroupedKernel(kernel);
        return ((PTXCompiledKernel)backend.Compile(entry, default)).PTXAssembly;
    }

    /// <summary>Lines that could give other bits than the CPU, or that need more than a driver.</summary>
    public static IReadOnlyList<string> Faults(string ptx) => [.. ptx.Split('\n').Select(line => line.Trim()).Where(line => Forbidden().IsMatch(line))];

    /// <summary>Accesses to shared memory, and barriers, in the order of the text.</summary>
    public static IReadOnlyList<string> SharedOrder(string ptx) => [.. SharedAccess().Matches(ptx).Select(match => match.Groups["what"].Value)];

    // A product without .rn may be fused with a sum that follows it: the chain has no float sum outside fma.rn. Calls would be to libdevice: everything else is inlined.
    [GeneratedRegex(@"\.ftz|\.approx|\.full\.|__nv_|^call\b|^(add|sub|mad)(\.\w+)*\.f(32|64)|^fma(?!\.rn\.f32)|^(sin|cos|ex2|lg2|tanh|rsqrt|rcp)\.", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Forbidden();

    [GeneratedRegex(@"^\s*(@%p\d+ )?(?<what>(ld|st|atom|red)\.shared|bar\.|barrier)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex SharedAccess();
}
