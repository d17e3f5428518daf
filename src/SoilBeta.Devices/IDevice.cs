namespace SoilBeta.Devices;

/// <summary>Something that pushes draws of cells through forests: arrays in, arrays out, no files and no console.</summary>
public interface IDevice : IDisposable
{
    /// <summary>What it is.</summary>
    DeviceInfo Info { get; }

    /// <summary>Prepares what is fixed for a run: forests, draws, rules. The plan's arrays must not change afterwards.</summary>
    /// <exception cref="DeviceException">The device failed; the message names the call and the code.</exception>
    /// <exception cref="InvalidDataException">The plan is too large for the memory that may be taken, or for the arrays of a run.</exception>
    IDeviceRun Load(RunPlan plan);
}

/// <summary>A plan loaded on a device. <see cref="Run"/> may be called from several threads at once, so that input and output overlap with computing.</summary>
public interface IDeviceRun : IDisposable
{
    /// <summary>Cells a job should have for full speed within the device's memory; any number from 1 up is right.</summary>
    int PreferredCells { get; }

    /// <summary>Cells below which a job loses much of the speed, since forests that do not stay in memory are loaded for each.</summary>
    int LeastCells => 1;

    /// <summary>Jobs that keep the device busy when as many are under way at once; any number from 1 up is right.</summary>
    int JobsAtOnce => 1;

    /// <summary>Seconds spent so far on upload, kernels and download.</summary>
    DeviceTimings Timings { get; }

    /// <summary>Computes all realisations of all cells of a job.</summary>
    /// <exception cref="DeviceException">The device failed; finished jobs are not affected.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; noticed within a second.</exception>
    TileResult Run(TileJob job, CancellationToken cancellation = default);
}

/// <summary>What a device is.</summary>
/// <param name="Name">Name on the command line: <c>cpu</c>, <c>opencl:0</c>, …</param>
/// <param name="Kind"><c>cpu</c>, <c>gpu</c> or <c>accelerator</c>.</param>
/// <param name="Description">Model, driver and, for the CPU device, the instruction set in use.</param>
/// <param name="ComputeUnits">Threads of the CPU device, compute units otherwise.</param>
/// <param name="MemoryBytes">Memory the device may use, bytes.</param>
public sealed record DeviceInfo(string Name, string Kind, string Description, int ComputeUnits, long MemoryBytes);

/// <summary>What a device may use.</summary>
/// <param name="Threads">CPU threads; 0 means all.</param>
/// <param name="MemoryBytes">Host memory the device may allocate for itself, bytes; 0 means a quarter of the machine.</param>
/// <param name="LaunchMilliseconds">Longest kernel launch on a GPU, ms, so that a desktop driver's watchdog never fires.</param>
public sealed record DeviceOptions(int Threads = 0, long MemoryBytes = 0, int LaunchMilliseconds = 200);

/// <summary>Seconds spent on a device.</summary>
/// <param name="Upload">Host to device, s.</param>
/// <param name="Kernel">Computing, s.</param>
/// <param name="Download">Device to host, s.</param>
public readonly record struct DeviceTimings(double Upload, double Kernel, double Download);

/// <summary>A device or its driver failed: exit code 3, or 1 where <see cref="IsShortOfMemory"/>.</summary>
public sealed class DeviceException : Exception
{
    /// <summary>A failure without details.</summary>
    public DeviceException() { }

    /// <summary>A failure with the call, the code by name and what to do.</summary>
    public DeviceException(string message) : base(message) { }

    /// <summary>A failure caused by another.</summary>
    public DeviceException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>Whether device or machine only lack memory, as the driver says: that is not a failure of the device, and the exit code is 1.</summary>
    public bool IsShortOfMemory { get; init; }
}
