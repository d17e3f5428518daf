namespace SoilBeta.Rasters;

/// <summary>Adds the file's path to errors that occur while working on it.</summary>
internal static class NamedFile
{
    /// <summary>Runs work on a file; puts the path in front of an input error that does not name it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="work">The work.</param>
    /// <exception cref="InvalidDataException">The work failed; names the file.</exception>
    public static T In<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (InvalidDataException failure) when (!failure.Message.Contains(Path.GetFileName(path), StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{path}: {failure.Message}", failure);
        }
    }
}
