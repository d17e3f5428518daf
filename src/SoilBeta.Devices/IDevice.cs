namespace SoilBeta.Devices;

/// <summary>A device that evaluates forests for the draws of cells: arrays in, arrays out, no files and no console.</summary>
public interface IDevice : IDisposable
{
    /// <summary>Description of the device.</summary>
    DeviceInfo Info { get; }

    /// <summary>Loads the parts that are fixed for a run: forests, draws, rules. The plan's arrays must not change afterwards.</summary>
    /// <exception cref="DeviceException">The device failed; the message names the call and the code.</exception>
    /// <exception cref="InvalidDataException">The plan is too large for the available memory, or for the arrays of a run.</exception>
    IDeviceRun Load(RunPlan plan);

    /// <summary>Runs of a plan by each way that the device has to compute it, with names: all give the same integers. To verify them.</summary>
    IEnumerable<(string Name, IDeviceRun Run)> LoadEachWay(RunPlan plan) => [("", Load(plan))];
}

/// <summary>A plan loaded on a device. <see cref="Run"/> is thread-safe, so that input and output can overlap with computing.</summary>
public interface IDeviceRun : IDisposable
{
    /// <summary>Number of cells per job for full speed within the device's memory; any number from 1 up is valid.</summary>
    int PreferredCells { get; }

    /// <summary>Number of cells below which a job loses much speed, because forests that do not fit into memory are loaded for each job.</summary>
    int LeastCells => 1;

    /// <summary>Number of concurrent jobs that keep the device busy; any number from 1 up is valid.</summary>
    int JobsAtOnce => 1;

    /// <summary>Time spent so far on upload, kernels and download.</summary>
    DeviceTimings Timings { get; }

    /// <summary>Computes all realisations of all cells of a job.</summary>
    /// <exception cref="DeviceException">The device failed; finished jobs are not affected.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the job stops within a second.</exception>
    TileResult Run(TileJob job, CancellationToken cancellation = default);
}

/// <summary>Description of a device.</summary>
/// <param name="Name">Name on the command line: <c>cpu</c>, <c>opencl:0</c>, …</param>
/// <param name="Kind"><c>cpu</c>, <c>gpu</c> or <c>accelerator</c>.</param>
/// <param name="Description">Model, driver and, for the CPU device, the instruction set in use.</param>
/// <param name="ComputeUnits">Threads of the CPU device, compute units otherwise.</param>
/// <param name="MemoryBytes">Memory that the device may use, bytes.</param>
public sealed record DeviceInfo(string Name, string Kind, string Description, int ComputeUnits, long MemoryBytes);

/// <summary>Resources that a device may use.</summary>
/// <param name="Threads">CPU threads; 0 means all.</param>
/// <param name="MemoryBytes">Host memory that the device may allocate, bytes; 0 means a quarter of the machine.</param>
/// <param name="LaunchMilliseconds">Longest kernel launch on a GPU, ms, short enough for a desktop driver's watchdog.</param>
public sealed record DeviceOptions(int Threads = 0, long MemoryBytes = 0, int LaunchMilliseconds = 200);

/// <summary>Time spent on a device.</summary>
/// <param name="Upload">Host to device, s.</param>
/// <param name="Kernel">Computing, s.</param>
/// <param name="Download">Device to host, s.</param>
public readonly record struct DeviceTimings(double Upload, double Kernel, double Download);

/// <summary>A device or its driver failed: exit code 3, or 1 where <see cref="IsShortOfMemory"/>.</summary>
public sealed class DeviceException : Exception
{
    /// <summary>A failure without details.</summary>
    public DeviceException() { }

    /// <summary>A failure with the call, the name of the error code and advice.</summary>
    public DeviceException(string message) : base(message) { }

    /// <summary>A failure caused by another.</summary>
    public DeviceException(string message, Exception innerException) : base(message, innerException) { }

    /// <summary>Whether the failure is a lack of memory of the device or the machine, which is not a failure of the device; the exit code is then 1.</summary>
    public bool IsShortOfMemory { get; init; }
}

/// <summary>A device that this program knows.</summary>
/// <param name="Name">Name on the command line.</param>
/// <param name="Kind"><c>cpu</c>, <c>gpu</c> or <c>accelerator</c>.</param>
/// <param name="Description">Model and driver, or the kind of device searched for.</param>
/// <param name="Missing">Why it cannot run here and what would help; null when it can.</param>
/// <param name="Open">Opens it.</param>
public sealed record DeviceEntry(string Name, string Kind, string Description, string? Missing, Func<DeviceOptions, IDevice> Open)
{
    /// <summary>Devices that work side by side under this name.</summary>
    public int Members { get; init; } = 1;

    /// <summary>Whether it can run here.</summary>
    public bool IsPresent => Missing is null;
}
