namespace SoilBeta.Tests;

/// <summary>A temporary folder for a test, deleted afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("soilbeta-").FullName;

    public string this[string name] => Path(name);

    public string Path(string name) => System.IO.Path.Combine(Root, name);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
