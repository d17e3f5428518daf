using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.OpenCL;
using ILGPU.IR;
using ILGPU.IR.Intrinsics;
using ILGPU.IR.Values;
using ILGPU.Runtime;
using ILGPU.Runtime.OpenCL;
using SoilBeta.Devices.Cuda;
using SoilBeta.Kernels;

namespace SoilBeta.Tests.Devices.Cuda;

/// <summary>The C# kernels as the OpenCL text that ILGPU emits, so that oclgrind can look for races. Not used in the product: ILGPU's text wants OpenCL 2 and lets products be fused.</summary>
internal static class OpenClText
{
    /// <summary>A context with the OpenCL devices of this process.</summary>
    public static Context Create()
    {
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += static (_, name) => name.Contains("OpenCL", StringComparison.Ordinal) && NativeLibrary.TryLoad("libOpenCL.so.1", out nint handle) ? handle : 0;
        return IlgpuSetup.Create(builder =>
        {
            IntrinsicImplementationManager intrinsics = builder.GetIntrinsicManager();
            intrinsics.RegisterMethod(IlgpuSetup.Method(nameof(DeviceMath.FusedMultiplyAdd)), new CLIntrinsic(typeof(OpenClText), nameof(EmitFusedMultiplyAdd), IntrinsicImplementationMode.GenerateCode));
            intrinsics.RegisterMethod(IlgpuSetup.Method(nameof(DeviceMath.InAnyLane)), new CLIntrinsic(typeof(OpenClText), nameof(EmitInAnyLane), IntrinsicImplementationMode.GenerateCode));
            // Neither PoCL nor oclgrind reports generic pointers; the text is patched not to need them.
            builder.OpenCL(device =>
            {
                typeof(CLCapabilityContext).GetProperty("GenericAddressSpace")!.SetValue(device.Capabilities, true);
                return true;
            });
        });
    }

    /// <summary>Loads a kernel from its patched text.</summary>
    public static Kernel Load(CLAccelerator accelerator, MethodInfo method)
    {
        using var backend = new CLBackend(accelerator.Context, accelerator.Capabilities, accelerator.Vendor, accelerator.CLStdVersion);
        bool implicitly = IlgpuContext.IsImplicitlyGrouped(method);
        var compiled = (CLCompiledKernel)backend.Compile(implicitly ? EntryPointDescription.FromImplicitlyGroupedKernel(method) : EntryPointDescription.FromExplicitlyGroupedKernel(method), default);
        var entry = (SeparateViewEntryPoint)typeof(CompiledKernel).GetProperty("EntryPoint", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(compiled)!;
        var patched = new CLCompiledKernel(accelerator.Context, entry, compiled.Info, Patch(compiled.Source), CLCVersion.CL12);
        return implicitly ? accelerator.LoadImplicitlyGroupedKernel(patched, 32) : accelerator.LoadKernel(patched);
    }

    /// <summary>Emits <c>fma</c>. ILGPU calls it.</summary>
    public static void EmitFusedMultiplyAdd(CLBackend backend, CLCodeGenerator generator, Value value)
    {
        var call = (MethodCall)value;
        using CLCodeGenerator.StatementEmitter statement = generator.BeginStatement(generator.Allocate(call));
        statement.AppendCommand("fma");
        statement.BeginArguments();
        foreach (ValueReference argument in call)
            statement.AppendArgument(generator.Load(argument));
        statement.EndArguments();
    }

    /// <summary>Emits the lane's own mask, as in C#. ILGPU calls it.</summary>
    public static void EmitInAnyLane(CLBackend backend, CLCodeGenerator generator, Value value)
    {
        var call = (MethodCall)value;
        using CLCodeGenerator.StatementEmitter statement = generator.BeginStatement(generator.Allocate(call));
        statement.AppendArgument(generator.Load(call[0]));
    }

    // To OpenCL C 1.2: views are global pointers, atomics have their old names, and nothing is fused.
    private static string Patch(string source)
    {
        source = source.Replace("__generic ", "global ", StringComparison.Ordinal);
        source = Regex.Replace(source, @"atomic_fetch_add\s*\(\(atomic_int\*\)", "atomic_add((volatile global int*)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        return "#pragma OPENCL FP_CONTRACT OFF\n" + source;
    }
}
