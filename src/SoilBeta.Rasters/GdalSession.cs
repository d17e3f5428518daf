using SoilBeta.Rasters.Native;

namespace SoilBeta.Rasters;

/// <summary>GDAL as one run of the program uses it: made by the verb from its options, and handed down to every step that opens a file that the study names.</summary>
/// <remarks>A file is opened here only after <see cref="IFirstOpen"/> has opened it without harm. Cells of it that were not read then are still read here.</remarks>
public sealed class GdalSession
{
    /// <summary>GDAL's block cache where nothing else is said, bytes.</summary>
    public const long DefaultCacheBytes = 128L << 20;

    private readonly IFirstOpen _firstOpen;
    private readonly Lock _lock = new();
    private readonly HashSet<InputFile> _announced = [];
    private readonly Dictionary<FileState, string?> _refusals = [];

    /// <summary>Sets GDAL up, which is done once for a process.</summary>
    /// <param name="firstOpen">Opens files first; null for this process itself, where all files are trusted.</param>
    /// <param name="cacheBytes">GDAL's block cache, bytes: bounded whatever the machine. No pixel depends on it.</param>
    /// <param name="allowNetwork">Whether network paths (<c>/vsicurl/</c>, <c>https:</c>, …) and paths inside archives may be opened.</param>
    /// <exception cref="InvalidDataException">No usable GDAL on this machine: the message says what was tried and what to install.</exception>
    public GdalSession(IFirstOpen? firstOpen = null, long cacheBytes = DefaultCacheBytes, bool allowNetwork = false)
    {
        _firstOpen = firstOpen ?? new FirstOpenInProcess();
        AllowsNetwork = allowNetwork;
        GdalLibrary.Require(allowNetwork);
        GdalNative.GDALSetCacheMax64(cacheBytes);
    }

    /// <summary>Whether network paths and paths inside archives may be opened.</summary>
    public bool AllowsNetwork { get; }

    /// <summary>Says which files will be opened, so that one process opens all of them first: when the first of them is wanted.</summary>
    public void Announce(IEnumerable<InputFile> files)
    {
        lock (_lock)
            _announced.UnionWith(files);
    }

    /// <summary>Opens a raster that the study names.</summary>
    /// <param name="path">Path.</param>
    /// <param name="noData">Stored values that mean no data besides those that the file declares.</param>
    /// <exception cref="InvalidDataException">Missing, of a format that is not read, damaged, or without a place on earth.</exception>
    public RasterFile OpenRaster(string path, IReadOnlyList<double>? noData = null) => RasterFile.FromDataset(path, Open(path, vector: false), deleteOnClose: null, noData);

    /// <summary>The files a raster consists of: the file itself first, then what is next to it.</summary>
    /// <exception cref="InvalidDataException">Missing or of a format that is not read.</exception>
    public IReadOnlyList<string> FilesOfRaster(string path)
    {
        using RasterFile raster = OpenRaster(path);
        return raster.Files;
    }

    /// <summary>The files a vector layer consists of: the file itself first, then what is next to it.</summary>
    /// <exception cref="InvalidDataException">Missing or of a format that is not read.</exception>
    public IReadOnlyList<string> FilesOfVector(string path)
    {
        using DatasetHandle dataset = Open(path, vector: true);
        return GdalLibrary.FilesOf(dataset);
    }

    /// <summary>Opens a file that the study names.</summary>
    /// <param name="path">Path.</param>
    /// <param name="vector">Whether it is a vector layer.</param>
    /// <param name="options">Open options of its driver, <c>NAME=VALUE</c>.</param>
    internal DatasetHandle Open(string path, bool vector, params ReadOnlySpan<string> options)
    {
        var file = new InputFile(path, vector);
        // What is missing, or no file, is said at once.
        if (VirtualFile.Is(path) || RegularFileIsThere(path))
        {
            lock (_lock)
            {
                if (!_refusals.TryGetValue(FileState.Of(file), out string? refusal))
                    refusal = OpenFirst(file);
                if (refusal is not null)
                    throw new InvalidDataException(refusal);
            }
        }
        return GdalLibrary.Open(path, vector, AllowsNetwork, options);
    }

    private static bool RegularFileIsThere(string path) => File.Exists(path) && RegularFile.Is(path);

    /// <summary>Has a file opened, and with it those announced that have not been yet.</summary>
    /// <returns>Why it cannot be used; null where it can.</returns>
    private string? OpenFirst(InputFile file)
    {
        InputFile[] files = [file, .. _announced.Where(other => other != file && (VirtualFile.Is(other.Path) ? VirtualFile.Refusal(other.Path, AllowsNetwork) is null : RegularFileIsThere(other.Path)) && !_refusals.ContainsKey(FileState.Of(other)))];
        FileState[] states = Array.ConvertAll(files, FileState.Of);
        IReadOnlyList<string?> refusals = _firstOpen.Open(files, AllowsNetwork);
        for (int i = 0; i < files.Length; i++)
            _refusals[states[i]] = refusals[i];
        return refusals[0];
    }

    /// <summary>A file as it was when it was opened first: one that has changed since is another.</summary>
    private readonly record struct FileState(InputFile File, long Length, DateTime Written)
    {
        public static FileState Of(InputFile file)
        {
            var facts = new FileInfo(file.Path);
            return facts.Exists ? new FileState(file, facts.Length, facts.LastWriteTimeUtc) : new FileState(file, -1, default);
        }
    }
}
