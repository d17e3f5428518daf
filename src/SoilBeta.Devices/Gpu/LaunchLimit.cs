namespace SoilBeta.Devices.Gpu;

/// <summary>Longest kernel launch, short enough for a desktop driver's watchdog: <see cref="DeviceOptions.LaunchMilliseconds"/>, or SOILBETA_LAUNCH_MS.</summary>
internal static class LaunchLimit
{
    /// <summary>Name of the environment variable.</summary>
    public const string Variable = "SOILBETA_LAUNCH_MS";

    /// <summary>The limit in force, ms.</summary>
    /// <param name="text">Value of the variable; null or empty if it is not set.</param>
    /// <param name="otherwise">Limit without the variable, ms.</param>
    /// <exception cref="InvalidDataException">The value is not an integer from 1 to 60,000.</exception>
    public static int Milliseconds(string? text, int otherwise)
    {
        if (string.IsNullOrEmpty(text))
            return otherwise;
        return int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int limit) && limit is >= 1 and <= 60_000
            ? limit
            : throw new InvalidDataException($"{Variable} is '{text}'; expected milliseconds, an integer from 1 to 60000 (without it: {otherwise}).");
    }
}
