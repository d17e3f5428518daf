using System.Globalization;
using System.Text.RegularExpressions;

namespace SoilBeta.Mapping.Maps;

/// <summary>A folder of finished tiles, with a folder of segments for each key: <c>work/tiles</c>, or a shard.</summary>
/// <param name="root">Folder, which may not exist yet.</param>
public sealed partial class TileStore(string root)
{
    private const int NameDigits = 16;

    /// <summary>The folder.</summary>
    public string Root => root;

    /// <summary>Folder of a key: <c>CL-common-0123456789abcdef</c>.</summary>
    public string FolderOf(SegmentHead head) =>
        Path.Combine(root, $"{head.Ecosystem}-{head.Mode}-{Checksums.OfText(head.Key.OrderBy(part => part.Key, StringComparer.Ordinal).Select(part => $"{part.Key} = {part.Value}"))[..NameDigits]}");

    /// <summary>Segments of an ecosystem and mode with any key, readable or not.</summary>
    public IEnumerable<string> SegmentsOf(string ecosystem, string mode) => Folders().Where(folder => FolderName().Match(Path.GetFileName(folder)) is { Success: true } name
        && name.Groups["ecosystem"].Value == ecosystem && name.Groups["mode"].Value == mode).SelectMany(SegmentsIn);

    /// <summary>Segments in the folder of a key.</summary>
    public static IEnumerable<string> SegmentsIn(string folder) => Directory.Exists(folder) ? Directory.EnumerateFiles(folder).Where(IsSegment).Order(StringComparer.Ordinal) : [];

    /// <summary>Path of a segment.</summary>
    public static string SegmentAt(string folder, int number) => Path.Combine(folder, number.ToString("D8", CultureInfo.InvariantCulture) + ".segment");

    /// <summary>Whether a file has the name of a segment.</summary>
    public static bool IsSegment(string path) => SegmentName().IsMatch(Path.GetFileName(path));

    /// <summary>Deletes segments until the rest fits a limit: the oldest first, and those outside given folders before those in them.</summary>
    /// <param name="bytes">Limit, bytes.</param>
    /// <param name="own">Folders whose segments are deleted last.</param>
    public void Trim(long bytes, IReadOnlySet<string> own)
    {
        FileInfo[] segments = [.. Folders().SelectMany(SegmentsIn).Select(path => new FileInfo(path))];
        long left = segments.Sum(segment => segment.Length);
        foreach (var segment in segments.OrderBy(segment => own.Contains(segment.DirectoryName!)).ThenBy(segment => segment.LastWriteTimeUtc).ThenBy(segment => segment.FullName, StringComparer.Ordinal))
        {
            if (left <= bytes)
                break;
            left -= segment.Length;
            segment.Delete();
        }
        foreach (string folder in Folders().Where(folder => !Directory.EnumerateFileSystemEntries(folder).Any()).ToArray())
            Directory.Delete(folder);
    }

    private IEnumerable<string> Folders() => Directory.Exists(root) ? Directory.EnumerateDirectories(root).Order(StringComparer.Ordinal) : [];

    [GeneratedRegex(@"^\d{8}\.segment$", RegexOptions.None, 1000)]
    private static partial Regex SegmentName();

    [GeneratedRegex(@"^(?<ecosystem>[A-Za-z0-9]{1,16})-(?<mode>.+)-[0-9a-f]{16}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FolderName();
}
