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
