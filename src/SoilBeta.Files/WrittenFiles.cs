using System.Collections.Concurrent;

namespace SoilBeta.Files;

/// <summary>Checksums of the files that this process has written, computed before they got their final names; each file must still match when its step ends.</summary>
public static class WrittenFiles
{
    private static readonly ConcurrentDictionary<string, string> s_checksums = new(StringComparer.Ordinal);

    /// <summary>Records the checksum of a file that is about to get its final name.</summary>
    /// <param name="path">Final name.</param>
    /// <param name="checksum">SHA-256 of its content, hexadecimal.</param>
    internal static void Keep(string path, string checksum) => s_checksums[Path.GetFullPath(path)] = checksum;

    /// <summary>Forgets the files below a folder: a run that starts there checks its own files only, not those of an earlier run in this process.</summary>
    /// <param name="folder">The folder.</param>
    public static void Forget(string folder)
    {
        foreach (string path in Below(folder))
            s_checksums.TryRemove(path, out _);
    }

    /// <summary>Files below a folder that this process has written and that still exist at the time of enumeration, ordered by path.</summary>
    /// <param name="folder">The folder.</param>
    public static IEnumerable<string> Below(string folder) =>
        s_checksums.Select(file => file.Key).Where(path => path.StartsWith(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar, StringComparison.Ordinal) && File.Exists(path)).Order(StringComparer.Ordinal);

    /// <summary>SHA-256 of a file as it is now.</summary>
    /// <param name="path">A file.</param>
    /// <exception cref="InvalidDataException">This process wrote the file, and its content has changed.</exception>
    public static string RequireUnchanged(string path)
    {
        string now = Checksums.OfFile(path);
        return !s_checksums.TryGetValue(Path.GetFullPath(path), out string? written) || written == now
            ? now
            : throw new InvalidDataException($"{path}: changed after it was written.\n  Another program wrote to it, or the disk fails; check that and run again.");
    }
}
