namespace SoilBeta.Rasters;

/// <summary>Makes sure that a file is on the disk before its name says that it is whole.</summary>
internal static class DurableFile
{
    /// <summary>Flushes what the operating system still holds of a file.</summary>
    public static void Flush(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Flush(flushToDisk: true);
    }
}
