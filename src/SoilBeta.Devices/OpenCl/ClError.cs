namespace SoilBeta.Devices.OpenCl;

/// <summary>Converts return codes of OpenCL to a <see cref="DeviceException"/> with the call and the name of the code.</summary>
internal static class ClError
{
    /// <summary>The device has no memory for a buffer.</summary>
    public const int MemObjectAllocationFailure = -4;

    /// <summary>The machine lacks memory for the driver itself.</summary>
    public const int OutOfHostMemory = -6;

    /// <summary>The program does not compile.</summary>
    public const int BuildProgramFailure = -11;

    /// <summary>The buffer is larger than the device allows.</summary>
    public const int InvalidBufferSize = -61;

    /// <summary>There is no device of the requested type.</summary>
    public const int DeviceNotFound = -1;

    /// <summary>The loader found no driver.</summary>
    public const int PlatformNotFound = -1001;

    private static readonly Dictionary<int, string> s_names = new()
    {
        [DeviceNotFound] = "CL_DEVICE_NOT_FOUND",
        [-2] = "CL_DEVICE_NOT_AVAILABLE",
        [-3] = "CL_COMPILER_NOT_AVAILABLE",
        [MemObjectAllocationFailure] = "CL_MEM_OBJECT_ALLOCATION_FAILURE",
        [-5] = "CL_OUT_OF_RESOURCES",
        [OutOfHostMemory] = "CL_OUT_OF_HOST_MEMORY",
        [-7] = "CL_PROFILING_INFO_NOT_AVAILABLE",
        [-8] = "CL_MEM_COPY_OVERLAP",
        [-9] = "CL_IMAGE_FORMAT_MISMATCH",
        [-10] = "CL_IMAGE_FORMAT_NOT_SUPPORTED",
        [BuildProgramFailure] = "CL_BUILD_PROGRAM_FAILURE",
        [-12] = "CL_MAP_FAILURE",
        [-13] = "CL_MISALIGNED_SUB_BUFFER_OFFSET",
        [-14] = "CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST",
        [-15] = "CL_COMPILE_PROGRAM_FAILURE",
        [-16] = "CL_LINKER_NOT_AVAILABLE",
        [-17] = "CL_LINK_PROGRAM_FAILURE",
        [-18] = "CL_DEVICE_PARTITION_FAILED",
        [-19] = "CL_KERNEL_ARG_INFO_NOT_AVAILABLE",
        [-30] = "CL_INVALID_VALUE",
        [-31] = "CL_INVALID_DEVICE_TYPE",
        [-32] = "CL_INVALID_PLATFORM",
        [-33] = "CL_INVALID_DEVICE",
        [-34] = "CL_INVALID_CONTEXT",
        [-35] = "CL_INVALID_QUEUE_PROPERTIES",
        [-36] = "CL_INVALID_COMMAND_QUEUE",
        [-37] = "CL_INVALID_HOST_PTR",
        [-38] = "CL_INVALID_MEM_OBJECT",
        [-42] = "CL_INVALID_BINARY",
        [-43] = "CL_INVALID_BUILD_OPTIONS",
        [-44] = "CL_INVALID_PROGRAM",
        [-45] = "CL_INVALID_PROGRAM_EXECUTABLE",
        [-46] = "CL_INVALID_KERNEL_NAME",
        [-47] = "CL_INVALID_KERNEL_DEFINITION",
        [-48] = "CL_INVALID_KERNEL",
        [-49] = "CL_INVALID_ARG_INDEX",
        [-50] = "CL_INVALID_ARG_VALUE",
        [-51] = "CL_INVALID_ARG_SIZE",
        [-52] = "CL_INVALID_KERNEL_ARGS",
        [-53] = "CL_INVALID_WORK_DIMENSION",
        [-54] = "CL_INVALID_WORK_GROUP_SIZE",
        [-55] = "CL_INVALID_WORK_ITEM_SIZE",
        [-56] = "CL_INVALID_GLOBAL_OFFSET",
        [-57] = "CL_INVALID_EVENT_WAIT_LIST",
        [-58] = "CL_INVALID_EVENT",
        [-59] = "CL_INVALID_OPERATION",
        [InvalidBufferSize] = "CL_INVALID_BUFFER_SIZE",
        [-63] = "CL_INVALID_GLOBAL_WORK_SIZE",
        [PlatformNotFound] = "CL_PLATFORM_NOT_FOUND_KHR",
        [-9999] = "an illegal read or write of a kernel, as NVIDIA's driver reports it",
    };

    /// <summary>Name of a code in the OpenCL headers.</summary>
    public static string Name(int code) => s_names.TryGetValue(code, out string? name) ? name : $"OpenCL error {code}";

    /// <summary>Throws if a call failed.</summary>
    /// <param name="code">Its return code.</param>
    /// <param name="call">Name of the call.</param>
    /// <param name="on">Object of the call: device, kernel, buffer.</param>
    /// <exception cref="DeviceException">The call failed.</exception>
    public static void Check(int code, string call, string on)
    {
        if (code != 0)
            throw Failure(code, call, on);
    }

    /// <summary>The exception for a failed call.</summary>
    public static DeviceException Failure(int code, string call, string on)
    {
        string advice = code switch
        {
            MemObjectAllocationFailure or InvalidBufferSize => " The device is short of memory: end other programs that use it, or take --device cpu.",
            -2 or -5 or -14 or -36 or -34 or -9999 => " The device ran out of resources, was reset or was lost: see the system's log (dmesg), then run again; finished tiles are kept.",
            OutOfHostMemory => " The machine is short of memory: end other programs, or lower --memory.",
            _ => "",
        };
        return new DeviceException($"{call} on {on} failed: {Name(code)} ({code}).{advice}")
        {
            IsShortOfMemory = code is MemObjectAllocationFailure or InvalidBufferSize or OutOfHostMemory,
        };
    }
}
