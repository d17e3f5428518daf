namespace SoilBeta.Devices.Gpu;

/// <summary>A device behind the interface of its driver: allocates memory and creates queues.</summary>
internal interface IGpuContext
{
    /// <summary>Compute units of the device.</summary>
    int ComputeUnits { get; }

    /// <summary>Allocates memory.</summary>
    /// <param name="bytes">Size, bytes; 0 is allowed.</param>
    /// <param name="name">Description of its content, for messages.</param>
    /// <exception cref="DeviceException">The device has no memory left, or failed.</exception>
    GpuBuffer Buffer(long bytes, string name);

    /// <summary>Creates a queue.</summary>
    IGpuQueue Queue();

    /// <summary>After a failure: the next run opens the device again.</summary>
    void Forget();
}

/// <summary>Commands in order, and the time they took by kind.</summary>
internal interface IGpuQueue : IDisposable
{
    /// <summary>Time of finished commands; thread-safe.</summary>
    DeviceTimings Timings { get; }

    /// <summary>Bytes copied to the host so far.</summary>
    long Downloaded { get; }

    /// <summary>Copies an array to the start of a buffer and waits.</summary>
    void Write<T>(GpuBuffer buffer, ReadOnlySpan<T> data) where T : unmanaged;

    /// <summary>Copies the start of a buffer into an array, after all earlier commands, and waits.</summary>
    void Read<T>(GpuBuffer buffer, Span<T> data) where T : unmanaged;

    /// <summary>Waits for all commands.</summary>
    /// <returns>Time of the kernels since the last wait, s.</returns>
    double Finish();
}
