using SoilBeta.Forests;

namespace SoilBeta.Devices.Cpu;

/// <summary>The forests of a plan in the form that workers traverse, shared by all workers: coded for the mask descent, or flat where codes or masks cannot represent them.</summary>
internal sealed class LoadedForests : IDisposable
{
    private readonly ForestSet _set;
    private readonly long[] _bytes;
    private ForestCache? _cache;

    /// <summary>Reads every forest once, one at a time.</summary>
    public LoadedForests(ForestSet set, InstructionSet instructions)
    {
        _set = set;
        Instructions = instructions;
        int refits = set.Refits.Count, largestTree = 0;
        // More than 65,535 thresholds of a feature, more features than a row index can address, or more nodes than a position can count: such forests use the plain descent.
        Codes = set.Features.Count > LaneGroup.LargestFeatures ? null : ThresholdCodes.TryMake(set, instructions);
        if (Codes is not null && !Enumerable.Range(0, refits).All(refit => CodedForest.CanHold(set.RootsOf(refit)[^1], set.Trees)))
        {
            Codes.Dispose();
            Codes = null;
        }
        _bytes = new long[refits];
        for (int refit = 0; refit < refits; refit++)
        {
            int[] roots = set.RootsOf(refit);
            for (int tree = 0; tree < set.Trees; tree++)
                largestTree = Math.Max(largestTree, roots[tree + 1] - roots[tree]);
            // A flat forest that is in memory in any case costs nothing.
            _bytes[refit] = Codes is not null ? CodedForest.BytesOf(roots[^1], set.Trees, set.Outputs) : set.OnDemand ? FlatBytes(roots[^1], set) : 0;
        }
        Shape = new DescentShape(set.Trees, set.Outputs, largestTree, Codes is null ? [] : [.. Codes.Thresholds.Select(thresholds => thresholds.Length)]);
    }

    /// <summary>Threshold codes of all refits; null for the plain descent.</summary>
    public ThresholdCodes? Codes { get; }

    /// <summary>Instruction set of the workers.</summary>
    public InstructionSet Instructions { get; }

    /// <summary>Sizes that determine the buffers.</summary>
    public DescentShape Shape { get; }

    /// <summary>Memory of all forests together, bytes.</summary>
    public long AllBytes => _bytes.Sum();

    /// <summary>Memory of the largest forest, bytes.</summary>
    public long LargestBytes => _bytes.Max();

    /// <summary>Additional memory while a forest is loaded, bytes: the bytes read from the file, and the flat forest.</summary>
    public long LoadingBytes => _set.OnDemand ? LargestBytes * 3 / 2 : 0;

    /// <summary>Number of times a forest was loaded so far.</summary>
    public long Loads => _cache?.Loads ?? 0;

    /// <summary>Sets the memory for loaded forests, bytes. Must be called once, before the first is acquired.</summary>
    public void Keep(long mostBytes) => _cache = new ForestCache(_bytes.Length, refit => _bytes[refit], Load, Math.Max(mostBytes, LargestBytes));

    /// <summary>Acquires a refit for a worker, which must dispose of it before it acquires another.</summary>
    public ForestHold Hold(int refit, CancellationToken cancellation) => new(Cache, refit, Cache.Acquire(refit, cancellation));

    /// <inheritdoc/>
    public void Dispose()
    {
        _cache?.Dispose();
        Codes?.Dispose();
    }

    private static long FlatBytes(int nodes, ForestSet set) => (8L * nodes) + (4L * set.Trees) + (set.Outputs > 1 ? 4L * set.Outputs * CodedForest.LeavesOf(nodes, set.Trees) : 0);

    private ForestCache Cache => _cache ?? throw new InvalidOperationException("Keep() must be called first.");

    private LoadedForest Load(int refit)
    {
        FlatForest flat = _set.Refits[refit];
        return Codes is null ? new LoadedForest(null, flat) : new LoadedForest(new CodedForest(flat, Codes), _set.OnDemand ? null : flat);
    }
}
