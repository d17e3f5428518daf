namespace SoilBeta.Forests;

/// <summary>Validates the arrays of an imported tree: every node must have exactly one path from the root, and children must follow their parent.</summary>
internal static class TreeCheck
{
    /// <summary>Validates the arrays and builds the tree.</summary>
    /// <param name="feature">Tested feature; below 0 for a leaf.</param>
    /// <param name="threshold">Thresholds; those of leaves are ignored.</param>
    /// <param name="left">Left children; −1 for a leaf.</param>
    /// <param name="right">Right children.</param>
    /// <param name="value">Values, [node][output]; those of splits are ignored.</param>
    /// <param name="where">File and tree for messages.</param>
    /// <exception cref="InvalidDataException">The arrays do not form a tree.</exception>
    public static Tree Make(List<double> feature, List<double> threshold, List<double> left, List<double> right, List<double> value, string where)
    {
        int nodes = feature.Count;
        if (nodes == 0 || threshold.Count != nodes || left.Count != nodes || right.Count != nodes || value.Count == 0 || value.Count % nodes != 0 || value.Count / nodes > Tree.LargestOutputs)
            throw new InvalidDataException($"{where}: 'feature' has {nodes} entries, 'threshold' {threshold.Count}, 'left' {left.Count}, 'right' {right.Count}, 'value' {value.Count}; all must have one per node ('value' one per node and output, at most {Tree.LargestOutputs}), and at least one.");
        int outputs = value.Count / nodes;
        var tree = new Tree(new int[nodes], new double[nodes], new int[nodes], new int[nodes], new double[value.Count]) { Outputs = outputs };
        var hasParent = new bool[nodes];
        hasParent[0] = true;
        for (int node = 0; node < nodes; node++)
        {
            if (!hasParent[node])
                throw new InvalidDataException($"{where}: no node before node {node} points to it. Children must come after their parent.");
            if (feature[node] < 0 || left[node] == -1)
            {
                (tree.Feature[node], tree.Left[node], tree.Right[node]) = (-1, -1, -1);
                for (int i = node * outputs; i < (node + 1) * outputs; i++)
                    tree.Value[i] = double.IsFinite(value[i]) ? value[i] : throw new InvalidDataException($"{where}: the leaf {node} has no finite value.");
                continue;
            }
            if (double.IsInfinity(threshold[node]))
                throw new InvalidDataException($"{where}: node {node} has an infinite threshold. Newer scikit-learn splits missing values (NaN) from all others this way, with 'missing_go_to_left'; NaN routing is not supported. Train the forest on rows without missing values.");
            if (!double.IsFinite(threshold[node]))
                throw new InvalidDataException($"{where}: node {node} has no finite threshold.");
            tree.Feature[node] = Whole(feature[node], $"{where}: node {node} tests feature");
            tree.Threshold[node] = threshold[node];
            tree.Left[node] = Child(left[node], node);
            tree.Right[node] = Child(right[node], node);
        }
        return tree;

        int Child(double stored, int parent)
        {
            int child = Whole(stored, $"{where}: node {parent} points to");
            if (child <= parent || child >= nodes)
                throw new InvalidDataException($"{where}: node {parent} points to node {child} of {nodes}. A child must come after its parent; the file is damaged or in another order.");
            if (hasParent[child])
                throw new InvalidDataException($"{where}: two nodes point to node {child}, the second is node {parent}.");
            hasParent[child] = true;
            return child;
        }
    }

    private static int Whole(double number, string what) =>
        number >= 0 && number <= int.MaxValue && Math.Floor(number) == number ? (int)number : throw new InvalidDataException($"{what} {number}, which is not an integer.");
}
