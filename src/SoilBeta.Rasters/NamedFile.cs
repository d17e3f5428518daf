namespace SoilBeta.Rasters;

/// <summary>Sees to it that what fails in work on a file says which file it was.</summary>
internal static class NamedFile
{
    /// <summary>Does work on a file; an error of the input that does not name it gets its path in front.</summary>
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
