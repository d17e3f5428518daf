using System.Runtime.InteropServices;

namespace SoilBeta.Devices.OpenCl;

/// <summary>A reference-counted object of the OpenCL driver; released exactly once, also when an exception is thrown.</summary>
internal abstract class ClHandle : SafeHandle
{
    protected ClHandle(nint value) : base(0, ownsHandle: true) => SetHandle(value);

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>The driver's pointer, for calls that take its address. The caller must keep this object alive.</summary>
    public nint Value => handle;
}

/// <summary>A context, which owns the objects of one device.</summary>
internal sealed class ClContextHandle(nint value) : ClHandle(value)
{
    protected override bool ReleaseHandle() => ClNative.clReleaseContext(handle) == 0;
}

/// <summary>An in-order queue of commands.</summary>
internal sealed class ClQueueHandle(nint value) : ClHandle(value)
{
    protected override bool ReleaseHandle() => ClNative.clReleaseCommandQueue(handle) == 0;
}

/// <summary>A built program.</summary>
internal sealed class ClProgramHandle(nint value) : ClHandle(value)
{
    protected override bool ReleaseHandle() => ClNative.clReleaseProgram(handle) == 0;
}

/// <summary>A kernel with its arguments; not thread-safe.</summary>
internal sealed class ClKernelHandle(nint value) : ClHandle(value)
{
    protected override bool ReleaseHandle() => ClNative.clReleaseKernel(handle) == 0;
}

/// <summary>Memory of a device.</summary>
internal sealed class ClBufferHandle(nint value) : ClHandle(value)
{
    protected override bool ReleaseHandle() => ClNative.clReleaseMemObject(handle) == 0;
}

/// <summary>A command, running or finished.</summary>
internal sealed class ClEventHandle(nint value) : ClHandle(value)
{
    protected override bool ReleaseHandle() => ClNative.clReleaseEvent(handle) == 0;
}
