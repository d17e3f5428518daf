namespace SoilBeta.Devices.Gpu;

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
