namespace SoilBeta.Devices.Cpu;

/// <summary>Input of one call of <see cref="SharedDraws"/>: neighbouring cells of a worker's batch, neighbouring draws, and the destination of their sums.</summary>
internal sealed record SharedDrawsJob
{
    /// <summary>The forest.</summary>
    public required ForestView Forest { get; init; }

    /// <summary>Covariates, [feature][cell of the batch].</summary>
    public required RowsOf<float> Covariates { get; init; }

    /// <summary>First cell.</summary>
    public required int FirstCell { get; init; }

    /// <summary>Number of cells.</summary>
    public required int Cells { get; init; }

    /// <summary>Standard normals, [feature][draw].</summary>
    public required RowsOf<float> Normals { get; init; }

    /// <summary>First draw.</summary>
    public required int FirstDraw { get; init; }

    /// <summary>Number of draws.</summary>
    public required int Draws { get; init; }

    /// <summary>Receives the sums, [cell of the batch][output][draw of the job].</summary>
    public required RowsOf<int> Sums { get; init; }

    /// <summary>Distance between the first sums of two outputs of a cell.</summary>
    public required int OutputStride { get; init; }

    /// <summary>Cancellation token, checked between groups of trees.</summary>
    public CancellationToken Cancellation { get; init; }
}

/// <summary>Rows within an array.</summary>
/// <param name="values">The array.</param>
/// <param name="stride">Distance between the first elements of two rows.</param>
/// <param name="first">Index of the first element of row 0.</param>
internal readonly struct RowsOf<T>(T[] values, int stride, int first = 0)
{
    /// <summary>A row, followed by the rest of the array.</summary>
    public Span<T> Row(int row) => values.AsSpan(first + (row * stride));
}
