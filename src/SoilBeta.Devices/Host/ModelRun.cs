
namespace SoilBeta.Devices.Host;

/// <summary>Loads any model: forests on the device, regressions on the host.</summary>
/// <remarks>A regression takes a hundredth of the time of a forest of a hundred trees, less than the transfer of its cells to a GPU. With a single evaluator, all devices give the same integers by construction.</remarks>
public static class ModelRun
{
    /// <summary>Loads a plan.</summary>
    /// <param name="device">Device for forests.</param>
    /// <param name="plan">Plan.</param>
    /// <param name="threads">CPU threads for a regression; 0 means all.</param>
    /// <exception cref="DeviceException">The device failed.</exception>
    public static IDeviceRun Load(IDevice device, RunPlan plan, int threads) =>
        plan.Forests.Linear.Count == 0 ? device.Load(plan) : new RegressionRun(plan, threads > 0 ? threads : Environment.ProcessorCount);
}
