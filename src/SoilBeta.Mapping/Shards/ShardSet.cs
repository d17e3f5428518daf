using System.Text.RegularExpressions;
using SoilBeta.Devices;
using SoilBeta.Mapping.Maps;
using SoilBeta.Studies;

namespace SoilBeta.Mapping.Shards;

/// <summary>All parts of a map: <c>shards/2-of-5/CODE.tiles</c>, one file for each part and ecosystem (and for each mode that the study compares with). They are joined only if each belongs to this study, stack, forests and program, and together they are the whole map.</summary>
internal sealed partial class ShardSet(OutputFolder folder, int count) : ITileSource
{
    /// <summary>Problems that are told one by one.</summary>
    private const int MostProblems = 30;

    private readonly Dictionary<(string Code, DrawRun Run), List<ShardFile>> _files = [];

    /// <summary>Number of parts.</summary>
    public int Count => count;

    /// <summary>Devices that the parts were computed on.</summary>
    public IEnumerable<string> Devices => _files.Values.SelectMany(files => files).Select(file => file.Head.Device).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    /// <summary>Root of the training table's correlations where the study wants its covariates' errors correlated so; null otherwise.</summary>
    public double[][]? TrainingRoot { get; init; }

    /// <summary>Into how many parts the folder's map was cut.</summary>
    /// <param name="folder">Output folder.</param>
    /// <param name="wanted">What the command line says; null: found out.</param>
    /// <exception cref="InvalidDataException">There are no parts, or parts of several divisions.</exception>
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
    public void Begin(MapContext context, MapSurvey survey, Func<string, MapForest> forestOf)
    {
        var problems = new List<string>();
        foreach (var ecosystem in survey.Ecosystems)
        {
            var forest = forestOf(ecosystem.Code);
            foreach (DrawRun run in DrawRun.All(context.Study.Study))
            {
                var parts = MapKey.Of(context, ecosystem.Code, forest, run, TrainingRoot);
                var files = _files[(ecosystem.Code, run)] = [];
                for (int number = 1; number <= count; number++)
                {
                    context.Options.Cancellation.ThrowIfCancellationRequested();
                    var part = new Shard(number, count);
                    string path = folder.ShardTiles(part.ToString(), ecosystem.Code, run == DrawRun.Own(context.Study.Study) ? "" : run.Name);
                    var file = File.Exists(path) ? ShardFile.Open(path) : null;
                    var expected = new TileFileHead(parts, ecosystem.Code, run.Name, part, ecosystem.Range(context.Cells, part), "");
                    string again = $"soilbeta map {Path.GetFileName(context.Study.Path)} --shard {number}/{count}";
                    if (Problem(file, File.Exists(path), expected, again) is { } problem)
                        problems.Add($"shards/{part}/{Path.GetFileName(path)} {problem}");
                    else
                        files.Add(file!);
                }
            }
        }
        if (problems.Count > 0)
        {
            string more = problems.Count > MostProblems ? $"\n  … and {problems.Count - MostProblems:N0} more" : "";
            throw new InvalidDataException($"{folder.Root}: these parts do not make one map:\n  {string.Join("\n  ", problems.Take(MostProblems))}{more}");
        }
    }

    /// <inheritdoc/>
    public ITiles Of(MapContext context, EcosystemSurvey ecosystem, MapForest forest, RunPlan plan, DrawRun drawn) => new JoinedTiles(_files[(ecosystem.Code, drawn)]);

    private static string? Problem(ShardFile? file, bool exists, TileFileHead expected, string again)
    {
        if (!exists)
            return $"is missing. Compute it: {again}";
        if (file is null)
            return $"is damaged, or of another version of the program: its head cannot be read. Delete it and compute it again: {again}";
        var head = file.Head;
        var (part, range) = (expected.Part, expected.Range);
        if (head.Part != part)
            return $"holds part {head.Part.Number} of {head.Part.Count}: it overlaps the true one, and part {part.Number} of {part.Count} is missing. Delete it and compute it: {again}";
        if (head.Ecosystem != expected.Ecosystem || head.Mode != expected.Mode)
            return $"holds {Short(head.Ecosystem)} with {Short(head.Mode)} draws. Delete it and compute it: {again}";
        if (head.DifferencesTo(expected.Parts) is { Count: > 0 } differences)
        {
            string[] said = [.. differences.Select(name => $"{Short(name)} (found {Short(head.Parts.GetValueOrDefault(name))}, expected {Short(expected.Parts.GetValueOrDefault(name))})")];
            return $"belongs to something else; it differs in {string.Join(", ", said)}. Give merge the --seed, --draws and --bounds that the parts had, use one build of the program for all, or compute it again: {again}";
        }
        if (head.Range != range)
        {
            string how = head.Range.First < range.First || head.Range.First + head.Range.Count > range.First + range.Count ? "it overlaps its neighbours" : "there is a gap beside it";
            return $"covers cells {head.Range.First:N0} to {head.Range.First + head.Range.Count:N0} of the map instead of {range.First:N0} to {range.First + range.Count:N0}: {how}. Delete it and compute it again: {again}";
        }
        if (file.MissingTiles > 0)
        {
            string lost = file.LostBytes > 0 ? $" and its last {file.LostBytes:N0} bytes are not whole" : "";
            return $"lacks {file.MissingTiles:N0} of {head.Tiles.Count:N0} tiles{lost}: its task has not ended, or was interrupted. It goes on with: {again}";
        }
        return file.LostBytes > 0 ? $"has {file.LostBytes:N0} bytes that belong to no tile. Delete it and compute it again: {again}" : null;
    }

    // What a file says of itself may be anything: a checksum's beginning, nothing that could upset a terminal.
    private static string Short(string? text) => text is null ? "nothing" : new string([.. text.Take(48).Select(c => char.IsControl(c) ? '?' : c)]);

    [GeneratedRegex(@"^(?<number>\d{1,6})-of-(?<count>\d{1,6})$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PartName();
}
