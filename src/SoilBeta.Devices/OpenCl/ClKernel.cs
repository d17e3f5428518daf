using SoilBeta.Devices.Gpu;
using SoilBeta.Kernels;

namespace SoilBeta.Devices.OpenCl;

/// <summary>Memory of an OpenCL device.</summary>
/// <param name="handle">The driver's object.</param>
/// <param name="name">Description of its content.</param>
/// <param name="bytes">Size, bytes.</param>
internal sealed class ClBuffer(ClBufferHandle handle, string name, long bytes) : GpuBuffer(name, bytes)
{
    /// <summary>The driver's object.</summary>
    public ClBufferHandle Handle => handle;

    /// <inheritdoc/>
    public override void Dispose() => handle.Dispose();
}

/// <summary>One argument of a kernel: a buffer, a number or a small struct.</summary>
internal readonly unsafe struct ClArgument
{
    private readonly ClBuffer? _buffer;
    private readonly RealisationSlice _value;
    private readonly int _size;

    private ClArgument(ClBuffer buffer) => _buffer = buffer;

    private ClArgument(RealisationSlice value, int size)
    {
        _value = value;
        _size = size;
    }

    public static implicit operator ClArgument(GpuBuffer buffer) => new((ClBuffer)buffer);

    public static implicit operator ClArgument(uint value) => new(new RealisationSlice { First = value }, sizeof(uint));

    public static implicit operator ClArgument(RealisationSlice value) => new(value, sizeof(RealisationSlice));

    /// <summary>Sets this argument.</summary>
    public void Set(ClKernelHandle kernel, uint index, string name)
    {
        int code;
        if (_buffer is not null)
        {
            nint memory = _buffer.Handle.Value;
            code = ClNative.clSetKernelArg(kernel, index, (nuint)sizeof(nint), &memory);
            GC.KeepAlive(_buffer);
        }
        else
        {
            RealisationSlice value = _value;
            code = ClNative.clSetKernelArg(kernel, index, (nuint)_size, &value);
        }
        ClError.Check(code, nameof(ClNative.clSetKernelArg), $"argument {index} of kernel {name}");
    }
}

/// <summary>A kernel; not thread-safe, because its arguments are part of it.</summary>
internal sealed record ClKernel(ClKernelHandle Handle, string Name) : IDisposable
{
    /// <summary>Sets all arguments in order.</summary>
    public ClKernel With(params ReadOnlySpan<ClArgument> arguments)
    {
        for (int i = 0; i < arguments.Length; i++)
            arguments[i].Set(Handle, (uint)i, Name);
        return this;
    }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();
}
