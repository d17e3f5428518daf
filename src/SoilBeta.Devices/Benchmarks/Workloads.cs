using SoilBeta.Forests;
using SoilBeta.Numerics;
using SoilBeta.Soil;

namespace SoilBeta.Devices.Benchmarks;

/// <summary>Workloads for measuring speed, shared by the verb <c>bench</c>, the benchmarks and the tests, so that what is timed is also tested.</summary>
/// <remarks>
/// The forest is trained on the seeded synthetic table of 6,000 × 9 with minimum node size 5: about 2,000 leaves for each tree. Every covariate has a standard deviation of 10 %, as in the paper.
/// The whole job is timed: perturbation, trees, layers, order statistics and the totals of one zone.
/// </remarks>
public static class Workloads
{
    /// <summary>Cells of the paper's job.</summary>
    public const long PaperCells = 4_057_524;

    /// <summary>Draws of the paper's job.</summary>
    public const int PaperDraws = 1000;

    /// <summary>Number of trees assumed for the paper's job.</summary>
    public const int PaperTrees = 500;

    /// <summary>Cells of a block of neighbours.</summary>
    public const int BlockCells = 64;

    /// <summary>Relative spread of a block's cells around their centre.</summary>
    public const double BlockSpread = 0.03;

    private static readonly double[] s_probabilities = [0.025, 0.975];

    /// <summary>The forest of the workloads: seeded, and therefore the same on every machine.</summary>
    /// <param name="trees">Number of trees.</param>
    /// <param name="rows">Rows of the training table; the number of leaves is about a third of it.</param>
    /// <param name="refits">Number of forests, with different seeds.</param>
    /// <param name="threads">Threads to train with; 0 means all.</param>
    public static ForestSet Forest(int trees = PaperTrees, int rows = 6000, int refits = 1, int threads = 0)
    {
        TrainingTable table = SyntheticTable.Create(rows);
        return ForestFlattening.Flatten([.. Enumerable.Range(1, refits).Select(seed => ForestTrainer.Train(table, new ForestOptions { Trees = trees, Mtry = 3, Seed = (ulong)seed, Threads = threads }).Forest)]);
    }

    /// <summary>Cells as on the paper's map: blocks of 64 neighbours, each value within 3 % (one sd) of the block's centre.</summary>
    public static Workload PaperAlike(ForestSet forests, int cells) => Make("paper-alike", forests, Cells(cells, BlockCells, BlockSpread), cells, PaperDraws);

    /// <summary>Unrelated cells: no cell shares work with another.</summary>
    public static Workload PaperUnlike(ForestSet forests, int cells) => Make("paper-unlike", forests, Cells(cells, 1, 0), cells, PaperDraws);

    /// <summary>A small job for a forest of 100 trees: 200 draws, blocks of neighbours.</summary>
    public static Workload Small(ForestSet forests, int cells) => Make("small", forests, Cells(cells, BlockCells, BlockSpread), cells, 200);

    /// <summary>Cells as on the paper's map, and the same trees with the densities of five layers in each leaf, below a given topsoil: what several outputs cost compared with <see cref="PaperAlike"/>.</summary>
    public static Workload PaperLayers(ForestSet forests, int cells)
    {
        Workload one = PaperAlike(LayersInLeaves(forests), cells);
        return one with { Name = "paper-layers", Plan = one.Plan with { DirectLayers = LayerBounds.Standard, TopsoilReplacesFirst = true, Sums = LayerBounds.Standard.Sums() } };
    }

    /// <summary>The same trees with five values in each leaf, halves of one another that together stay below the leaf's own.</summary>
    private static ForestSet LayersInLeaves(ForestSet forests)
    {
        int layers = LayerBounds.Standard.Count;
        return forests.Each(forest =>
        {
            var leaves = new List<int>();
            FlatNode[] nodes = [.. forest.Nodes];
            for (int node = 0; node < nodes.Length; node++)
            {
                if (!nodes[node].IsLeaf)
                    continue;
                int value = nodes[node].LeafValue;
                nodes[node] = new FlatNode((uint)(leaves.Count / layers), 0, 0);
                for (int layer = 0; layer < layers; layer++)
                    leaves.Add(value >> (layer + 1));
            }
            return new FlatForest(nodes, forest.Roots) { Outputs = layers, Leaves = [.. leaves] };
        }) with { Outputs = layers };
    }

    /// <summary>A workload of given cells.</summary>
    /// <param name="name">Name.</param>
    /// <param name="forests">The forest, or its refits.</param>
    /// <param name="covariates">Covariates, [feature][cell].</param>
    /// <param name="cells">Number of cells.</param>
    /// <param name="draws">Number of draws.</param>
    /// <param name="mode">Which cells share draws; a block of draws is a block of cells.</param>
    /// <param name="refits">How draws are combined with refits.</param>
    public static Workload Make(string name, ForestSet forests, float[] covariates, int cells, int draws, DrawMode mode = DrawMode.Common, RefitMode refits = RefitMode.None)
    {
        int features = forests.Features.Count;
        var plan = new RunPlan
        {
            Forests = forests,
            Refits = refits,
            Draws = mode switch
            {
                DrawMode.Common => DrawPlan.Common(1, features, draws),
                DrawMode.Block => DrawPlan.Block(1, draws),
                _ => DrawPlan.Independent(1, draws),
            },
            Perturbations = [.. Enumerable.Repeat(new Perturbation(true, 0.1f, float.NegativeInfinity, float.PositiveInfinity), features), new Perturbation(true, 0, 0, LayerDensities.LargestTopsoil)],
            Ranks = [],
        };
        plan = plan with { Ranks = Summaries.RanksFor(plan.Realisations, s_probabilities) };
        var job = new TileJob
        {
            Cells = cells,
            Covariates = covariates,
            Topsoil = [.. Enumerable.Range(0, cells).Select(cell => 20f + (cell % 97))],
            DrawKeys = mode == DrawMode.Common ? [] : [.. Enumerable.Range(0, cells).Select(cell => (long)(mode == DrawMode.Block ? cell / BlockCells : cell))],
            ZoneCount = 1,
            Zones = new int[cells],
            Areas = [.. Enumerable.Range(0, cells).Select(cell => 400_000L + cell)],
        };
        return new Workload(name, plan, job);
    }

    /// <summary>Cells in blocks: the centre of a block is a row of the synthetic table, its cells are scattered around it.</summary>
    /// <param name="cells">Number of cells.</param>
    /// <param name="block">Cells of a block.</param>
    /// <param name="spread">Relative standard deviation of a cell around its block's centre.</param>
    /// <returns>Covariates, [feature][cell].</returns>
    public static float[] Cells(int cells, int block, double spread)
    {
        TrainingTable centres = SyntheticTable.Create((cells + block - 1) / block, seed: 2);
        int features = centres.Columns.Count;
        var covariates = new float[features * cells];
        float[] normals = spread > 0 ? CommonDraws.Table(3, features, cells) : [];
        for (int feature = 0; feature < features; feature++)
        {
            for (int cell = 0; cell < cells; cell++)
            {
                double centre = centres.Columns[feature][cell / block];
                covariates[(feature * cells) + cell] = (float)(spread > 0 ? centre * (1 + (spread * normals[(feature * cells) + cell])) : centre);
            }
        }
        return covariates;
    }
}

/// <summary>A plan and a job to time on a device.</summary>
/// <param name="Name">Name.</param>
/// <param name="Plan">The plan.</param>
/// <param name="Job">The cells.</param>
public sealed record Workload(string Name, RunPlan Plan, TileJob Job)
{
    /// <summary>Tree evaluations: cells · realisations · trees.</summary>
    public double TreeEvaluations => (double)Job.Cells * Plan.Realisations * Plan.Forests.Trees;
}
