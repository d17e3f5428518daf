using ILGPU;

namespace SoilBeta.Kernels;

/// <summary>Arguments of the kernels of the descent: the forest, the points, and memory of the launch.</summary>
/// <remarks>A threshold is its rank among its covariate's thresholds in the refit, and a point's code is the number of thresholds below its x′: x′ ≤ threshold where code ≤ rank. So codes are compared, not floats, and few bits suffice.</remarks>
public readonly record struct DescentArguments
{
    /// <summary>Nodes, 8 bytes: rank of the threshold, or the leaf's value or row, in the low half; feature and offset of the right child as in <c>FlatNode.Link</c> in the high half; [refit][tree][node].</summary>
    public ArrayView<long> Nodes { get; init; }

    /// <summary>Position of each root and of the end, [refit][trees + 1].</summary>
    public ArrayView<int> Roots { get; init; }

    /// <summary>Thresholds, ascending, [refit][feature][rank].</summary>
    public ArrayView<float> Thresholds { get; init; }

    /// <summary>Position of a feature's first threshold, [refit][feature], then the end.</summary>
    public ArrayView<int> Starts { get; init; }

    /// <summary>Values of a leaf where there are several outputs, [leaf][output].</summary>
    public ArrayView<int> Leaves { get; init; }

    /// <summary>Covariates, [feature][cell].</summary>
    public ArrayView<float> Covariates { get; init; }

    /// <summary>Codes of the points, [feature][slot].</summary>
    public ArrayView<int> Codes { get; init; }

    /// <summary>Lowest code of a group's points, and its distance to the highest in the high half, [group][feature].</summary>
    public ArrayView<long> Ranges { get; init; }

    /// <summary>Complement of the bits of code − lowest code, one word for each lane, [group][feature][bit][lane].</summary>
    public ArrayView<int> Planes { get; init; }

    /// <summary>Positions and masks that a lane still has to visit: the node in the low half, the mask in the high half, [group][depth][lane].</summary>
    public ArrayView<long> Stack { get; init; }

    /// <summary>Sums of a lane's points where there are several outputs, [output][slot].</summary>
    public ArrayView<int> Sums { get; init; }

    /// <summary>S of all realisations, [output][cell][realisation].</summary>
    public ArrayView<int> Values { get; init; }

    /// <summary>Draws.</summary>
    public DrawSource Draws { get; init; }

    /// <summary>Points of the launch.</summary>
    public PointLayout Points { get; init; }

    /// <summary>Number of features.</summary>
    public int Features { get; init; }

    /// <summary>Bits of a code, a multiple of 4.</summary>
    public int CodeBits { get; init; }

    /// <summary>Most nodes from a root to a leaf.</summary>
    public int Depth { get; init; }

    /// <summary>Outputs of a leaf.</summary>
    public int Outputs { get; init; }

    /// <summary>Trees of each refit on the device.</summary>
    public int TreesOnDevice { get; init; }

    /// <summary>First tree of the launch.</summary>
    public int FirstTree { get; init; }

    /// <summary>Number of trees of the launch.</summary>
    public int Trees { get; init; }

    /// <summary>The study's first refit on the device.</summary>
    public int FirstRefitOnDevice { get; init; }

    /// <summary>1: S of earlier trees is added to; 0: it is set.</summary>
    public int Accumulates { get; init; }

    /// <summary>First of the outputs that the launch sums.</summary>
    public int FirstOutput { get; init; }

    /// <summary>Number of outputs that the launch sums.</summary>
    public int OutputsAtOnce { get; init; }

    /// <summary>Position of the first root of the launch.</summary>
    /// <param name="slot">A slot of the refit.</param>
    public int FirstRoot(int slot) => (RefitOnDevice(slot) * (TreesOnDevice + 1)) + FirstTree;

    /// <summary>Position of a slot's refit among those on the device.</summary>
    /// <param name="slot">Slot of the launch.</param>
    public int RefitOnDevice(int slot) => Points.FirstRefit + (slot / Points.Slots) - FirstRefitOnDevice;

    /// <summary>Writes a point's sum, unless its slot is padding.</summary>
    /// <param name="point">The point.</param>
    /// <param name="output">Output.</param>
    /// <param name="sum">Sum over the trees of the launch.</param>
    public void Store(Point point, int output, int sum)
    {
        if (point.IsPadding != 0)
            return;
        int at = (((output * (int)Points.Rows.Cells) + point.Cell) * (int)Points.Rows.Count) + point.Realisation;
        Values[at] = Accumulates != 0 ? Values[at] + sum : sum;
    }
}
