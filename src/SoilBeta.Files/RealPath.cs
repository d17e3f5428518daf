namespace SoilBeta.Files;

/// <summary>Paths without symbolic links, so that two names of one file or folder compare equal.</summary>
public static class RealPath
{
    private const int MostLinks = 40; // the limit of Linux; a longer chain is a loop

    /// <summary>How this system compares file names.</summary>
    public static StringComparison Comparison => OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    /// <summary>The absolute path with every symbolic link resolved; parts that do not exist stay as they are.</summary>
    /// <param name="path">Any path.</param>
    public static string Resolve(string path)
    {
        string full = Path.GetFullPath(path);
        for (int links = 0; links < MostLinks; links++)
        {
            string? next = ResolveFirstLink(full);
            if (next is null)
                return Path.TrimEndingDirectorySeparator(full);
            full = next;
        }
        return full;
    }

    /// <summary>Whether a path is a folder or inside it, at any depth.</summary>
    /// <param name="path">A path from <see cref="Resolve"/>.</param>
    /// <param name="folder">A path from <see cref="Resolve"/>.</param>
    public static bool IsWithin(string path, string folder) =>
        path.Equals(folder, Comparison) || path.StartsWith(Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, Comparison);

    private static string? ResolveFirstLink(string full)
    {
        string root = Path.GetPathRoot(full)!, at = root;
        string[] parts = full[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < parts.Length; i++)
        {
            string folder = at;
            at = Path.Combine(at, parts[i]);
            if (new FileInfo(at).LinkTarget is { } target)
                return Path.GetFullPath(Path.Combine([target, .. parts[(i + 1)..]]), folder);
        }
        return null;
    }
}
