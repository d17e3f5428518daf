using System.Collections.Concurrent;
using System.Text;
using SoilBeta.Devices.Gpu;

namespace SoilBeta.Devices.OpenCl;

/// <summary>The context of one device and the programs built on it; kept for the life of the process, so that each program is built once for each device and options.</summary>
internal sealed unsafe class ClContext : IGpuContext
{
    private static readonly ConcurrentDictionary<nint, Lazy<ClContext>> s_contexts = new();

    private readonly ConcurrentDictionary<(string Source, string Options), Lazy<ClProgramHandle>> _programs = new();

    private ClContext(ClDevice device)
    {
        Device = device;
        nint* properties = stackalloc nint[] { 0x1084, device.Platform, 0 };
        nint id = device.Id;
        int code;
        Handle = new ClContextHandle(ClNative.clCreateContext(properties, 1, &id, 0, 0, &code));
        ClError.Check(code, nameof(ClNative.clCreateContext), device.Model);
    }

    /// <summary>The device.</summary>
    public ClDevice Device { get; }

    /// <summary>The driver's context.</summary>
    public ClContextHandle Handle { get; }

    /// <summary>The context of a device, created on first use.</summary>
    public static ClContext For(ClDevice device)
    {
        Lazy<ClContext> context = s_contexts.GetOrAdd(device.Id, _ => new Lazy<ClContext>(() => new ClContext(device)));
        try
        {
            return context.Value;
        }
        catch (DeviceException)
        {
            Forget(device);
            throw;
        }
    }

    /// <summary>Discards the context of a failed device: the next attempt creates a new one.</summary>
    public static void Forget(ClDevice device) => s_contexts.TryRemove(device.Id, out _);

    /// <summary>Builds a kernel of a file in <c>kernels/opencl/</c>.</summary>
    /// <param name="file">The file.</param>
    /// <param name="options">Its build options, from <see cref="ClProgram"/>.</param>
    /// <param name="name">The kernel function.</param>
    /// <exception cref="DeviceException">The file does not build; the message holds the full build log.</exception>
    public ClKernel Kernel(string file, string options, string name)
    {
        ClProgramHandle program = _programs.GetOrAdd((KernelSource.Load(file), options), key => new Lazy<ClProgramHandle>(() => Build(file, key.Source, key.Options))).Value;
        int code;
        var kernel = new ClKernelHandle(ClNative.clCreateKernel(program, name, &code));
        ClError.Check(code, nameof(ClNative.clCreateKernel), $"{name} of {file}");
        return new ClKernel(kernel, name);
    }

    /// <summary>Creates a buffer of at least 16 bytes, since empty buffers are not allowed.</summary>
    public GpuBuffer Buffer(long bytes, string name)
    {
        int code;
        var handle = new ClBufferHandle(ClNative.clCreateBuffer(Handle, 1, (nuint)Math.Max(bytes, 16), null, &code));
        ClError.Check(code, nameof(ClNative.clCreateBuffer), $"{name} ({bytes} bytes) of {Device.Model}");
        return new ClBuffer(handle, name, bytes);
    }

    /// <inheritdoc/>
    public int ComputeUnits => Device.ComputeUnits;

    /// <inheritdoc/>
    public IGpuQueue Queue() => new ClQueue(this);

    /// <inheritdoc/>
    public void Forget() => Forget(Device);

    private ClProgramHandle Build(string file, string source, string options)
    {
        byte[] text = Encoding.UTF8.GetBytes(source);
        nuint length = (nuint)text.Length;
        ClProgramHandle program;
        int code;
        fixed (byte* p = text)
        {
            byte* start = p;
            program = new ClProgramHandle(ClNative.clCreateProgramWithSource(Handle, 1, &start, &length, &code));
        }
        ClError.Check(code, nameof(ClNative.clCreateProgramWithSource), file);
        nint id = Device.Id;
        code = ClNative.clBuildProgram(program, 1, &id, options, 0, 0);
        if (code == 0)
            return program;
        string log = BuildLog(program);
        program.Dispose();
        throw new DeviceException($"clBuildProgram of {file} on {Device.Model} ({Device.Driver}) failed: {ClError.Name(code)} ({code}).\nOptions: {options}\nBuild log:\n{log}");
    }

    private string BuildLog(ClProgramHandle program)
    {
        const uint Log = 0x1183;
        nuint size;
        if (ClNative.clGetProgramBuildInfo(program, Device.Id, Log, 0, null, &size) != 0 || size <= 1)
            return "(the driver gives none)";
        var bytes = new byte[size];
        fixed (byte* p = bytes)
            ClError.Check(ClNative.clGetProgramBuildInfo(program, Device.Id, Log, size, p, null), nameof(ClNative.clGetProgramBuildInfo), Device.Model);
        return Encoding.UTF8.GetString(bytes).TrimEnd('\0', '\n');
    }
}
