namespace SoilBeta.Rasters;

/// <summary>Opens the files of a study for the first time, where a crash or hang inside GDAL does not end the program.</summary>
public interface IFirstOpen
{
    /// <summary>Opens and reads files one after another.</summary>
    /// <param name="files">The files.</param>
    /// <param name="allowNetwork">Whether network paths and paths inside archives are allowed.</param>
    /// <returns>For each file a message why it cannot be used; null if it can.</returns>
    IReadOnlyList<string?> Open(IReadOnlyList<InputFile> files, bool allowNetwork);
}

/// <summary>Opens files in this process: for tests and programs that open only trusted files.</summary>
public sealed class FirstOpenInProcess : IFirstOpen
{
    /// <inheritdoc/>
    public IReadOnlyList<string?> Open(IReadOnlyList<InputFile> files, bool allowNetwork) => [.. files.Select(file => FirstLook.Refusal(file, allowNetwork))];
}
