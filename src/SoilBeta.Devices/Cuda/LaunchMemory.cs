using SoilBeta.Devices.Gpu;
using SoilBeta.Kernels;

namespace SoilBeta.Devices.Cuda;

/// <summary>A worker's memory for one launch of the descent, and for the orders of its points.</summary>
internal sealed class LaunchMemory : IDisposable
{
    private readonly List<GpuBuffer> _all = [];

    /// <summary>Allocates the memory.</summary>
    /// <param name="program">The kernels.</param>
    /// <param name="run">The plan, whose chunks have the run's shape.</param>
    /// <param name="slots">Slots of a launch.</param>
    public LaunchMemory(IlgpuProgram program, GpuRun run, long slots)
    {
        Slots = slots;
        long features = run.Plan.Forests.Features.Count, groups = slots / PointLayout.GroupSlots;
        try
        {
            Codes = Make(features * slots * sizeof(int), "codes of points");
            Ranges = Make(features * groups * sizeof(long), "ranges of codes");
            Planes = Make(features * groups * program.CodeBits * PointLayout.Lanes * sizeof(int), "bit planes of codes");
            Stack = Make(groups * DescentCut.MostLevels * PointLayout.Lanes * sizeof(long), "nodes to visit");
            Partial = Make(slots * sizeof(long), "sums of shares");
            Sums = Make(run.Plan.Outputs > 1 ? program.OutputsAtOnce * slots * sizeof(int) : 0, "sums of points");
            CellOrder = Make(run.Shape.Cells * sizeof(int), "the order of cells");
            DrawOrder = Make((run.Shape.Realisations + (2L * run.Plan.Forests.Refits.Count)) * sizeof(int), "the order of draws");
        }
        catch
        {
            Dispose();
            throw;
        }

        GpuBuffer Make(long bytes, string name)
        {
            GpuBuffer buffer = program.Context.Buffer(bytes, name);
            _all.Add(buffer);
            return buffer;
        }
    }

    /// <summary>Slots of a launch.</summary>
    public long Slots { get; }

    /// <summary>Codes, [feature][slot].</summary>
    public GpuBuffer Codes { get; }

    /// <summary>Ranges of codes, [group][feature].</summary>
    public GpuBuffer Ranges { get; }

    /// <summary>Bit planes, [group][feature][bit][lane].</summary>
    public GpuBuffer Planes { get; }

    /// <summary>Stacks, [group][level][lane].</summary>
    public GpuBuffer Stack { get; }

    /// <summary>Sums of shares of rows, [row][share].</summary>
    public GpuBuffer Partial { get; }

    /// <summary>Sums of several outputs, [output][slot].</summary>
    public GpuBuffer Sums { get; }

    /// <summary>Cells in order, [cell].</summary>
    public GpuBuffer CellOrder { get; }

    /// <summary>Realisations in order, [refit][index].</summary>
    public GpuBuffer DrawOrder { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (GpuBuffer buffer in _all)
            buffer.Dispose();
        _all.Clear();
    }
}
