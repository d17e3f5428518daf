namespace SoilBeta.Devices.OpenCl;

/// <summary>Longest kernel launch, so that a desktop driver's watchdog never fires: <see cref="DeviceOptions.LaunchMilliseconds"/>, or what SOILBETA_LAUNCH_MS says.</summary>
internal static class LaunchLimit
{
    /// <summary>Name of the setting in the environment.</summary>
    public const string Variable = "SOILBETA_LAUNCH_MS";

    /// <summary>The limit in force, ms.</summary>
    /// <param name="text">The setting; null or empty for none.</param>
    /// <param name="otherwise">Limit without the setting, ms.</param>
    /// <exception cref="InvalidDataException">The setting is not an integer from 1 to 60,000.</exception>
    public static int Milliseconds(string? text, int otherwise)
    {
        if (string.IsNullOrEmpty(text))
            return otherwise;
        return int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int limit) && limit is >= 1 and <= 60_000
            ? limit
            : throw new InvalidDataException($"{Variable} is '{text}'; expected milliseconds, an integer from 1 to 60000 (without it: {otherwise}).");
    }
}
