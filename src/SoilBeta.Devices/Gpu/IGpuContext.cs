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

/// <summary>Memory of a device, with a name for messages.</summary>
/// <param name="name">Description of its content.</param>
/// <param name="bytes">Size, bytes.</param>
internal abstract class GpuBuffer(string name, long bytes) : IDisposable
{
    /// <summary>Description of its content.</summary>
    public string Name => name;

    /// <summary>Size, bytes.</summary>
    public long Bytes => bytes;

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Throws if a transfer is larger than the buffer.</summary>
    /// <param name="transfer">Size of the transfer, bytes.</param>
    public void RequireInRange(long transfer)
    {
        if (transfer > Bytes)
            throw new ArgumentException($"{transfer} bytes are more than {Name} has, {Bytes}.");
    }
}
