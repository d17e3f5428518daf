using SoilBeta.Devices;
using SoilBeta.Forests;
using SoilBeta.Numerics;
using SoilBeta.Soil;

namespace SoilBeta.Tests.Devices;

/// <summary>Plans and jobs that reach every mode of a device, on a few hundred cells.</summary>
internal static class Cases
{
    private const int Features = 5;

    /// <summary>A plan by the properties that matter to a device.</summary>
    public static RunPlan Plan(DrawMode draws, RefitMode refits, bool topsoilVaries = false, bool layers = true, int depth = 20, int count = 60, int trees = 12, int leaves = 40, int features = Features)
    {
        ForestSet set = RandomForests.Make(11, features, trees, leaves, refits == RefitMode.None ? 1 : 7);
        var rules = new List<Perturbation>();
        for (int f = 0; f < features; f++)
            rules.Add(f % 3 == 1 ? new Perturbation(false, 4f, 3f, 95f) : new Perturbation(true, 0.1f, float.NegativeInfinity, float.PositiveInfinity));
        rules.Add(topsoilVaries ? new Perturbation(true, 0.2f, 1f, 150f) : new Perturbation(true, 0f, 5f, 110f));
        var plan = new RunPlan
        {
            Forests = set,
            Refits = refits,
            Draws = new DrawPlan(draws, count, 0, [], []),
            Perturbations = rules,
            WithLayers = layers,
            TopsoilDepth = depth,
            Ranks = [],
        };
        return plan with
        {
            Draws = draws switch
            {
                DrawMode.Common => DrawPlan.Common(42, plan.Variables, count),
                DrawMode.Block => DrawPlan.Block(0x123456789, count),
                _ => DrawPlan.Independent(7, count),
            },
            Ranks = Summaries.RanksFor(plan.Realisations, [0.025, 0.5, 0.975]),
        };
    }

    /// <summary>A plan whose forest predicts layers, with their sums, by the properties that matter to a device.</summary>
    /// <param name="draws">Draws.</param>
    /// <param name="refits">Refits.</param>
    /// <param name="topsoil">Use of a given topsoil density.</param>
    /// <param name="bounds">Layers.</param>
    /// <param name="shape">Draws, trees, leaves of a tree and features.</param>
    public static RunPlan Direct(DrawMode draws, RefitMode refits, GivenTopsoil topsoil, LayerBounds bounds, (int Count, int Trees, int Leaves, int Features) shape)
    {
        RunPlan plan = Plan(draws, refits, topsoil is GivenTopsoil.Varies or GivenTopsoil.IsFeature, count: shape.Count, trees: 2, leaves: 2, features: shape.Features);
        bool given = topsoil != GivenTopsoil.None, isFeature = topsoil == GivenTopsoil.IsFeature;
        plan = plan with
        {
            Forests = RandomForests.Make(12, shape.Features, shape.Trees, shape.Leaves, refits == RefitMode.None ? 1 : 7, bounds.Count),
            Perturbations = isFeature ? [.. plan.Perturbations.Take(shape.Features - 1), plan.Perturbations[^1]] : [.. plan.Perturbations.Take(shape.Features + (given ? 1 : 0))],
            DirectLayers = bounds,
            TopsoilReplacesFirst = given,
            TopsoilIsFeature = isFeature,
            Sums = bounds.Sums(),
        };
        return draws == DrawMode.Common ? plan with { Draws = DrawPlan.Common(43, plan.Variables, shape.Count) } : plan;
    }

    /// <summary>Cells whose covariates vary slowly, like neighbours on a map, with some jumps.</summary>
    public static TileJob Job(int cells, int zones, bool layers = true, int features = Features)
    {
        var random = new Random(5);
        var covariates = new float[features * cells];
        for (int f = 0; f < features; f++)
        {
            float x = 50;
            for (int c = 0; c < cells; c++)
            {
                x = random.Next(40) == 0 ? 100 * random.NextSingle() : x * (1 + (0.02f * (random.NextSingle() - 0.5f)));
                covariates[(f * cells) + c] = x;
            }
        }
        return new TileJob
        {
            Cells = cells,
            Covariates = covariates,
            Topsoil = layers ? [.. Enumerable.Range(0, cells).Select(_ => 120 * random.NextSingle())] : [],
            SoilDepths = layers ? [.. Enumerable.Range(0, cells).Select(c => c % 7 == 3 ? c % 130 : 200)] : [],
            DrawKeys = [.. Enumerable.Range(0, cells).Select(c => 5_000_000_000 + (c / 3))],
            ZoneCount = zones,
            Zones = zones == 0 ? [] : [.. Enumerable.Range(0, cells).Select(c => (c / 50 % (zones + 1)) - 1)],
            Areas = zones == 0 ? [] : [.. Enumerable.Range(0, cells).Select(_ => random.NextInt64(1, 1L << 33))],
        };
    }

    /// <summary>Cells <paramref name="first"/> … of a job.</summary>
    public static TileJob Cut(TileJob job, int first, int cells)
    {
        return job with
        {
            Cells = cells,
            Covariates = Columns(job.Covariates),
            Topsoil = Columns(job.Topsoil),
            SoilDepths = Columns(job.SoilDepths),
            DrawKeys = Columns(job.DrawKeys),
            Zones = Columns(job.Zones),
            Areas = Columns(job.Areas),
        };

        T[] Columns<T>(T[] rows) => [.. Enumerable.Range(0, rows.Length / job.Cells).SelectMany(row => rows.AsSpan((row * job.Cells) + first, cells).ToArray())];
    }

    /// <summary>Runs a job in pieces of <paramref name="piece"/> cells and joins the results.</summary>
    public static TileResult RunInPieces(RunPlan plan, IDeviceRun run, TileJob job, int piece)
    {
        TileResult whole = TileResult.For(plan, job);
        for (int first = 0; first < job.Cells; first += piece)
        {
            int cells = Math.Min(piece, job.Cells - first);
            TileResult part = run.Run(Cut(job, first, cells));
            Put(part.SumS, whole.SumS);
            Put(part.SumDensity, whole.SumDensity);
            Put(part.OrderS, whole.OrderS);
            Put(part.OrderDensity, whole.OrderDensity);
            for (int i = 0; i < part.Totals.Length; i++)
                whole.Totals[i] += part.Totals[i];

            void Put<T>(T[] from, T[] into)
            {
                for (int row = 0; row < from.Length / cells; row++)
                    from.AsSpan(row * cells, cells).CopyTo(into.AsSpan((row * job.Cells) + first));
            }
        }
        return whole;
    }
}

/// <summary>Use of a given topsoil density by a plan whose forest predicts layers.</summary>
public enum GivenTopsoil
{
    /// <summary>None: the forest predicts 0–20 cm too.</summary>
    None,

    /// <summary>In place of the first layer, the same in every draw.</summary>
    Fixed,

    /// <summary>In place of the first layer, with draws of its own.</summary>
    Varies,

    /// <summary>In place of the first layer, and the last feature of the forest, with the same draws.</summary>
    IsFeature,
}
