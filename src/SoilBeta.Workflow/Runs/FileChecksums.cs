using System.Globalization;
using System.Text.Json;
using SoilBeta.Rasters;
using SoilBeta.Studies;

namespace SoilBeta.Workflow.Runs;

/// <summary>SHA-256 of the files that steps read and write. Those of large files are cached in the output folder by length and modification time, so that a run need not read gigabytes to find that nothing has changed.</summary>
public sealed class FileChecksums
{
    /// <summary>Size below which files are always read, bytes.</summary>
    private const long Remembered = 64L << 20;

    private readonly string _path;
    private readonly Dictionary<string, string> _known;

    private readonly GdalSession _gdal;
    private readonly bool _remember;

    /// <summary>Opens the cache of a study's output folder.</summary>
    /// <param name="gdal">Session for network paths and paths inside archives.</param>
    /// <param name="folder">Output folder.</param>
    /// <param name="remember">Whether new checksums are added to the cache; shards, many of which run concurrently, only read it.</param>
    public FileChecksums(GdalSession gdal, OutputFolder folder, bool remember = true)
    {
        (_gdal, _remember) = (gdal, remember);
        _path = Path.Combine(folder.Work, "checksums.json");
        _known = Load(_path);
    }

    /// <summary>SHA-256 of a file's content, hexadecimal.</summary>
    /// <exception cref="InvalidDataException">There is no such file.</exception>
    public string Of(string path, CancellationToken cancellation = default)
    {
        if (VirtualFile.Is(path))
            return VirtualFile.Sha256(_gdal, path, cancellation);
        var file = new FileInfo(path);
        if (!file.Exists)
            throw new InvalidDataException($"{path}: there is no such file.\n  Check the path in the study file; it is relative to the folder of the study file.");
        string key = string.Create(CultureInfo.InvariantCulture, $"{file.FullName}|{file.Length}|{file.LastWriteTimeUtc.Ticks}");
        if (file.Length >= Remembered && _known.TryGetValue(key, out string? known))
            return known;
        string checksum = Checksums.OfFile(path, cancellation);
        if (file.Length >= Remembered && _remember)
        {
            _known[key] = checksum;
            WholeFile.WriteText(_path, JsonSerializer.Serialize(_known));
        }
        return checksum;
    }

    private static Dictionary<string, string> Load(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(path)) ?? [] : [];
        }
        catch (JsonException)
        {
            return []; // only a cache: lost entries are computed again
        }
    }
}
