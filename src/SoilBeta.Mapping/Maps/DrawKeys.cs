using SoilBeta.Numerics;
using SoilBeta.Rasters;
using SoilBeta.Studies;

namespace SoilBeta.Mapping.Maps;

/// <summary>Keys that decide which cells share standard normals, counted on the whole study's grid so that tiles, bounds and shards do not matter.</summary>
public static class DrawKeys
{
    /// <summary>Independent draws: the cell's index; block draws: the index of its block, counted from the grid's north-west corner.</summary>
    public static long ForCell(Uncertainty uncertainty, Grid grid, int column, int row)
    {
        if (uncertainty.Mode != DrawMode.Block)
            return ((long)row * grid.Width) + column;
        var bounds = grid.Bounds;
        var (x, y) = grid.CellCentre(column, row);
        long acrossCount = (long)Math.Ceiling((bounds.East - bounds.West) / uncertainty.Block) + 1;
        long across = (long)Math.Floor((x - bounds.West) / uncertainty.Block);
        long down = (long)Math.Floor((bounds.North - y) / uncertainty.Block);
        return (down * acrossCount) + across;
    }
}
