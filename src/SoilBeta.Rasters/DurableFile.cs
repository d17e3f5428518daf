namespace SoilBeta.Rasters;

/// <summary>Makes sure that a file is on the disk before its name says that it is whole.</summary>
internal static class DurableFile
{
    /// <summary>Removes temporary files that a killed process left for the same final name.</summary>
    public static void DeleteLeftovers(string folder, string pattern)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (string file in Directory.EnumerateFiles(folder, pattern))
            File.Delete(file);
    }

    /// <summary>Flushes what the operating system still holds of a file.</summary>
    public static void Flush(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Flush(flushToDisk: true);
    }
}
