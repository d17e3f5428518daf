using System.Diagnostics;
using System.Reflection;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using SoilBeta.Devices.Gpu;

namespace SoilBeta.Devices.Cuda;

/// <summary>An accelerator of ILGPU: an NVIDIA GPU, or ILGPU's simulation of one on the CPU.</summary>
/// <param name="accelerator">The accelerator.</param>
/// <param name="forget">Called after a failure.</param>
/// <param name="load">Loads a kernel; null for ILGPU's own way. A test that runs the kernels as OpenCL text replaces it.</param>
internal sealed class IlgpuContext(Accelerator accelerator, Action<IlgpuContext> forget, Func<MethodInfo, Kernel>? load = null) : IGpuContext
{
    private readonly Lock _lock = new();
    private LoadedKernels? _kernels;

    /// <summary>The accelerator.</summary>
    public Accelerator Accelerator => accelerator;

    /// <summary>Whether it is a GPU.</summary>
    public bool IsGpu => accelerator.AcceleratorType == AcceleratorType.Cuda;

    /// <summary>Lanes of a group: on the CPU, where each lane of a group is a thread, one.</summary>
    public int GroupSize => IsGpu ? 128 : 1;

    /// <summary>The kernels, compiled on first use.</summary>
    public LoadedKernels Kernels
    {
        get
        {
            lock (_lock)
                return _kernels ??= new LoadedKernels(this);
        }
    }

    /// <summary>Loads a kernel.</summary>
    /// <param name="method">Its entry point: where the first parameter is an index, ILGPU forms the groups.</param>
    public Kernel Load(MethodInfo method) => load is not null ? load(method)
        : IsImplicitlyGrouped(method) ? accelerator.LoadImplicitlyGroupedKernel(method, GroupSize)
        : accelerator.LoadKernel(method);

    /// <summary>Whether ILGPU forms the groups of a kernel.</summary>
    public static bool IsImplicitlyGrouped(MethodInfo method) => method.GetParameters()[0].ParameterType == typeof(Index1D);

    /// <inheritdoc/>
    public int ComputeUnits => accelerator.NumMultiprocessors;

    /// <inheritdoc/>
    public GpuBuffer Buffer(long bytes, string name) =>
        Call("allocating", $"{name} ({bytes:N0} bytes)", () => new IlgpuBuffer(accelerator.Allocate1D<byte>(Math.Max(bytes, 16)), name, bytes));

    /// <inheritdoc/>
    public IGpuQueue Queue() => Call("creating a stream", "the device", () => new IlgpuQueue(this));

    /// <inheritdoc/>
    public void Forget() => forget(this);

    /// <summary>Calls ILGPU; its failures become a <see cref="DeviceException"/> that says what to do.</summary>
    /// <param name="what">What is done.</param>
    /// <param name="on">On what.</param>
    /// <param name="call">The call.</param>
    public T Call<T>(string what, string on, Func<T> call)
    {
        try
        {
            return call();
        }
        catch (Exception failure) when (failure is AcceleratorException or OutOfMemoryException or InternalCompilerException or NotSupportedException or ArgumentOutOfRangeException)
        {
            throw CudaFailure.Of(failure, $"{what} {on} on {accelerator.Name}");
        }
    }
}

/// <summary>Memory of an accelerator.</summary>
internal sealed class IlgpuBuffer(MemoryBuffer1D<byte, Stride1D.Dense> memory, string name, long bytes) : GpuBuffer(name, bytes)
{
    /// <summary>The memory as values of a type.</summary>
    public ArrayView<T> As<T>() where T : unmanaged => memory.View.AsContiguous().Cast<T>().SubView(0, Bytes / Interop.SizeOf<T>());

    /// <inheritdoc/>
    public override void Dispose() => memory.Dispose();
}

/// <summary>A stream of an accelerator. Times are the host's, from the first command to the wait.</summary>
internal sealed class IlgpuQueue(IlgpuContext context) : IGpuQueue
{
    private readonly Lock _lock = new();
    private DeviceTimings _timings;
    private long _launched;

    /// <summary>The stream.</summary>
    public AcceleratorStream Stream { get; } = context.Accelerator.CreateStream();

    /// <inheritdoc/>
    public DeviceTimings Timings
    {
        get
        {
            lock (_lock)
                return _timings;
        }
    }

    /// <inheritdoc/>
    public long Downloaded { get; private set; }

    /// <summary>Enqueues a kernel.</summary>
    /// <param name="kernel">Its name, for messages.</param>
    /// <param name="launch">Launches it on the stream.</param>
    public void Launch(string kernel, Action<AcceleratorStream> launch)
    {
        if (_launched == 0)
            _launched = Stopwatch.GetTimestamp();
        context.Call("launching", kernel, () =>
        {
            launch(Stream);
            return 0;
        });
    }

    /// <inheritdoc/>
    public unsafe void Write<T>(GpuBuffer buffer, ReadOnlySpan<T> data) where T : unmanaged
    {
        if (data.IsEmpty)
            return;
        buffer.RequireInRange((long)data.Length * sizeof(T));
        long start = Stopwatch.GetTimestamp();
        fixed (T* from = data)
        {
            T* first = from;
            int length = data.Length;
            context.Call("writing", buffer.Name, () =>
            {
                ((IlgpuBuffer)buffer).As<T>().SubView(0, length).CopyFromCPU(Stream, ref *first, length);
                Stream.Synchronize();
                return 0;
            });
        }
        Add(new DeviceTimings(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 0));
    }

    /// <inheritdoc/>
    public unsafe void Read<T>(GpuBuffer buffer, Span<T> data) where T : unmanaged
    {
        if (data.IsEmpty)
            return;
        long bytes = (long)data.Length * sizeof(T);
        buffer.RequireInRange(bytes);
        Finish();
        long start = Stopwatch.GetTimestamp();
        fixed (T* to = data)
        {
            T* first = to;
            int length = data.Length;
            context.Call("reading", buffer.Name, () =>
            {
                ((IlgpuBuffer)buffer).As<T>().SubView(0, length).CopyToCPU(Stream, ref *first, length);
                Stream.Synchronize();
                return 0;
            });
        }
        Add(new DeviceTimings(0, 0, Stopwatch.GetElapsedTime(start).TotalSeconds));
        Downloaded += bytes;
    }

    /// <inheritdoc/>
    public double Finish()
    {
        context.Call("running", "the kernels", () =>
        {
            Stream.Synchronize();
            return 0;
        });
        if (_launched == 0)
            return 0;
        double seconds = Stopwatch.GetElapsedTime(_launched).TotalSeconds;
        _launched = 0;
        Add(new DeviceTimings(0, seconds, 0));
        return seconds;
    }

    /// <inheritdoc/>
    public void Dispose() => Stream.Dispose();

    private void Add(DeviceTimings more)
    {
        lock (_lock)
            _timings = new DeviceTimings(_timings.Upload + more.Upload, _timings.Kernel + more.Kernel, _timings.Download + more.Download);
    }
}
