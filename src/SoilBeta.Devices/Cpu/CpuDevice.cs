using System.Runtime.Intrinsics.X86;

namespace SoilBeta.Devices.Cpu;

/// <summary>All cores of this machine. Always available; how it traverses trees is internal to this folder.</summary>
public sealed class CpuDevice : IDevice
{
    private readonly int _threads;
    private readonly InstructionSet _instructions;

    /// <summary>Creates the device with the threads of <paramref name="options"/> and the widest instructions of this machine, or those that SOILBETA_ISA names.</summary>
    public CpuDevice(DeviceOptions options)
        : this(options, InstructionSets.InUse)
    {
    }

    /// <summary>Creates the device with given instructions, for tests.</summary>
    internal CpuDevice(DeviceOptions options, InstructionSet instructions)
    {
        _instructions = instructions;
        ArgumentOutOfRangeException.ThrowIfNegative(options.Threads, nameof(options));
        _threads = options.Threads == 0 ? Environment.ProcessorCount : options.Threads;
        long machine = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        Info = new DeviceInfo("cpu", "cpu", $"{RuntimeModel()}, {instructions.ToString().ToUpperInvariant()}", _threads, options.MemoryBytes == 0 ? machine / 4 : options.MemoryBytes);
    }

    /// <inheritdoc/>
    public DeviceInfo Info { get; }

    /// <summary>The entry of the catalog.</summary>
    internal static IEnumerable<DeviceEntry> Find() => [new DeviceEntry("cpu", "cpu", $"{RuntimeModel()}, {InstructionSets.InUse.ToString().ToUpperInvariant()}", null, options => new CpuDevice(options))];

    /// <inheritdoc/>
    public IDeviceRun Load(RunPlan plan) => new CpuRun(plan, _threads, Info.MemoryBytes, _instructions);

    /// <inheritdoc/>
    public void Dispose() { }

    /// <summary>Name of the processor (CPUID leaves 0x80000002 … 4), or its architecture where there is none.</summary>
    private static string RuntimeModel()
    {
        if (!X86Base.IsSupported || unchecked((uint)X86Base.CpuId(unchecked((int)0x80000000), 0).Eax) < 0x80000004)
            return System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString();
        var bytes = new List<byte>(48);
        for (int leaf = 2; leaf <= 4; leaf++)
        {
            (int a, int b, int c, int d) = X86Base.CpuId(unchecked((int)0x80000000 + leaf), 0);
            foreach (int word in new[] { a, b, c, d })
                bytes.AddRange(BitConverter.GetBytes(word));
        }
        return System.Text.Encoding.ASCII.GetString([.. bytes.TakeWhile(letter => letter != 0)]).Trim();
    }
}
