using ILGPU;

namespace SoilBeta.Kernels;

/// <summary>Which cell and realisation a slot of a launch is. A point is a cell in a realisation; a group is 1,024 slots: some cells times some draws, alike where the host orders both.</summary>
/// <remarks>Slot s of a group is cell s mod C and draw s / C, so that 32 neighbouring lanes have neighbouring cells. Slots past the last cell or draw repeat the last one and write nothing.</remarks>
public readonly record struct PointLayout
{
    /// <summary>Slots of a group: 32 lanes of 32 points.</summary>
    public const int GroupSlots = 1024;

    /// <summary>Lanes of a warp, and points of a lane.</summary>
    public const int Lanes = 32;

    /// <summary>Realisations of the slice.</summary>
    public RealisationSlice Rows { get; init; }

    /// <summary>Cells of the chunk in the order of the groups, [cell].</summary>
    public ArrayView<int> CellOrder { get; init; }

    /// <summary>For each refit its realisations of a cell in the order of the groups, [refit][realisation of the refit].</summary>
    public ArrayView<int> DrawOrder { get; init; }

    /// <summary>Cells of a group, a power of two, C.</summary>
    public int CellsOfGroup { get; init; }

    /// <summary>Groups with the same cells.</summary>
    public int DrawGroups { get; init; }

    /// <summary>First slot of this launch in each refit, a multiple of <see cref="GroupSlots"/>.</summary>
    public int FirstSlot { get; init; }

    /// <summary>Slots of each refit in this launch, a multiple of <see cref="GroupSlots"/>.</summary>
    public int Slots { get; init; }

    /// <summary>Slots of the launch, of all its refits.</summary>
    public int AllSlots { get; init; }

    /// <summary>The study's first refit in this launch.</summary>
    public int FirstRefit { get; init; }

    /// <summary>Cell, realisation and draw of a slot.</summary>
    /// <param name="slot">Slot of the launch, 0 … <see cref="AllSlots"/> − 1.</param>
    public Point PointOf(int slot)
    {
        int refitOfLaunch = slot / Slots, refit = FirstRefit + refitOfLaunch;
        int at = FirstSlot + slot - (refitOfLaunch * Slots);
        int group = at / GroupSlots, inGroup = at - (group * GroupSlots);
        int cellGroup = group / DrawGroups, drawOfGroup = inGroup / CellsOfGroup;
        int cell = (cellGroup * CellsOfGroup) + inGroup - (drawOfGroup * CellsOfGroup);
        int draw = ((group - (cellGroup * DrawGroups)) * (GroupSlots / CellsOfGroup)) + drawOfGroup;
        int cells = (int)Rows.Cells, perCell = Rows.PerCell(refit);
        bool isPadding = cell >= cells || draw >= perCell;
        cell = CellOrder[cell < cells ? cell : cells - 1];
        draw = draw < perCell ? draw : perCell - 1;
        int realisation = perCell > 0 ? refit + (DrawOrder[(refit * Rows.PerCell(0)) + draw] * (int)Rows.Refits) : 0;
        return new Point(cell, realisation, (int)((Rows.First + (uint)realisation) / Rows.Divisor), isPadding ? 1 : 0);
    }
}

/// <summary>A cell in a realisation.</summary>
/// <param name="Cell">Cell of the chunk.</param>
/// <param name="Realisation">Realisation of the slice.</param>
/// <param name="Draw">Draw of the run.</param>
/// <param name="IsPadding">1 for a slot that repeats another point.</param>
public readonly record struct Point(int Cell, int Realisation, int Draw, int IsPadding);
