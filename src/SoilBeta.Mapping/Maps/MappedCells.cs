using SoilBeta.Devices;
using SoilBeta.Soil;

namespace SoilBeta.Mapping.Maps;

/// <summary>Mapped cells of one ecosystem: all input of maps and totals except the device's integers.</summary>
public class MappedCells
{
    /// <summary>Index of each cell in the window, row-major, ascending, [cell].</summary>
    public required long[] Positions { get; init; }

    /// <summary>Topsoil density, Mg C ha⁻¹, [cell]; empty, or 0 in finished tiles, where the study has none.</summary>
    public required float[] Topsoil { get; init; }

    /// <summary>Depth to rock, whole cm, at most 100, [cell]; empty without rock.</summary>
    public required int[] SoilDepths { get; init; }

    /// <summary>Area fraction of the ecosystem, [cell].</summary>
    public required float[] Fractions { get; init; }

    /// <summary>Fixed-point areas of the ecosystem in the cell, [cell].</summary>
    public required long[] Areas { get; init; }

    /// <summary>Which of <see cref="Tuples"/> the cell has, [cell].</summary>
    public required int[] ZoneTuples { get; init; }

    /// <summary>The combinations of zones that occur, [tuple][set]: positions in <see cref="ZoneIndex.Names"/>, −1 for none.</summary>
    public List<int[]> Tuples { get; init; } = [];

    /// <summary>Number of cells.</summary>
    public int Cells => Positions.Length;

    /// <summary>Depth to rock of a cell, cm; 100 for none.</summary>
    public int SoilDepthAt(int cell) => SoilDepths.Length > 0 ? SoilDepths[cell] : LayerDensities.Layers * 20;
}

/// <summary>Mapped cells with the input of a device.</summary>
public sealed class CellBlock : MappedCells
{
    /// <summary>Covariates in the study's order, [covariate][cell].</summary>
    public required float[] Covariates { get; init; }

    /// <summary>Key of the cell's normals, [cell]; empty for common draws.</summary>
    public required long[] DrawKeys { get; init; }

    /// <summary>Whether rock ends the layers of any cell.</summary>
    public bool HasRock => SoilDepths.Length > 0 && SoilDepths.AsSpan().ContainsAnyInRange(0, (LayerDensities.Layers * 20) - 1);

    /// <summary>The job of these cells, with the topsoil and rock that the plan needs.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="zones">Whether the job has totals.</param>
    public TileJob ToJob(RunPlan plan, bool zones)
    {
        return new TileJob
        {
            Cells = Cells,
            // The topsoil may be the last feature of a direct forest.
            Covariates = plan.Forests.Features.Count * Cells > Covariates.Length ? [.. Covariates, .. Topsoil] : Covariates,
            Topsoil = plan.UsesTopsoil && !plan.TopsoilIsFeature ? Topsoil : [],
            SoilDepths = plan.Parts > 0 && plan.EndsAtRock && HasRock ? SoilDepths : [],
            DrawKeys = DrawKeys,
            ZoneCount = zones ? Tuples.Count : 0,
            Zones = zones ? ZoneTuples : [],
            Areas = zones ? Areas : [],
        };
    }

    /// <summary>Some of the cells, with the input of a device alone.</summary>
    /// <param name="cells">Indices of the cells.</param>
    public CellBlock Subset(IReadOnlyList<int> cells)
    {
        int features = Covariates.Length / Cells;
        return new CellBlock
        {
            Positions = [.. cells.Select(cell => Positions[cell])],
            Covariates = [.. Enumerable.Range(0, features).SelectMany(feature => cells.Select(cell => Covariates[(feature * Cells) + cell]))],
            Topsoil = Topsoil.Length == 0 ? [] : [.. cells.Select(cell => Topsoil[cell])],
            SoilDepths = SoilDepths.Length == 0 ? [] : [.. cells.Select(cell => SoilDepths[cell])],
            DrawKeys = DrawKeys.Length == 0 ? [] : [.. cells.Select(cell => DrawKeys[cell])],
            Fractions = [],
            Areas = [],
            ZoneTuples = [],
        };
    }
}
