using System.Buffers.Binary;

namespace SoilBeta.Forests;

/// <summary>Compact encoding of one forest in a file: each node is a varint that is 0 for a leaf or the feature + 1, followed by the leaf's value or the rank of the split's threshold.</summary>
/// <remarks>
/// Little endian: int32 trees, int64 nodes, double largest |leaf|, byte leaf kind, uint32 base; then for each tree a varint of its number of nodes and the nodes depth first, so that no pointers are stored that could be wrong.
/// Leaves that are exact in float32 (those trained here) are varints of the distance of their ordered bits from the base, three bytes for β; others take 8 bytes. A leaf of several outputs has its values one after the other, and the header's largest |leaf| is the largest sum of a leaf's |values|.
/// </remarks>
internal static class ForestSection
{
    /// <summary>Length of the header before the first tree, bytes.</summary>
    public const int HeaderBytes = 25;

    private const byte FloatLeaves = 0;
    private const byte DoubleLeaves = 1;

    /// <summary>Encodes trees.</summary>
    /// <param name="trees">The trees.</param>
    /// <param name="thresholds">Every threshold that may occur, ascending, [feature][rank].</param>
    /// <exception cref="InvalidDataException">A tree, or the whole forest, is too large for the devices.</exception>
    public static byte[] Encode(IReadOnlyList<Tree> trees, IReadOnlyList<double[]> thresholds)
    {
        bool asFloat = true;
        uint least = uint.MaxValue;
        long nodes = 0;
        foreach (Tree tree in trees)
        {
            nodes += tree.Nodes;
            for (int node = 0; node < tree.Nodes; node++)
            {
                if (tree.Feature[node] >= 0)
                    continue;
                foreach (double own in tree.ValuesAt(node))
                {
                    float value = (float)own;
                    asFloat &= value == own;
                    least = Math.Min(least, Ordered(value));
                }
            }
        }

        if (nodes > Array.MaxLength)
            throw new InvalidDataException($"A forest of {trees.Count:N0} trees has {nodes:N0} nodes, at most {Array.MaxLength:N0} are possible. Train fewer trees, or with a larger minimum node size.");
        var bytes = new ByteWriter((int)Math.Min(int.MaxValue / 2, HeaderBytes + (nodes * 4)));
        bytes.Int32(trees.Count);
        bytes.Int64(nodes);
        bytes.Double(ForestFlattening.LargestLeaf(trees));
        bytes.Byte(asFloat ? FloatLeaves : DoubleLeaves);
        bytes.Int32(unchecked((int)(asFloat ? least : 0)));
        // The stack holds each right child with the position of its parent, to reject a tree that no device could take.
        var waiting = new Stack<(int Node, int Parent)>();
        for (int number = 0; number < trees.Count; number++)
        {
            Tree tree = trees[number];
            bytes.Varint((uint)tree.Nodes);
            waiting.Push((0, -1));
            for (int place = 0; waiting.TryPop(out (int Node, int Parent) next); place++)
            {
                int node = next.Node;
                if (next.Parent >= 0)
                    _ = ForestFlattening.CheckedOffset(place - next.Parent, number);
                int feature = tree.Feature[node];
                bytes.Varint((uint)(feature + 1));
                if (feature >= 0)
                {
                    bytes.Varint((uint)Array.BinarySearch(thresholds[feature], tree.Threshold[node]));
                    waiting.Push((tree.Right[node], place));
                    waiting.Push((tree.Left[node], -1));
                }
                else
                {
                    foreach (double value in tree.ValuesAt(node))
                    {
                        if (asFloat)
                            bytes.Varint(Ordered((float)value) - least);
                        else
                            bytes.Double(value);
                    }
                }
            }
        }
        return bytes.ToArray();
    }

    /// <summary>Number of trees and nodes and the largest |leaf|, from the header of the section.</summary>
    public static SectionHeader Header(ReadOnlySpan<byte> section, long length, string file)
    {
        if (section.Length < HeaderBytes)
            throw ForestFile.Damaged(file, "a forest section is too short");
        var header = new SectionHeader(
            BinaryPrimitives.ReadInt32LittleEndian(section),
            BinaryPrimitives.ReadInt64LittleEndian(section[4..]),
            BinaryPrimitives.ReadDoubleLittleEndian(section[12..]),
            section[20],
            BinaryPrimitives.ReadUInt32LittleEndian(section[21..]));

        // A node takes at least two bytes and a tree one more: a larger count is false, and nothing is allocated for it.
        if (header.Trees < 1 || header.Nodes < header.Trees || header.Nodes > Array.MaxLength || (2 * header.Nodes) + header.Trees > length - HeaderBytes)
            throw ForestFile.Damaged(file, $"{header.Trees} trees of {header.Nodes} nodes do not fit into {length} bytes");
        if (header.LeafKind is not (FloatLeaves or DoubleLeaves) || !(header.LargestLeaf >= 0 && double.IsFinite(header.LargestLeaf)))
            throw ForestFile.Damaged(file, "the leaves' kind or largest value is unknown");
        return header;
    }

    /// <summary>Decodes the trees.</summary>
    public static Tree[] Decode(ReadOnlySpan<byte> section, IReadOnlyList<double[]> thresholds, int outputs, string file)
    {
        SectionHeader header = Header(section, section.Length, file);
        var reader = new NodeReader(section[HeaderBytes..], header, thresholds, outputs, file);
        var trees = new Tree[header.Trees];
        for (int tree = 0; tree < trees.Length; tree++)
        {
            int nodes = reader.BeginTree(tree);
            var result = new Tree(new int[nodes], new double[nodes], new int[nodes], new int[nodes], new double[checked(nodes * outputs)]) { Outputs = outputs };
            for (int node = 0; node < nodes; node++)
            {
                int rightOf = reader.Next(out int feature);
                result.Feature[node] = feature;
                result.Left[node] = feature < 0 ? -1 : node + 1;
                result.Right[node] = -1;
                if (feature < 0)
                    reader.Values.CopyTo(result.Value.AsSpan(node * outputs));
                else
                    result.Threshold[node] = thresholds[feature][reader.ThresholdRank];
                if (rightOf >= 0)
                    result.Right[rightOf] = node;
            }
            reader.EndTree();
            trees[tree] = result;
        }
        reader.End();
        return trees;
    }

    /// <summary>Decodes the trees directly into the layout of the devices.</summary>
    /// <param name="section">The section.</param>
    /// <param name="leaves">Scale of the leaves.</param>
    /// <param name="thresholds">Every threshold that may occur, ascending, [feature][rank].</param>
    /// <param name="file">The file, for messages.</param>
    public static FlatForest DecodeFlat(ReadOnlySpan<byte> section, LeafScale leaves, IReadOnlyList<double[]> thresholds, string file)
    {
        SectionHeader header = Header(section, section.Length, file);
        uint[][] deviceThresholds = [.. thresholds.Select(column => column.Select(value => BitConverter.SingleToUInt32Bits(ForestFlattening.DeviceThreshold(value))).ToArray())];
        var reader = new NodeReader(section[HeaderBytes..], header, thresholds, leaves.Outputs, file);
        var table = leaves.TableFor(header.Nodes, header.Trees);
        FlatNode[] nodes = GC.AllocateUninitializedArray<FlatNode>((int)header.Nodes); // every node is written below, or the file is rejected
        var roots = new int[header.Trees + 1];
        for (int tree = 0; tree < header.Trees; tree++)
        {
            int count = reader.BeginTree(tree);
            Span<FlatNode> own = nodes.AsSpan(roots[tree], count);
            roots[tree + 1] = roots[tree] + count;
            for (int node = 0; node < count; node++)
            {
                int rightOf = reader.Next(out int feature);
                own[node] = feature < 0
                    ? table.Leaf(reader.Values)
                    : new FlatNode(deviceThresholds[feature][reader.ThresholdRank], feature, 0);
                if (rightOf >= 0)
                    own[rightOf] = new FlatNode(own[rightOf].Value, own[rightOf].Feature, ForestFlattening.CheckedOffset(node - rightOf, tree));
            }
            reader.EndTree();
        }
        reader.End();
        return table.Finish(nodes, roots);
    }

    /// <summary>Bits of a float, mapped so that larger floats have larger bits.</summary>
    private static uint Ordered(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return (bits & 0x80000000) != 0 ? ~bits : bits | 0x80000000;
    }

    private static float Unordered(uint bits) => BitConverter.UInt32BitsToSingle((bits & 0x80000000) != 0 ? bits & 0x7FFFFFFF : ~bits);

    /// <summary>Header of a section.</summary>
    internal readonly record struct SectionHeader(int Trees, long Nodes, double LargestLeaf, byte LeafKind, uint Base);

    /// <summary>Reads and validates node by node.</summary>
    private ref struct NodeReader(ReadOnlySpan<byte> bytes, SectionHeader header, IReadOnlyList<double[]> thresholds, int outputs, string file)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;
        private readonly Stack<int> _waiting = new();
        private readonly double[] _values = new double[outputs];
        private int _at;
        private int _tree;
        private int _node;
        private int _nodes;
        private long _left = header.Nodes;
        private bool _done;

        /// <summary>Values of the last node, a leaf, [output].</summary>
        public readonly ReadOnlySpan<double> Values => _values;

        /// <summary>Rank of the threshold of the last node, a split.</summary>
        public int ThresholdRank { get; private set; }

        public int BeginTree(int tree)
        {
            _tree = tree;
            _node = 0;
            _done = false;
            uint nodes = Varint();
            if (nodes < 1 || nodes > _left || nodes > (uint)(_bytes.Length - _at))
                throw Damaged($"says it has {nodes} nodes, {_left} are left");
            _nodes = (int)nodes;
            _left -= nodes;
            return _nodes;
        }

        /// <summary>Reads the next node; returns the split whose right child it is, or −1.</summary>
        public int Next(out int feature)
        {
            if (_done)
                throw Damaged($"ends at node {_node} of {_nodes}");
            int rightOf = -1;
            if (_pendingRight >= 0)
            {
                rightOf = _pendingRight;
                _pendingRight = -1;
            }
            uint tag = Varint();
            if (tag > (uint)thresholds.Count)
                throw Damaged($"node {_node} tests feature {tag} of {thresholds.Count}");
            feature = (int)tag - 1;
            if (feature >= 0)
            {
                uint rank = Varint();
                if (rank >= (uint)thresholds[feature].Length)
                    throw Damaged($"node {_node} has threshold {rank} of {thresholds[feature].Length}");
                ThresholdRank = (int)rank;
                _waiting.Push(_node);
            }
            else
            {
                double size = 0;
                foreach (ref double value in _values.AsSpan())
                {
                    value = header.LeafKind == FloatLeaves ? Unordered(unchecked(header.Base + Varint())) : Double();
                    size += Math.Abs(value);
                }
                if (!(size <= header.LargestLeaf))
                    throw Damaged($"node {_node} has the value {string.Join(", ", _values)}, beyond {header.LargestLeaf}");
                if (_waiting.TryPop(out int parent))
                    _pendingRight = parent;
                else
                    _done = true;
            }
            _node++;
            return rightOf;
        }

        public readonly void EndTree()
        {
            if (!_done)
                throw Damaged($"has a split without children at its end, node {_nodes}");
        }

        public readonly void End()
        {
            if (_at != _bytes.Length || _left != 0)
                throw ForestFile.Damaged(file, $"{_bytes.Length - _at} bytes and {_left} nodes are left over");
        }

        private int _pendingRight = -1;

        private uint Varint()
        {
            uint value = 0;
            for (int shift = 0; shift < 35; shift += 7)
            {
                if (_at >= _bytes.Length)
                    throw Damaged($"is truncated at node {_node}");
                byte part = _bytes[_at++];
                value |= (uint)(part & 0x7F) << shift;
                if (part < 0x80)
                    return value;
            }
            throw Damaged($"has an endless number at node {_node}");
        }

        private double Double()
        {
            if (_at + 8 > _bytes.Length)
                throw Damaged($"is truncated at node {_node}");
            _at += 8;
            return BinaryPrimitives.ReadDoubleLittleEndian(_bytes[(_at - 8)..]);
        }

        private readonly InvalidDataException Damaged(string what) => ForestFile.Damaged(file, $"tree {_tree + 1} {what}");
    }
}
