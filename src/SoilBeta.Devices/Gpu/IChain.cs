using SoilBeta.Forests;
using SoilBeta.Kernels;

namespace SoilBeta.Devices.Gpu;

/// <summary>The kernels of a plan in the language of one driver interface.</summary>
internal interface IGpuProgram
{
    /// <summary>Number of launch shapes of the descent, the most promising first.</summary>
    int Shapes { get; }

    /// <summary>Whether shapes other than the first are tried during a long run.</summary>
    bool TriesShapes { get; }

    /// <summary>Memory of a worker for launches, apart from its chunk, bytes.</summary>
    /// <param name="memory">Memory of the worker, bytes.</param>
    long WorkerBytes(long memory);

    /// <summary>Buffers for a part of the forest.</summary>
    /// <param name="nodes">Largest number of nodes.</param>
    /// <param name="roots">Largest number of roots and ends.</param>
    PartBuffers Part(long nodes, long roots);

    /// <summary>Size of a node on the device with all that belongs to it, bytes.</summary>
    int NodeBytes { get; }

    /// <summary>Creates a worker's kernels.</summary>
    /// <param name="run">The loaded plan.</param>
    /// <param name="queue">The worker's queue.</param>
    IChain Worker(GpuRun run, IGpuQueue queue);
}

/// <summary>A worker's kernels: each call enqueues one step of the chain for the current chunk.</summary>
internal interface IChain : IDisposable
{
    /// <summary>Largest number of points in a launch of the descent.</summary>
    long MostPoints { get; }

    /// <summary>Takes the next chunk.</summary>
    void Begin(ChunkInput input, ChunkBuffers buffers);

    /// <summary>Number of points of the first refit of a slice, with those that only fill up a group.</summary>
    long Points(int shape, RealisationSlice rows);

    /// <summary>Points of a group; launches begin at multiples of it.</summary>
    int Span(int shape);

    /// <summary>Draws, x′ and trees of some points: S.</summary>
    void Descend(DescentLaunch launch);

    /// <summary>Layers of all realisations of a slice.</summary>
    void Integrate(RealisationSlice rows, bool hasRock);

    /// <summary>Adds the realisations of a slice to the sums.</summary>
    void SumRealisations(RealisationSlice rows);

    /// <summary>Totals of the segments in the buffers.</summary>
    void SumZones(RealisationSlice rows, int segments);

    /// <summary>Starts the search for order statistics.</summary>
    void StartSelection(int tasks);

    /// <summary>Counts the next byte of the values of a slice.</summary>
    void CountBytes(RealisationSlice rows, uint shift);

    /// <summary>Chooses the next byte of each order statistic.</summary>
    void StepSelection(int tasks, uint shift);
}

/// <summary>One launch of the descent: some trees for some points of some refits.</summary>
internal sealed record DescentLaunch
{
    /// <summary>Launch shape.</summary>
    public required int Shape { get; init; }

    /// <summary>Realisations of the slice.</summary>
    public required RealisationSlice Rows { get; init; }

    /// <summary>Part of the forest on the device.</summary>
    public required ForestPart Part { get; init; }

    /// <summary>Its buffers.</summary>
    public required PartBuffers Forest { get; init; }

    /// <summary>First refit of the launch, counted within the part.</summary>
    public required int Refit { get; init; }

    /// <summary>Number of refits.</summary>
    public required int Refits { get; init; }

    /// <summary>First point of each refit.</summary>
    public required long FirstPoint { get; init; }

    /// <summary>Points of each refit, a multiple of the shape's span.</summary>
    public required long Points { get; init; }

    /// <summary>First tree, counted within the part.</summary>
    public required int Tree { get; init; }

    /// <summary>Number of trees.</summary>
    public required int Trees { get; init; }

    /// <summary>Whether S of earlier trees is added to.</summary>
    public bool Accumulates => Part.TreeFirst + Tree > 0;
}

/// <summary>Buffers for a part of the forest.</summary>
internal abstract class PartBuffers : IDisposable
{
    /// <summary>Uploads a part.</summary>
    public abstract void Upload(ForestSet set, ForestPart part, IGpuQueue queue);

    /// <inheritdoc/>
    public abstract void Dispose();
}
