using System.Globalization;
using SoilBeta.Rasters;
using SoilBeta.Soil;
using SoilBeta.Studies.Maps;
using SoilBeta.Studies.StudyFile;

namespace SoilBeta.Studies.Steps;

/// <summary>What a run will need at most: disk, memory and time. Where a stack is there, its own count of cells is used.</summary>
internal static class NeedsEstimate
{
    /// <summary>What one core does, tree evaluations a second: a cautious figure for forests that do not fit its caches.</summary>
    private const double EvaluationsPerSecondAndCore = 5e7;

    /// <summary>Program, runtime, GDAL's caches and the profiles, bytes.</summary>
    private const long BaseMemory = 400L << 20;

    /// <summary>Integers of a cell in the journal, bytes: sums and order statistics.</summary>
    private const int JournalBytesPerCell = 64;

    /// <summary>The estimates.</summary>
    public static IEnumerable<Finding> Of(Study study, Grid grid, OutputFolder folder, StepOptions options)
    {
        long cells = Cells(study, grid, folder, out bool counted);
        yield return Disk(study, grid, folder, cells);
        yield return Memory(study, grid, options);
        yield return Time(study, options, cells, counted);
    }

    // Cells times ecosystems: at most all of the grid, where no stack says better.
    private static long Cells(Study study, Grid grid, OutputFolder folder, out bool counted)
    {
        counted = false;
        if (StackReader.KeyOf(folder.Stack) is null)
            return grid.Cells * study.Ecosystems.Count;
        using var stack = StackReader.Open(folder.Stack);
        if (stack.Grid != grid || !study.Ecosystems.TrueForAll(ecosystem => stack.Has(StackLayerNames.Fraction(ecosystem.Code))))
            return grid.Cells * study.Ecosystems.Count;
        counted = true;
        long found = 0;
        float[] valid = new float[grid.Width], fraction = new float[grid.Width];
        for (int row = 0; row < grid.Height; row++)
        {
            stack.ReadRows(StackLayerNames.Valid, row, valid);
            foreach (var ecosystem in study.Ecosystems)
            {
                stack.ReadRows(StackLayerNames.Fraction(ecosystem.Code), row, fraction);
                for (int column = 0; column < grid.Width; column++)
                    found += valid[column] == 1 && fraction[column] > 0 ? 1 : 0;
            }
        }
        return found;
    }

    private static Finding Disk(Study study, Grid grid, OutputFolder folder, long cells)
    {
        long stack = StackStep.BytesOf(study, grid);
        // Each map twice for a while: as it is written, and made Cloud-Optimised with overviews.
        long maps = (study.Ecosystems.Count + 1) * MapProduct.All.Count * MapProduct.BandCount * sizeof(float) * Math.Min(cells, grid.Cells) * 2;
        long needed = stack + maps + (JournalBytesPerCell * cells);
        return DiskSpace.FreeAt(folder.Root) is not { } free
            ? new(Severity.Note, "disk", $"up to {DiskSpace.Size(needed)} needed; the system does not say how much is free")
            : free < needed
            ? new(Severity.Problem, "disk", $"up to {DiskSpace.Size(needed)} needed in {folder.Root}, {DiskSpace.Size(free)} are free. Choose a larger disk with --output.")
            : new(Severity.Fine, "disk", $"up to {DiskSpace.Size(needed)} needed, {DiskSpace.Size(free)} free");
    }

    private static Finding Memory(Study study, Grid grid, StepOptions options)
    {
        long realisations = (long)study.Uncertainty.Draws * (study.Uncertainty.Refits == "crossed" ? study.Uncertainty.RefitCount ?? 1 : 1);
        long strips = Math.Min(options.MemoryBytes / 4, (long)MapProduct.All.Count * MapProduct.BandCount * sizeof(float) * 256 * grid.Width);
        long totals = 4 * LayerDensities.Layers * realisations * sizeof(long) * (1 + study.Zones.Count);
        long needed = BaseMemory + strips + totals + (options.MemoryBytes / 2);
        long machine = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return needed > machine
            ? new(Severity.Problem, "memory", $"about {DiskSpace.Size(needed)} needed, the machine has {DiskSpace.Size(machine)}. Lower --memory.")
            : new(Severity.Fine, "memory", $"about {DiskSpace.Size(needed)} with --memory {DiskSpace.Size(options.MemoryBytes)}; the machine has {DiskSpace.Size(machine)}");
    }

    private static Finding Time(Study study, StepOptions options, long cells, bool counted)
    {
        double realisations = study.Uncertainty.Draws * (study.Uncertainty.Refits == "crossed" ? study.Uncertainty.RefitCount ?? 1 : 1);
        double evaluations = cells * realisations * study.Forest.Trees;
        double seconds = evaluations / (EvaluationsPerSecondAndCore * options.Threads);
        return new(Severity.Fine, "time", string.Create(CultureInfo.InvariantCulture,
            $"{(counted ? "" : "at most ")}{cells:N0} cells × {realisations:N0} realisations × {study.Forest.Trees:N0} trees: maps in under {Duration(seconds)} on {options.Threads} thread(s) of the CPU device; a GPU is faster"));
    }

    private static string Duration(double seconds) => seconds switch
    {
        < 90 => $"{Math.Ceiling(seconds):0} s",
        < 5400 => $"{Math.Ceiling(seconds / 60):0} min",
        < 172_800 => $"{Math.Ceiling(seconds / 3600):0} h",
        _ => $"{Math.Ceiling(seconds / 86_400):0} days",
    };
}
