using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime;
using ILGPU;
using SoilBeta.Devices.Gpu;

namespace SoilBeta.Devices.Cuda;

/// <summary>Finds the devices that run the C# kernels, and says why one cannot.</summary>
internal static class CudaDevices
{
    /// <summary>Name of ILGPU's CPU accelerator.</summary>
    public const string OnCpu = "ilgpu:cpu";

    /// <summary>Accelerators that this process has opened.</summary>
    private static readonly ConcurrentDictionary<string, Lazy<IlgpuContext>> s_open = new(StringComparer.Ordinal);

    private static readonly Lazy<Context> s_simulation = new(() => IlgpuSetup.Create(builder => builder.CPU(new CPUDevice(2, 1, Math.Max(1, Environment.ProcessorCount)))));

    /// <summary>Entries of the catalog: <c>cuda:0</c>, <c>cuda:1</c>, …, then <c>cuda:all</c>.</summary>
    public static IEnumerable<DeviceEntry> Find()
    {
        IReadOnlyList<CudaCard> cards = CudaCard.All(out string? missing);
        if (cards.Count == 0)
        {
            yield return new DeviceEntry("cuda:0", "gpu", "NVIDIA GPUs, through their driver alone", missing, _ => throw new DeviceException(missing!));
            yield break;
        }
        foreach (CudaCard card in cards)
            yield return new DeviceEntry($"cuda:{card.Index}", "gpu", card.Description, card.Missing, options => Open(card, options));
        CudaCard[] able = [.. cards.Where(card => card.Missing is null)];
        yield return new DeviceEntry(
            "cuda:all",
            "gpu",
            $"distributes jobs to {string.Join(", ", able.Select(card => $"cuda:{card.Index}"))}",
            able.Length > 0 ? null : "no NVIDIA GPU here can run.",
            options => new DeviceGroup("cuda:all", [.. able.Select(card => Open(card, options))]))
        {
            Members = Math.Max(1, able.Length),
        };
    }

    /// <summary>The entry of ILGPU's CPU accelerator: the kernels of the GPUs without one, for tests and for <c>devices --verify</c>.</summary>
    public static IEnumerable<DeviceEntry> FindOnCpu() =>
        [new DeviceEntry(OnCpu, "cpu", "the kernels for NVIDIA GPUs on this CPU, to check them; slow", null, options => OpenOnCpu(options))];

    /// <summary>Opens ILGPU's CPU accelerator.</summary>
    internal static CudaDevice OpenOnCpu(DeviceOptions options)
    {
        var info = new DeviceInfo(OnCpu, "cpu", "ILGPU's CPU accelerator", Environment.ProcessorCount, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        return new CudaDevice(OnCpu, info, ContextOnCpu, options);
    }

    /// <summary>ILGPU's CPU accelerator, opened once.</summary>
    internal static IlgpuContext ContextOnCpu() => Context(OnCpu, () => s_simulation.Value.GetCPUDevice(0).CreateAccelerator(s_simulation.Value));

    private static CudaDevice Open(CudaCard card, DeviceOptions options)
    {
        string name = $"cuda:{card.Index}";
        var info = new DeviceInfo(name, "gpu", card.Description, card.Multiprocessors, card.MemoryBytes);
        return new CudaDevice(name, info, () => Context(name, card.Open), options);
    }

    private static IlgpuContext Context(string name, Func<Accelerator> open)
    {
        Lazy<IlgpuContext> context = s_open.GetOrAdd(name, _ => new Lazy<IlgpuContext>(() => new IlgpuContext(open(), _ => s_open.TryRemove(name, out Lazy<IlgpuContext>? _))));
        try
        {
            return context.Value;
        }
        catch (Exception failure) when (failure is AcceleratorException or NotSupportedException or OutOfMemoryException)
        {
            s_open.TryRemove(name, out _);
            throw CudaFailure.Of(failure, $"opening {name}");
        }
    }
}

/// <summary>An NVIDIA GPU as its driver describes it.</summary>
internal sealed record CudaCard
{
    /// <summary>Oldest architecture whose PTX ILGPU emits: compute capability 3.0.</summary>
    private const int OldestMajor = 3;

    /// <summary>Position in the driver's list.</summary>
    public required int Index { get; init; }

    /// <summary>Model, compute capability and driver.</summary>
    public required string Description { get; init; }

    /// <summary>Multiprocessors.</summary>
    public required int Multiprocessors { get; init; }

    /// <summary>Memory, bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Why the kernels cannot run on it; null when they can.</summary>
    public required string? Missing { get; init; }

    /// <summary>All GPUs of the driver, once for the process.</summary>
    /// <param name="missing">Why there is none, with advice; null when there is one.</param>
    public static IReadOnlyList<CudaCard> All(out string? missing)
    {
        (IReadOnlyList<CudaCard> cards, missing) = s_all.Value;
        return cards;
    }

    /// <summary>Opens the accelerator.</summary>
    public Accelerator Open()
    {
        foreach (ILGPU.Runtime.Cuda.CudaDevice device in IlgpuSetup.Shared.GetCudaDevices())
        {
            if (device.DeviceId == Index)
                return device.CreateAccelerator(IlgpuSetup.Shared);
        }
        throw new DeviceException($"cuda:{Index} ({Description}) is not among the devices of ILGPU {typeof(Accelerator).Assembly.GetName().Version}. Take an OpenCL device of the same card, or --device cpu.");
    }

    /// <summary>Why a card cannot run the kernels; null when it can.</summary>
    /// <param name="major">Major number of its compute capability.</param>
    /// <param name="minor">Minor number.</param>
    /// <param name="driver">Newest version of CUDA that its driver supports, 1000 · major + 10 · minor.</param>
    internal static string? Fault(int major, int minor, int driver)
    {
        if (major < OldestMajor)
            return $"its compute capability {major}.{minor} is older than {OldestMajor}.0, the oldest that the kernels are compiled for. Take an OpenCL device of the same card, or --device cpu.";

        // For a card newer than ILGPU knows this is the driver of the newest it knows; the card's own driver is newer and compiles the older PTX.
        return CudaAccelerator.TryGetInstructionSet(new CudaArchitecture(major, minor), CudaDriverVersion.FromValue(driver), out CudaDriverVersion needed, out _)
            ? null
            : $"its driver supports CUDA {driver / 1000}.{driver % 1000 / 10}; the kernels need one for CUDA {needed} or newer. Install a newer NVIDIA driver.";
    }

    private static readonly Lazy<(IReadOnlyList<CudaCard>, string?)> s_all = new(() =>
    {
        // Without the library ILGPU need not start.
        string library = OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1";
        if (!NativeLibrary.TryLoad(library, out _))
            return ([], $"the NVIDIA driver's library ({library}) is not here. With an NVIDIA GPU: install its driver; in a container, pass the GPU in (docker run --gpus all).");
        _ = IlgpuSetup.Shared;
        CudaAPI driver = CudaAPI.CurrentAPI;
        if (!driver.IsSupported)
            return ([], "the NVIDIA driver does not start: no GPU, no rights to it (/dev/nvidia*), or a driver that does not match the kernel's module (nvidia-smi says which).");
        CudaError code = driver.GetDeviceCount(out int count);
        if (code != CudaError.CUDA_SUCCESS || count == 0)
            return ([], $"the NVIDIA driver offers no GPU ({code}).");
        return ([.. Enumerable.Range(0, count).Select(index => Describe(driver, index))], null);
    });

    private static CudaCard Describe(CudaAPI driver, int index)
    {
        driver.GetDriverVersion(out CudaDriverVersion version);
        driver.GetDeviceName(out string? model, index);
        driver.GetDeviceComputeCapability(out int major, out int minor, index);
        driver.GetTotalDeviceMemory(out long memory, index);
        return new CudaCard
        {
            Index = index,
            Description = $"{model}, compute capability {major}.{minor}, driver for CUDA {version}",
            Multiprocessors = driver.GetDeviceAttribute(DeviceAttributeKind.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT, index),
            MemoryBytes = memory,
            Missing = Fault(major, minor, version.Value),
        };
    }
}
