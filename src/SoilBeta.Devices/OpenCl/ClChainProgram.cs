using SoilBeta.Devices.Gpu;
using SoilBeta.Forests;

namespace SoilBeta.Devices.OpenCl;

/// <summary>The kernels of <c>kernels/opencl</c> for a plan on a device: constants, launch shapes, and the layout of the forest.</summary>
/// <param name="context">The device.</param>
/// <param name="plan">The plan.</param>
/// <param name="descents">Launch shapes to try; null for those that suit the device.</param>
internal sealed class ClChainProgram(ClContext context, RunPlan plan, IReadOnlyList<DescentShape>? descents) : IGpuProgram
{
    /// <summary>The device.</summary>
    public ClContext Context => context;

    /// <summary>Launch shapes of the descent.</summary>
    public IReadOnlyList<DescentShape> Descents { get; } = descents ?? DescentShape.Candidates(context.Device, plan.Forests.Features.Count, ForestPart.LargestTree(plan.Forests));

    /// <summary>Constants of the kernels.</summary>
    public ClProgram Constants { get; } = new(plan, LanesOf(context.Device));

    /// <summary>Number of work-items per group in all kernels except the descent.</summary>
    public int Lanes => LanesOf(context.Device);

    /// <inheritdoc/>
    public int Shapes => Descents.Count;

    /// <inheritdoc/>
    public bool TriesShapes => descents is null;

    /// <inheritdoc/>
    public int NodeBytes => 8 + PartLeaves.BytesOfNode(plan.Outputs);

    /// <inheritdoc/>
    public long WorkerBytes(long memory) => 0;

    /// <inheritdoc/>
    public PartBuffers Part(long nodes, long roots) => new FlatPart(context, plan.Outputs, nodes, roots);

    /// <inheritdoc/>
    public IChain Worker(GpuRun run, IGpuQueue queue) => new ClChain(this, run, (ClQueue)queue);

    private static int LanesOf(ClDevice device) => Math.Min(64, 1 << (int)Math.Log2(device.MaxGroup));
}

/// <summary>A part of the forest as flat nodes, [refit][tree][node].</summary>
internal sealed class FlatPart(ClContext context, int outputs, long nodes, long roots) : PartBuffers
{
    /// <summary>Nodes.</summary>
    public GpuBuffer Nodes { get; } = context.Buffer(nodes * 8, "the forest's nodes");

    /// <summary>Position of each root and of the end, [refit][trees + 1].</summary>
    public GpuBuffer Roots { get; } = context.Buffer(roots * sizeof(uint), "the forest's roots");

    /// <summary>Values of the leaves where there are several outputs, [leaf][output].</summary>
    public GpuBuffer Leaves { get; } = context.Buffer(PartLeaves.Bytes(outputs, nodes, roots), "the values of the leaves");

    /// <inheritdoc/>
    public override void Upload(ForestSet set, ForestPart part, IGpuQueue queue)
    {
        if (part.RefitCount == 1 && outputs == 1)
        {
            queue.Write(Nodes, part.NodesOf(set.Refits[part.RefitFirst]));
        }
        else
        {
            var joined = new FlatNode[part.Nodes];
            var leaves = new PartLeaves(outputs);
            int at = 0;
            for (int refit = 0; refit < part.RefitCount; refit++)
            {
                FlatForest forest = set.Refits[part.RefitFirst + refit];
                foreach (FlatNode node in part.NodesOf(forest))
                    joined[at++] = leaves.Of(forest, node);
            }
            queue.Write<FlatNode>(Nodes, joined);
            queue.Write(Leaves, leaves.Values);
        }
        queue.Write<uint>(Roots, part.RootsOf(set));
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        Nodes.Dispose();
        Roots.Dispose();
        Leaves.Dispose();
    }
}
