using SoilBeta.Devices;
using SoilBeta.Devices.Catalog;
using SoilBeta.Forests;
using SoilBeta.Numerics;

namespace SoilBeta.Tests.Devices;

/// <summary>Forests at the limits of a flat node: 10 bits of feature, 22 of offset.</summary>
public class LargeForestTests
{
    /// <summary>Right children at distances beyond 16 bits: such trees could once be trained and imported, but no device accepted them.</summary>
    [Theory, MemberData(nameof(EveryDevice.Present), MemberType = typeof(EveryDevice))]
    public void Trees_whose_right_child_is_far_away_give_the_plain_loops_integers(string name)
    {
        using IDevice device = EveryDevice.Open(name, 2);
        RunPlan plan = Cases.Plan(DrawMode.Common, RefitMode.None, count: 60, trees: 2, leaves: 150_000, features: 3);
        plan.Forests.Refits[0].Nodes.Max(node => node.RightOffset).ShouldBeGreaterThan(65_535);
        TileJob job = Cases.Job(40, zones: 1, features: 3);
        using IDeviceRun run = device.Load(plan);
        DeviceTests.Same(run.Run(job), PlainLoop.Run(plan, job));
    }

    [Theory, MemberData(nameof(EveryDevice.Present), MemberType = typeof(EveryDevice))]
    public void As_many_features_as_a_node_can_name_give_the_plain_loops_integers(string name)
    {
        using IDevice device = EveryDevice.Open(name, 2);
        RunPlan plan = Cases.Plan(DrawMode.Common, RefitMode.None, count: 12, trees: 3, leaves: 2000, features: FlatNode.LargestFeatures);
        plan.Forests.Refits[0].Nodes.Max(node => node.Feature).ShouldBe(1022);
        TileJob job = Cases.Job(5, zones: 1, features: FlatNode.LargestFeatures);
        using IDeviceRun run = device.Load(plan);
        DeviceTests.Same(run.Run(job), PlainLoop.Run(plan, job));
    }

    /// <summary>A tree of 180,001 nodes, written, read and evaluated by the CPU device, predicts like the arrays it was imported from.</summary>
    [Fact]
    public void A_large_imported_tree_predicts_as_its_source()
    {
        // A comb of 90,000 splits to the left: x ≤ i goes on, x > i leaves with a value of its own.
        const int Splits = 90_000;
        Tree comb = Comb(Splits);
        using var folder = new TemporaryFolder();
        ForestFile.Write(folder["f.forest"], new Forest { Features = ["x"], Units = [""], Trees = [comb], Model = ModelKind.Imported });
        ForestSet set = ForestFile.ReadSet(folder["f.forest"]);
        set.Refits[0].Nodes[0].RightOffset.ShouldBe(2 * Splits);
        var plan = new RunPlan
        {
            Forests = set,
            Draws = DrawPlan.Common(1, 1, 1),
            Perturbations = [new Perturbation(false, 0, float.NegativeInfinity, float.PositiveInfinity)],
            WithLayers = false,
            Ranks = [],
        };
        float[] places = [-1, 0.5f, 1.5f, 44_999.5f, 89_998.5f, 90_000, 1e9f];
        using var cpu = DeviceCatalog.Open("cpu", new DeviceOptions(1));
        using var run = cpu.Load(plan);
        TileResult result = run.Run(new TileJob { Cells = places.Length, Covariates = places });
        double unit = Math.ScaleB(1, -set.LeafShift);
        for (int place = 0; place < places.Length; place++)
            (result.SumS[place] * unit).ShouldBe(comb.Predict([places[place]]), unit);
    }

    [Fact]
    public void A_tree_that_no_node_can_describe_is_refused_before_a_byte_is_written()
    {
        using var folder = new TemporaryFolder();
        var fits = Comb((FlatNode.LargestOffset - 1) / 2); // its root's right child is its last node
        var large = Comb(((FlatNode.LargestOffset - 1) / 2) + 1);
        ForestFlattening.Flatten([fits], 20).Nodes[0].RightOffset.ShouldBe(FlatNode.LargestOffset - 1);
        ForestFile.Write(folder["fits.forest"], new Forest { Features = ["x"], Units = [""], Trees = [fits] });
        ForestFile.Open(folder["fits.forest"]).RequireDevicesFit();
        File.Delete(folder["fits.forest"]);
        string message = Should.Throw<InvalidDataException>(() => ForestFile.Write(folder["f.forest"], new Forest { Features = ["x"], Units = [""], Trees = [Tree.Constant(1), large] })).Message;
        message.ShouldContain("Tree 2 is too large for the devices: a right child is 4,194,304 nodes after its parent, at most 4,194,303 are possible");
        Should.Throw<InvalidDataException>(() => ForestFlattening.Flatten([large], 20)).Message.ShouldContain("Tree 1 is too large");
        Directory.EnumerateFileSystemEntries(folder.Root).ShouldBeEmpty();
    }

    [Fact]
    public void A_node_keeps_its_parts_and_refuses_what_has_no_room()
    {
        var node = new FlatNode(7, 1022, FlatNode.LargestOffset);
        (node.Value, node.Feature, node.RightOffset, node.IsLeaf).ShouldBe((7u, 1022, 4_194_303, false));
        node.Link.ShouldBe(0xFFFFFFFEu);
        new FlatNode(7, 0, 0).IsLeaf.ShouldBeTrue();
        Should.Throw<ArgumentOutOfRangeException>(() => new FlatNode(0, 1024, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => new FlatNode(0, 0, 4_194_304));
        Should.Throw<ArgumentOutOfRangeException>(() => new FlatNode(0, -1, 1));
    }

    [Fact]
    public void More_features_than_a_node_can_name_are_refused_by_everything_that_makes_a_forest()
    {
        string[] names = [.. Enumerable.Range(0, 1024).Select(f => $"f{f}")];
        Should.Throw<InvalidDataException>(() => new TrainingTable(names, [.. names.Select(_ => "")], [.. names.Select(_ => new float[2])], [1, 2])).Message.ShouldContain("1,024 features; at most 1,023 are possible");
        _ = new TrainingTable(names[..1023], [.. names[..1023].Select(_ => "")], [.. names[..1023].Select(_ => new float[2])], [1, 2]);
        string json = $$"""{"features":["{{string.Join("\",\"", names)}}"],"trees":[{"feature":[-1],"threshold":[0],"left":[-1],"right":[-1],"value":[3]}]}""";
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json));
        Should.Throw<InvalidDataException>(() => ForestJson.Read(stream, "IN.json")).Message.ShouldContain("1,024 features; their names must differ, and at most 1,023 are possible");
    }

    /// <summary>Depth first, as in exported trees: node i splits x at the number of splits below it; its right child is the leaf after all of its left subtree.</summary>
    private static Tree Comb(int splits)
    {
        int nodes = (2 * splits) + 1;
        var tree = new Tree(new int[nodes], new double[nodes], new int[nodes], new int[nodes], new double[nodes]);
        for (int node = 0; node < nodes; node++)
        {
            bool split = node < splits;
            tree.Feature[node] = split ? 0 : -1;
            tree.Threshold[node] = split ? splits - node - 1 : 0;
            tree.Left[node] = split ? node + 1 : -1;
            tree.Right[node] = split ? nodes - 1 - node : -1;
            tree.Value[node] = split ? 0 : 0.9 + (0.1 * node / nodes);
        }
        return tree;
    }
}
