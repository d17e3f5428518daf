namespace SoilBeta.Studies;

/// <summary>Free disk space, checked before it is needed.</summary>
public static class DiskSpace
{
    /// <summary>Free bytes on the disk of a folder, which may not exist yet; null if unknown.</summary>
    public static long? FreeAt(string folder)
    {
        string? at = Path.GetFullPath(folder);
        while (at is not null && !Directory.Exists(at))
            at = Path.GetDirectoryName(at);
        try
        {
            return at is null ? null : new DriveInfo(at).AvailableFreeSpace;
        }
        catch (Exception failure) when (failure is IOException or ArgumentException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Rejects work for which the disk is too small.</summary>
    /// <exception cref="InvalidDataException">There is too little free space.</exception>
    public static void Require(string folder, long bytes, string what)
    {
        if (FreeAt(folder) is { } free && free < bytes)
            throw new InvalidDataException($"{folder}: {what} needs {Size(bytes)} of disk, {Size(free)} are free.\n  Make room, or choose a folder on another disk with --output.");
    }

    /// <summary>Formats a number of bytes for people.</summary>
    public static string Size(long bytes) => bytes < 10L << 20 ? $"{bytes / 1024.0:N0} KB" : bytes < 10L << 30 ? $"{bytes / (double)(1 << 20):N0} MB" : $"{bytes / (double)(1 << 30):N0} GB";
}
