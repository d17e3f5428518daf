using System.Collections.Concurrent;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
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
