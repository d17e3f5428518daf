using SoilBeta.Devices.Gpu;

namespace SoilBeta.Devices.OpenCl;

/// <summary>An in-order command queue that adds up the time of commands by kind.</summary>
internal sealed unsafe class ClQueue : IGpuQueue
{
    private const ulong Profiling = 2;

    private readonly ClContext _context;
    private readonly ClQueueHandle _handle;
    private readonly List<(ClEventHandle Done, string Kernel)> _kernels = [];
    private DeviceTimings _timings;

    public ClQueue(ClContext context)
    {
        _context = context;
        int code;
        _handle = new ClQueueHandle(ClNative.clCreateCommandQueue(context.Handle, context.Device.Id, Profiling, &code));
        ClError.Check(code, nameof(ClNative.clCreateCommandQueue), context.Device.Model);
    }

    /// <summary>Time of finished commands on the device, s; thread-safe.</summary>
    public DeviceTimings Timings
    {
        get
        {
            lock (_kernels)
                return _timings;
        }
    }

    /// <inheritdoc/>
    public long Downloaded { get; private set; }

    /// <summary>Copies an array to the start of a buffer and waits.</summary>
    public void Write<T>(GpuBuffer buffer, ReadOnlySpan<T> data) where T : unmanaged
    {
        long bytes = (long)data.Length * sizeof(T);
        if (bytes == 0)
            return;
        buffer.RequireInRange(bytes);
        nint done;
        fixed (T* p = data)
            ClError.Check(ClNative.clEnqueueWriteBuffer(_handle, ((ClBuffer)buffer).Handle, 1, 0, (nuint)bytes, p, 0, null, &done), nameof(ClNative.clEnqueueWriteBuffer), buffer.Name);
        using var e = new ClEventHandle(done);
        Add(new DeviceTimings(Seconds(e), 0, 0));
    }

    /// <summary>Copies the start of a buffer into an array, after all commands enqueued before, and waits.</summary>
    public void Read<T>(GpuBuffer buffer, Span<T> data) where T : unmanaged
    {
        long bytes = (long)data.Length * sizeof(T);
        if (bytes == 0)
            return;
        buffer.RequireInRange(bytes);
        nint done;
        fixed (T* p = data)
            ClError.Check(ClNative.clEnqueueReadBuffer(_handle, ((ClBuffer)buffer).Handle, 1, 0, (nuint)bytes, p, 0, null, &done), nameof(ClNative.clEnqueueReadBuffer), buffer.Name);
        using var e = new ClEventHandle(done);
        Add(new DeviceTimings(0, 0, Seconds(e)));
        Downloaded += bytes;
        Collect();
    }

    /// <summary>Enqueues a kernel with its current arguments.</summary>
    /// <param name="kernel">The kernel with its arguments.</param>
    /// <param name="global">Work-items in each dimension, rounded up to whole groups.</param>
    /// <param name="local">Work-items of a group in dimension 0; 1 in the others.</param>
    public void Launch(ClKernel kernel, (long X, long Y, long Z) global, int local)
    {
        nuint* size = stackalloc nuint[] { (nuint)((global.X + local - 1) / local * local), (nuint)global.Y, (nuint)global.Z };
        nuint* group = stackalloc nuint[] { (nuint)local, 1, 1 };
        nint done;
        ClError.Check(ClNative.clEnqueueNDRangeKernel(_handle, kernel.Handle, 3, null, size, group, 0, null, &done), nameof(ClNative.clEnqueueNDRangeKernel), $"kernel {kernel.Name} on {_context.Device.Model}");
        _kernels.Add((new ClEventHandle(done), kernel.Name));
    }

    /// <summary>Waits for all enqueued commands.</summary>
    /// <returns>Time of the kernels since the last wait, s.</returns>
    public double Finish()
    {
        ClError.Check(ClNative.clFinish(_handle), nameof(ClNative.clFinish), _context.Device.Model);
        return Collect();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((ClEventHandle e, _) in _kernels)
            e.Dispose();
        _kernels.Clear();
        _handle.Dispose();
    }

    private double Collect()
    {
        double all = 0;
        foreach ((ClEventHandle e, string kernel) in _kernels)
        {
            int status;
            if (ClNative.clGetEventInfo(e, 0x11D3, sizeof(int), &status, null) == 0)
                ClError.Check(Math.Min(status, 0), "running", $"kernel {kernel} on {_context.Device.Model}");
            double seconds = Seconds(e);
            all += seconds;
            Add(new DeviceTimings(0, seconds, 0));
            e.Dispose();
        }
        _kernels.Clear();
        return all;
    }

    private void Add(DeviceTimings more)
    {
        lock (_kernels)
            _timings = new DeviceTimings(_timings.Upload + more.Upload, _timings.Kernel + more.Kernel, _timings.Download + more.Download);
    }

    /// <summary>Time between start and end of a finished command, s; 0 for a driver that records no times.</summary>
    private static double Seconds(ClEventHandle e)
    {
        ulong start, end;
        if (ClNative.clGetEventProfilingInfo(e, 0x1282, sizeof(ulong), &start, null) != 0 || ClNative.clGetEventProfilingInfo(e, 0x1283, sizeof(ulong), &end, null) != 0)
            return 0;
        return end > start ? (end - start) * 1e-9 : 0;
    }
}
