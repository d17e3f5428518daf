using System.Runtime.InteropServices;

namespace SoilBeta.Devices.OpenCl;

/// <summary>The functions of the OpenCL 1.2 C interface that this program calls; <see cref="ClLibrary"/> finds the loader, <see cref="ClError"/> checks return codes.</summary>
internal static unsafe partial class ClNative
{
    /// <summary>Logical name that <see cref="ClLibrary"/> resolves.</summary>
    public const string Library = "OpenCL";

    static ClNative() => ClLibrary.Register();

    [LibraryImport(Library)]
    public static partial int clGetPlatformIDs(uint entries, nint* platforms, uint* count);

    [LibraryImport(Library)]
    public static partial int clGetDeviceIDs(nint platform, ulong type, uint entries, nint* devices, uint* count);

    [LibraryImport(Library)]
    public static partial int clGetDeviceInfo(nint device, uint name, nuint size, void* value, nuint* sizeNeeded);

    [LibraryImport(Library)]
    public static partial nint clCreateContext(nint* properties, uint count, nint* devices, nint notify, nint userData, int* error);

    [LibraryImport(Library)]
    public static partial int clReleaseContext(nint context);

    [LibraryImport(Library)]
    public static partial nint clCreateCommandQueue(ClContextHandle context, nint device, ulong properties, int* error);

    [LibraryImport(Library)]
    public static partial int clReleaseCommandQueue(nint queue);

    [LibraryImport(Library)]
    public static partial nint clCreateProgramWithSource(ClContextHandle context, uint count, byte** strings, nuint* lengths, int* error);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int clBuildProgram(ClProgramHandle program, uint count, nint* devices, string options, nint notify, nint userData);

    [LibraryImport(Library)]
    public static partial int clGetProgramBuildInfo(ClProgramHandle program, nint device, uint name, nuint size, void* value, nuint* sizeNeeded);

    [LibraryImport(Library)]
    public static partial int clReleaseProgram(nint program);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint clCreateKernel(ClProgramHandle program, string name, int* error);

    [LibraryImport(Library)]
    public static partial int clReleaseKernel(nint kernel);

    [LibraryImport(Library)]
    public static partial int clSetKernelArg(ClKernelHandle kernel, uint index, nuint size, void* value);

    [LibraryImport(Library)]
    public static partial nint clCreateBuffer(ClContextHandle context, ulong flags, nuint size, void* host, int* error);

    [LibraryImport(Library)]
    public static partial int clReleaseMemObject(nint buffer);

    [LibraryImport(Library)]
    public static partial int clEnqueueNDRangeKernel(ClQueueHandle queue, ClKernelHandle kernel, uint dimensions, nuint* offset, nuint* global, nuint* local, uint waits, nint* waitList, nint* e);

    [LibraryImport(Library)]
    public static partial int clEnqueueWriteBuffer(ClQueueHandle queue, ClBufferHandle buffer, uint blocking, nuint offset, nuint size, void* data, uint waits, nint* waitList, nint* e);

    [LibraryImport(Library)]
    public static partial int clEnqueueReadBuffer(ClQueueHandle queue, ClBufferHandle buffer, uint blocking, nuint offset, nuint size, void* data, uint waits, nint* waitList, nint* e);

    [LibraryImport(Library)]
    public static partial int clFinish(ClQueueHandle queue);

    [LibraryImport(Library)]
    public static partial int clGetEventInfo(ClEventHandle e, uint name, nuint size, void* value, nuint* sizeNeeded);

    [LibraryImport(Library)]
    public static partial int clGetEventProfilingInfo(ClEventHandle e, uint name, nuint size, void* value, nuint* sizeNeeded);

    [LibraryImport(Library)]
    public static partial int clReleaseEvent(nint e);
}

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
