using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using ILGPU;
using ILGPU.Backends.PTX;
using ILGPU.IR;
using ILGPU.IR.Intrinsics;
using ILGPU.IR.Values;
using ILGPU.Runtime.Cuda;
using SoilBeta.Kernels;

namespace SoilBeta.Devices.Cuda;

/// <summary>The one place that decides how ILGPU compiles: what keeps the bits of the kernels, and what its version 1.5.3 must be kept from.</summary>
/// <remarks>
/// Optimisation level O1: at O2 a load from shared memory moves behind the barrier that protects it. Default arithmetic: the fast kind flushes denormals and approximates.
/// The arithmetic that ILGPU lacks (<see cref="DeviceMath"/>) is added as single instructions. Neither a CUDA toolkit nor libdevice is used.
/// </remarks>
internal static class IlgpuSetup
{
    private static readonly Lazy<Context> s_context = new(() => Create(builder => builder.Cuda()));

    /// <summary>The context of this process with its CUDA devices. ILGPU keeps those silently out that it cannot drive: <see cref="CudaDevices"/> says why.</summary>
    public static Context Shared => s_context.Value;

    /// <summary>A context.</summary>
    /// <param name="devices">Adds devices.</param>
    public static Context Create(Action<Context.Builder> devices)
    {
        FindDriver();
        return Context.Create(builder =>
        {
            devices(builder.Optimize(OptimizationLevel.O1).Math(MathMode.Default));
            IntrinsicImplementationManager intrinsics = builder.GetIntrinsicManager();
            intrinsics.RegisterMethod(Method(nameof(DeviceMath.FusedMultiplyAdd)), new PTXIntrinsic(typeof(IlgpuSetup), nameof(EmitFusedMultiplyAdd), IntrinsicImplementationMode.GenerateCode));
            intrinsics.RegisterMethod(Method(nameof(DeviceMath.InAnyLane)), new PTXIntrinsic(typeof(IlgpuSetup), nameof(EmitInAnyLane), IntrinsicImplementationMode.GenerateCode));
        });
    }

    /// <summary>A method of <see cref="DeviceMath"/>.</summary>
    public static MethodInfo Method(string name) => typeof(DeviceMath).GetMethod(name) ?? throw new MissingMethodException(nameof(DeviceMath), name);

    /// <summary>Emits <c>fma.rn.f32</c>. ILGPU calls it.</summary>
    public static void EmitFusedMultiplyAdd(PTXBackend backend, PTXCodeGenerator generator, Value value)
    {
        var call = (MethodCall)value;
        PTXRegisterAllocator.PrimitiveRegister[] arguments = Arguments(generator, call);
        PTXRegisterAllocator.HardwareRegister target = generator.AllocateHardware(call);
        using PTXCodeGenerator.CommandEmitter command = generator.BeginCommand("fma.rn.f32");
        command.AppendArgument(target);
        foreach (PTXRegisterAllocator.PrimitiveRegister argument in arguments)
            command.AppendArgument(argument);
    }

    /// <summary>Emits <c>vote.sync.any.pred</c> of all 32 lanes. ILGPU calls it.</summary>
    public static void EmitInAnyLane(PTXBackend backend, PTXCodeGenerator generator, Value value)
    {
        var call = (MethodCall)value;
        PTXRegisterAllocator.PrimitiveRegister mask = Arguments(generator, call)[0];
        PTXRegisterAllocator.HardwareRegister own = generator.AllocateRegister(BasicValueType.Int1, PTXRegisterKind.Predicate), any = generator.AllocateRegister(BasicValueType.Int1, PTXRegisterKind.Predicate);
        using (PTXCodeGenerator.CommandEmitter compare = generator.BeginCommand("setp.ne.s32"))
        {
            compare.AppendArgument(own);
            compare.AppendArgument(mask);
            compare.AppendConstant(0);
        }
        using (PTXCodeGenerator.CommandEmitter vote = generator.BeginCommand("vote.sync.any.pred"))
        {
            vote.AppendArgument(any);
            vote.AppendArgument(own);
            vote.AppendConstant(uint.MaxValue);
        }
        PTXRegisterAllocator.HardwareRegister target = generator.AllocateHardware(call);
        using PTXCodeGenerator.CommandEmitter select = generator.BeginCommand("selp.b32");
        select.AppendArgument(target);
        select.AppendConstant(1);
        select.AppendConstant(0);
        select.AppendArgument(any);
    }

    private static PTXRegisterAllocator.PrimitiveRegister[] Arguments(PTXCodeGenerator generator, MethodCall call)
    {
        var arguments = new PTXRegisterAllocator.PrimitiveRegister[call.Count];
        for (int i = 0; i < arguments.Length; i++)
            arguments[i] = generator.LoadPrimitive(call[i]);
        return arguments;
    }

    /// <summary>ILGPU asks for "cuda", which is libcuda.so: only development packages have it; drivers bring libcuda.so.1. A resolver of the load context also serves a program of a single file, and leaves ILGPU's own resolver alone.</summary>
    private static void FindDriver()
    {
        if (Interlocked.Exchange(ref s_resolves, 1) == 0 && OperatingSystem.IsLinux())
            AssemblyLoadContext.Default.ResolvingUnmanagedDll += static (_, name) => name is "cuda" or "libcuda" or "libcuda.so" && NativeLibrary.TryLoad("libcuda.so.1", out nint handle) ? handle : 0;
    }

    private static int s_resolves;
}
