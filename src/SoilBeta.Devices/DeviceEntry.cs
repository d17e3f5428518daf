namespace SoilBeta.Devices;

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
