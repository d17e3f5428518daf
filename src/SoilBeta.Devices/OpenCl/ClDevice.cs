using System.Text;

namespace SoilBeta.Devices.OpenCl;

/// <summary>A device as described by its driver.</summary>
internal sealed unsafe record ClDevice
{
    private const ulong AllTypes = 0xFFFFFFFF;
    private const ulong TypeCpu = 1 << 1;
    private const ulong TypeGpu = 1 << 2;

    /// <summary>The driver's handle; valid for the life of the process.</summary>
    public required nint Id { get; init; }

    /// <summary>Platform it belongs to.</summary>
    public required nint Platform { get; init; }

    /// <summary>Model.</summary>
    public required string Model { get; init; }

    /// <summary>Driver and OpenCL version.</summary>
    public required string Driver { get; init; }

    /// <summary><c>gpu</c>, <c>cpu</c> or <c>accelerator</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Compute units.</summary>
    public required int ComputeUnits { get; init; }

    /// <summary>Maximum number of work-items per group.</summary>
    public required int MaxGroup { get; init; }

    /// <summary>Memory, bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Largest single buffer, bytes.</summary>
    public required long MaxAllocation { get; init; }

    /// <summary>Local memory of a work-group, bytes.</summary>
    public required int LocalBytes { get; init; }

    /// <summary>Whether local memory is separate (else it is ordinary memory, and copying into it gains nothing).</summary>
    public required bool HasLocalMemory { get; init; }

    /// <summary>Whether device and host share their memory.</summary>
    public required bool SharesHostMemory { get; init; }

    /// <summary>Why the kernels cannot run on it; null when they can.</summary>
    public required string? Missing { get; init; }

    /// <summary>All devices of all platforms, in the order of the loader. Never throws.</summary>
    /// <param name="missing">Why there is no device, with advice; null when there is one.</param>
    public static IReadOnlyList<ClDevice> Enumerate(out string? missing)
    {
        missing = ClLibrary.Missing;
        if (missing is not null)
            return [];
        try
        {
            List<ClDevice> devices = [.. Platforms().SelectMany(Devices)];
            if (devices.Count == 0)
                missing = $"the OpenCL loader is here, but no driver offers a device. {ClLibrary.Advice}";
            return devices;
        }
        catch (DeviceException failure)
        {
            missing = $"the OpenCL driver does not answer: {failure.Message}";
        }
        catch (EntryPointNotFoundException failure)
        {
            missing = $"the OpenCL loader is too old: {failure.Message} {ClLibrary.Advice}";
        }
        return [];
    }

    private static nint[] Platforms()
    {
        uint count;
        int code = ClNative.clGetPlatformIDs(0, null, &count);
        if (code == ClError.PlatformNotFound || (code == 0 && count == 0))
            return [];
        ClError.Check(code, nameof(ClNative.clGetPlatformIDs), "this machine");
        var platforms = new nint[count];
        fixed (nint* p = platforms)
            ClError.Check(ClNative.clGetPlatformIDs(count, p, null), nameof(ClNative.clGetPlatformIDs), "this machine");
        return platforms;
    }

    private static ClDevice[] Devices(nint platform)
    {
        uint count;
        int code = ClNative.clGetDeviceIDs(platform, AllTypes, 0, null, &count);
        if (code == ClError.DeviceNotFound || (code == 0 && count == 0))
            return [];
        ClError.Check(code, nameof(ClNative.clGetDeviceIDs), "a platform");
        var ids = new nint[count];
        fixed (nint* p = ids)
            ClError.Check(ClNative.clGetDeviceIDs(platform, AllTypes, count, p, null), nameof(ClNative.clGetDeviceIDs), "a platform");
        return [.. ids.Select(id => Describe(platform, id))];
    }

    private static ClDevice Describe(nint platform, nint id)
    {
        ulong type = Number(id, 0x1000);
        string version = Text(id, 0x102F);
        return new ClDevice
        {
            Id = id,
            Platform = platform,
            Model = Text(id, 0x102B),
            Driver = $"{version}, driver {Text(id, 0x102D)}",
            Kind = (type & TypeGpu) != 0 ? "gpu" : (type & TypeCpu) != 0 ? "cpu" : "accelerator",
            ComputeUnits = (int)Number(id, 0x1002),
            MaxGroup = (int)Number(id, 0x1004),
            MemoryBytes = (long)Number(id, 0x101F),
            MaxAllocation = (long)Number(id, 0x1010),
            LocalBytes = (int)Number(id, 0x1023),
            HasLocalMemory = Number(id, 0x1022) == 1,
            SharesHostMemory = Number(id, 0x1035) != 0,
            Missing = Number(id, 0x1027) == 0 ? "the driver says that it is not available."
                : Number(id, 0x1028) == 0 ? "the driver has no OpenCL C compiler."
                : Number(id, 0x1026) == 0 ? "it is big-endian, which the node layout is not made for."
                : version.StartsWith("OpenCL 1.0", StringComparison.Ordinal) || version.StartsWith("OpenCL 1.1", StringComparison.Ordinal) ? $"{version} is older than OpenCL 1.2."
                : null,
        };
    }

    private static ulong Number(nint device, uint name)
    {
        ulong value = 0;
        ClError.Check(ClNative.clGetDeviceInfo(device, name, sizeof(ulong), &value, null), nameof(ClNative.clGetDeviceInfo), "a device");
        return value;
    }

    private static string Text(nint device, uint name)
    {
        nuint size;
        ClError.Check(ClNative.clGetDeviceInfo(device, name, 0, null, &size), nameof(ClNative.clGetDeviceInfo), "a device");
        var bytes = new byte[size];
        fixed (byte* p = bytes)
            ClError.Check(ClNative.clGetDeviceInfo(device, name, size, p, null), nameof(ClNative.clGetDeviceInfo), "a device");
        return Encoding.UTF8.GetString(bytes).TrimEnd('\0').Trim();
    }
}
