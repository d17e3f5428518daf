namespace SoilBeta.Numerics;

/// <summary>Which cells share standard normals.</summary>
public enum DrawMode
{
    /// <summary>Draw k uses the same z for every cell, from a table made on the host.</summary>
    Common,

    /// <summary>Cells of a block share z: Philox with the block as counter.</summary>
    Block,

    /// <summary>Each cell has its own z: Philox with the cell as counter.</summary>
    Independent,
}
