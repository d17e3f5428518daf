namespace SoilBeta.Numerics;

/// <summary>Whose standard normals a cell uses.</summary>
public enum DrawMode
{
    /// <summary>Draw k uses the same z for every cell: a table made on the host.</summary>
    Common,

    /// <summary>Cells of a block share z: Philox counted by block.</summary>
    Block,

    /// <summary>Each cell has its own z: Philox counted by cell.</summary>
    Independent,
}
