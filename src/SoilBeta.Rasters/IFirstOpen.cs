namespace SoilBeta.Rasters;

/// <summary>Opens files that a study names for the first time, where a crash or a hang inside GDAL does no harm.</summary>
public interface IFirstOpen
{
    /// <summary>Opens and reads files, one after the other.</summary>
    /// <param name="files">The files.</param>
    /// <param name="allowNetwork">Whether they may be behind an address or in an archive.</param>
    /// <returns>For each file why it cannot be used, naming it; null where it can.</returns>
    IReadOnlyList<string?> Open(IReadOnlyList<InputFile> files, bool allowNetwork);
}

/// <summary>The same in this process: for tests, and for programs that open only files they trust.</summary>
public sealed class FirstOpenInProcess : IFirstOpen
{
    /// <inheritdoc/>
    public IReadOnlyList<string?> Open(IReadOnlyList<InputFile> files, bool allowNetwork) => [.. files.Select(file => FirstLook.Refusal(file, allowNetwork))];
}
