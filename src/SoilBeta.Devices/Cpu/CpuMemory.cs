using SoilBeta.Numerics;

namespace SoilBeta.Devices.Cpu;

/// <summary>How the CPU device divides its memory.</summary>
/// <param name="Workers">Number of worker threads: fewer than allowed where memory is short.</param>
/// <param name="BatchCells">Cells whose sums a worker holds at once.</param>
/// <param name="PrunedBytes">Memory for the pruned copies of a worker, bytes; if it does not suffice for one, the worker traverses the whole forest.</param>
/// <param name="ForestBytes">Memory for all loaded forests, bytes.</param>
/// <param name="IsResident">Whether all forests stay in memory once loaded.</param>
internal sealed record CpuMemory(int Workers, int BatchCells, long PrunedBytes, long ForestBytes, bool IsResident)
{
    /// <summary>Number of cells per cluster that fills lane groups well; with fewer, the masks are half empty.</summary>
    private const int FewCells = 16;

    /// <summary>Largest useful memory of a worker's sums where all forests stay, bytes.</summary>
    private const long SumBytes = 64 << 20;

    /// <summary>Largest number of cells in a batch of a worker that waits for forests: with ten draws each, loading a forest takes a small part of the time of traversing it.</summary>
    private const int MostBatchCells = 16384;

    /// <summary>Memory of a worker for each node of sixteen trees, bytes: node, position of its mask, leaf.</summary>
    private const long EntryBytes = 8 + 4 + 4;

    /// <summary>Allowance for rounding a worker's buffers up to huge pages, bytes.</summary>
    private const long HugePages = 4 << 20;

    /// <summary>Divides the memory.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="forests">Forests.</param>
    /// <param name="threads">Threads allowed.</param>
    /// <param name="memoryBytes">Memory allowed, bytes.</param>
    /// <exception cref="InvalidDataException">The memory does not suffice for one worker with one forest.</exception>
    public static CpuMemory Divide(RunPlan plan, LoadedForests forests, int threads, long memoryBytes)
    {
        long cell = CellBytes(plan);
        long fixedBytes = FixedBytes(plan, forests), one = forests.LargestBytes;
        int most = plan.Draws.Mode == DrawMode.Independent ? 64 : 512;
        long least = LeastBytes(plan, forests);
        if (least > memoryBytes)
        {
            throw new InvalidDataException(
                $"the forest of {plan.Forests.Trees:N0} trees takes {Megabytes(one)} MB, {Megabytes(one + forests.LoadingBytes)} MB while it is loaded, and a thread with {plan.Realisations:N0} realisations of a cell {Megabytes(fixedBytes + cell)} MB; the device may take {Megabytes(memoryBytes)} MB. "
                + $"Raise --memory by {Megabytes(least - memoryBytes)} MB, or train fewer trees or with a larger min_node_size.");
        }
        int workers = threads;
        while (workers > 1 && (workers * (fixedBytes + (cell * FewCells))) + Math.Min(forests.AllBytes, workers * one) + (Loads(workers) * forests.LoadingBytes) > memoryBytes)
            workers--;
        // Each pruned copy is pruned again; all of them together rarely exceed four forests.
        long pruned = forests.Codes is null ? 0 : ForestLevels.Depth * PrunedForest.LeastBytes(forests.Shape.LargestTree, forests.Shape.Trees), usefulCopies = (4 * one) + pruned;
        long room = memoryBytes - (workers * fixedBytes) - (Loads(workers) * forests.LoadingBytes);
        long sums = Math.Max(cell, Math.Min(SumBytes, Math.Min(cell * most, room / (4 * workers))));
        if (forests.AllBytes + (workers * sums) <= room)
        {
            long left = room - forests.AllBytes - (workers * sums);
            return new CpuMemory(workers, (int)Math.Clamp(sums / cell, 1, most), Math.Min(usefulCopies, left / workers), forests.AllBytes, true);
        }
        // One half for forests, the other for the sums of the cells that use a forest before the next is loaded.
        long copies = Math.Min(one + pruned, room / (8 * workers));
        long kept = Math.Max(workers * one, (room / 2) - (workers * copies));
        long batch = Math.Clamp((room - kept - (workers * copies)) / workers / cell, 1, Math.Min(MostBatchCells, int.MaxValue / Math.Max(1, plan.Realisations * plan.Outputs)));
        return new CpuMemory(workers, (int)batch, copies, kept, false);

        static int Loads(int workers) => Math.Min(workers, ForestCache.LoadsAtOnce);
    }

    /// <summary>Memory of one worker with one cell and one forest, bytes.</summary>
    public static long LeastBytes(RunPlan plan, LoadedForests forests) => FixedBytes(plan, forests) + CellBytes(plan) + forests.LargestBytes + forests.LoadingBytes;

    /// <summary>Memory of a worker for the sums and covariates of a cell, bytes.</summary>
    private static long CellBytes(RunPlan plan) => 4 * ((plan.Realisations * plan.Outputs) + plan.Forests.Features.Count);

    /// <summary>Memory of a worker that does not depend on forests and cells, bytes.</summary>
    private static long FixedBytes(RunPlan plan, LoadedForests forests)
    {
        long draws = (plan.Draws.Table is null ? 2L : 1L) * plan.Variables * plan.Draws.Count * sizeof(float);
        long summary = (((long)plan.Quantities * sizeof(int)) + ((long)plan.Parts * sizeof(long))) * plan.Realisations;
        if (forests.Codes is null)
            return draws + summary;
        var shape = forests.Shape;
        long masks = (Math.Min((shape.LargestTree / 2) + 1, LaneGroup.Lanes) + 1L) * LaneGroup.MaskBytes;
        long descent = LaneGroup.TreesAtOnce * (((shape.LargestTree + 8L) * EntryBytes) + masks);
        long group = (shape.Thresholds.Length * (LaneGroup.Lanes + 1L) * LaneGroup.MaskBytes) + (2L * shape.Thresholds.Sum());
        long leaves = (LaneGroup.TreesAtOnce * LaneGroup.Lanes * 64L) + ((plan.Outputs - 1L) * LeafSums.BytesOfOutput);
        return draws + summary + descent + group + leaves + HugePages;
    }

    private static long Megabytes(long bytes) => (bytes + (1 << 20) - 1) >> 20;
}
