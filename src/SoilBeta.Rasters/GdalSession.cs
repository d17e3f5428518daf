using SoilBeta.Rasters.Native;

namespace SoilBeta.Rasters;

/// <summary>GDAL for one run of the program: the verb creates the session from its options and passes it to every step that opens a file of the study.</summary>
/// <remarks>A file is opened in this process only after <see cref="IFirstOpen"/> has opened it successfully. Cells that were not read then are read here for the first time.</remarks>
public sealed class GdalSession
{
    /// <summary>Default size of GDAL's block cache, bytes.</summary>
    public const long DefaultCacheBytes = 128L << 20;

    private readonly IFirstOpen _firstOpen;
    private readonly Lock _lock = new();
    private readonly HashSet<InputFile> _announced = [];
    private readonly Dictionary<FileState, string?> _refusals = [];

    /// <summary>Configures GDAL, once per process.</summary>
    /// <param name="firstOpen">Opens files first; null to open trusted files in this process.</param>
    /// <param name="cacheBytes">GDAL's block cache, bytes, independent of the machine's memory; null leaves it as it is. It belongs to the process, so only the owner of the process sets it; it does not affect results.</param>
    /// <param name="allowNetwork">Whether network paths (<c>/vsicurl/</c>, <c>https:</c>, …) and paths inside archives may be opened.</param>
    /// <param name="mayBeMissing">Whether the run may do without GDAL: it is then missed only when a file is opened.</param>
    /// <exception cref="InvalidDataException">No usable GDAL on this machine: the message says what was tried and what to install.</exception>
    public GdalSession(IFirstOpen? firstOpen = null, long? cacheBytes = null, bool allowNetwork = false, bool mayBeMissing = false)
    {
        _firstOpen = firstOpen ?? new FirstOpenInProcess();
        AllowsNetwork = allowNetwork;
        if (mayBeMissing && !GdalLibrary.IsPresent)
            return;
        GdalLibrary.Require(allowNetwork);
        if (cacheBytes is { } bytes)
            GdalNative.GDALSetCacheMax64(bytes);
    }

    /// <summary>Whether network paths and paths inside archives may be opened.</summary>
    public bool AllowsNetwork { get; }

    /// <summary>Announces files, so that one process opens all of them first when one of them is opened.</summary>
    public void Announce(IEnumerable<InputFile> files)
    {
        lock (_lock)
            _announced.UnionWith(files);
    }

    /// <summary>Opens a raster of the study.</summary>
    /// <param name="path">Path.</param>
    /// <param name="noData">Nodata values besides those that the file declares, as stored.</param>
    /// <exception cref="InvalidDataException">The file is missing, of an unsupported format, damaged, or not georeferenced.</exception>
    public RasterFile OpenRaster(string path, IReadOnlyList<double>? noData = null) => RasterFile.FromDataset(path, Open(path, vector: false), deleteOnClose: null, noData);

    /// <summary>Files of a raster: the file itself first, then its sidecar files.</summary>
    /// <exception cref="InvalidDataException">The file is missing or of an unsupported format.</exception>
    public IReadOnlyList<string> FilesOfRaster(string path)
    {
        using RasterFile raster = OpenRaster(path);
        return raster.Files;
    }

    /// <summary>Files of a vector layer: the file itself first, then its sidecar files.</summary>
    /// <exception cref="InvalidDataException">The file is missing or of an unsupported format.</exception>
    public IReadOnlyList<string> FilesOfVector(string path)
    {
        using DatasetHandle dataset = Open(path, vector: true);
        return GdalLibrary.FilesOf(dataset);
    }

    /// <summary>Opens a file of the study.</summary>
    /// <param name="path">Path.</param>
    /// <param name="vector">Whether it is a vector layer.</param>
    /// <param name="options">Open options of its driver, <c>NAME=VALUE</c>.</param>
    internal DatasetHandle Open(string path, bool vector, params ReadOnlySpan<string> options)
    {
        var file = new InputFile(path, vector);
        // Missing files and folders are rejected before anything is opened.
        if (VirtualFile.Is(path) || RegularFileIsThere(path))
        {
            lock (_lock)
            {
                if (!_refusals.TryGetValue(FileState.Now(file), out string? refusal))
                    refusal = OpenFirst(file);
                if (refusal is not null)
                    throw new InvalidDataException(refusal);
            }
        }
        return GdalLibrary.Open(path, vector, AllowsNetwork, options);
    }

    private static bool RegularFileIsThere(string path) => File.Exists(path) && RegularFile.Is(path);

    /// <summary>Opens a file first, together with the announced files that have not been opened.</summary>
    /// <returns>Why it cannot be used; null if it can.</returns>
    private string? OpenFirst(InputFile file)
    {
        InputFile[] files = [file, .. _announced.Where(other => other != file && (VirtualFile.Is(other.Path) ? VirtualFile.Refusal(other.Path, AllowsNetwork) is null : RegularFileIsThere(other.Path)) && !_refusals.ContainsKey(FileState.Now(other)))];
        FileState[] states = Array.ConvertAll(files, FileState.Now);
        IReadOnlyList<string?> refusals = _firstOpen.Open(files, AllowsNetwork);
        for (int i = 0; i < files.Length; i++)
            _refusals[states[i]] = refusals[i];
        return refusals[0];
    }

    /// <summary>State of a file at its first opening; a file that has changed since must be opened first again.</summary>
    private readonly record struct FileState(InputFile File, long Length, DateTime Written)
    {
        public static FileState Now(InputFile file)
        {
            var facts = new FileInfo(file.Path);
            return facts.Exists ? new FileState(file, facts.Length, facts.LastWriteTimeUtc) : new FileState(file, -1, default);
        }
    }
}
