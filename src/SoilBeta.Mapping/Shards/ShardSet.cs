using System.Text.RegularExpressions;
using SoilBeta.Devices;
using SoilBeta.Mapping.Maps;
using SoilBeta.Studies;

namespace SoilBeta.Mapping.Shards;

/// <summary>All shards of a map: folders of segments (<c>shards/2-of-5</c>), read together. They are merged only if each matches the settings, stack, forests and program, and together they cover the whole map.</summary>
public sealed partial class ShardSet(OutputFolder folder, int count) : ITileSource
{
    /// <summary>Largest number of problems listed individually.</summary>
    private const int MostProblems = 30;

    private readonly Dictionary<(string Code, DrawRun Run), List<Segment>> _segments = [];

    /// <summary>Number of parts.</summary>
    public int Count => count;

    /// <summary>Devices that computed the shards.</summary>
    public IEnumerable<string> Devices => _segments.Values.SelectMany(segments => segments).Select(segment => segment.Head.Device).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    /// <summary>Into how many parts the folder's map was cut.</summary>
    /// <param name="folder">Output folder.</param>
    /// <param name="wanted">Number from the command line; null to derive it from the folders.</param>
    /// <exception cref="InvalidDataException">There are no shards, or shards of several divisions.</exception>
    public static int CountIn(OutputFolder folder, int? wanted)
    {
        if (wanted is { } given)
            return given;
        int[] counts = [.. (Directory.Exists(folder.Shards) ? Directory.EnumerateDirectories(folder.Shards) : []).Select(path => PartName().Match(Path.GetFileName(path))).Where(name => name.Success)
            .Select(name => int.TryParse(name.Groups["count"].ValueSpan, out int n) ? n : 0).Where(n => n is >= 1 and <= Shard.Most).Distinct().Order()];
        return counts.Length switch
        {
            1 => counts[0],
            0 => throw new InvalidDataException($"{folder.Shards}: there are no parts to merge. Compute them: soilbeta map STUDY.yml --shard 1/n … n/n, or let 'soilbeta slurm' write the jobs."),
            _ => throw new InvalidDataException($"{folder.Shards} holds parts of several divisions ({string.Join(", ", counts.Select(n => $"1/{n}"))}), which overlap. Say which with --shards, or delete the others."),
        };
    }

    /// <inheritdoc/>
    public void Begin(MapContext context, MapSurvey survey, MapRuns runs)
    {
        var problems = new List<string>();
        foreach (var ecosystem in survey.Ecosystems)
        {
            foreach (var request in runs.Requests(ecosystem))
            {
                var head = new SegmentHead(TileKey.Parts(context, request), ecosystem.Code, request.Run.Name, "");
                var all = _segments[(ecosystem.Code, request.Run)] = [];
                for (int number = 1; number <= count; number++)
                {
                    context.Options.Cancellation.ThrowIfCancellationRequested();
                    var part = new Shard(number, count);
                    var shard = new ShardTiles(new TileStore(folder.Shard(part.ToString())), head, ecosystem.Range(context.Cells, part));
                    if (shard.Problem(request.Plan, out var segments) is { } problem)
                        problems.Add($"shards/{part}: {ecosystem.Code} with {request.Run.Name} draws {problem}: soilbeta map {Path.GetFileName(context.Study.Path)} --shard {number}/{count}");
                    all.AddRange(segments);
                }
            }
        }
        if (problems.Count > 0)
        {
            string more = problems.Count > MostProblems ? $"\n  … and {problems.Count - MostProblems:N0} more" : "";
            throw new InvalidDataException($"{folder.Root}: these shards do not make one map:\n  {string.Join("\n  ", problems.Take(MostProblems))}{more}");
        }
    }

    /// <inheritdoc/>
    public FinishedTiles Compute(MapContext context, TileRequest request) => new(_segments[(request.Ecosystem.Code, request.Run)], request.Plan, context.Zones.Names.Count);

    /// <summary>A shard's tiles of an ecosystem and mode.</summary>
    /// <param name="Store">The shard's folder.</param>
    /// <param name="Head">Required head.</param>
    /// <param name="Range">The shard's range of the map's cells.</param>
    private sealed record ShardTiles(TileStore Store, SegmentHead Head, CellRange Range)
    {
        /// <summary>Why the shard cannot be merged, and what to do; null if it can.</summary>
        public string? Problem(RunPlan plan, out List<Segment> segments)
        {
            segments = [];
            foreach (string path in TileStore.SegmentsIn(Store.FolderOf(Head)))
            {
                string name = $"{Path.GetFileName(Path.GetDirectoryName(path))}/{Path.GetFileName(path)}";
                if (Segment.Open(path) is not { } segment)
                    return $"has a damaged file, or one of another version of the program, {name}. Delete it and compute it again";
                if (!segment.Head.IsAbout(Head))
                    return $"has a file of something else, {name}. Delete it and compute it again";
                if (segment.Ranges.FirstOrDefault(tile => tile.First < Range.First || tile.First + tile.Count > Range.First + Range.Count) is { Count: > 0 } outside)
                    return $"has cells of another shard, {outside.First:N0} to {outside.First + outside.Count:N0} in {name}; its own are {Range.First:N0} to {Range.First + Range.Count:N0}. Delete the file and compute it again";
                segments.Add(segment);
            }
            segments = FinishedTiles.Disjoint(segments);
            long cells = new FinishedTiles(segments, plan, 0).Cells;
            return cells == Range.Cells ? null
                : cells > 0 ? $"has {cells:N0} of {Range.Cells:N0} cells: its task has not ended, or was interrupted. It goes on with"
                : Others() ?? "is missing. Compute it";
        }

        // Tiles of another key are left from a shard with other settings.
        private string? Others()
        {
            foreach (var found in Store.SegmentsOf(Head.Ecosystem, Head.Mode).Select(Segment.Open).OfType<Segment>())
            {
                string[] said = [.. TileKey.Differences(found.Head.Key, Head.Key).Select(name => $"{Short(name)} (found {Short(found.Head.Key.GetValueOrDefault(name))}, expected {Short(Head.Key.GetValueOrDefault(name))})")];
                return $"was computed with other settings; it differs in {string.Join(", ", said)}. Give merge the --seed, --draws and --bounds that the shards had, use one build of the program for all, or compute it again";
            }
            return null;
        }
    }

    // The file is untrusted: shorten its value and replace control characters.
    private static string Short(string? text) => text is null ? "nothing" : new string([.. text.Take(48).Select(c => char.IsControl(c) ? '?' : c)]);

    [GeneratedRegex(@"^(?<number>\d{1,6})-of-(?<count>\d{1,6})$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PartName();
}
