using SoilBeta.Forests;
using SoilBeta.Numerics;
using SoilBeta.Soil;

namespace SoilBeta.Devices.Benchmarks;

/// <summary>Runs a small job on a device in every mode and compares its integers with those of the CPU device, for <c>soilbeta devices --verify</c>.</summary>
public static class DeviceVerification
{
    private const int Rows = 400;
    private const int Trees = 9;
    private const int Features = 6;

    /// <summary>Differences between a device and the CPU device.</summary>
    /// <param name="device">The device.</param>
    /// <param name="reference">The CPU device.</param>
    /// <param name="cells">Cells of the job, at least 1.</param>
    /// <param name="cancellation">Cancellation token.</param>
    /// <returns>One line for each array that differs, with the mode and the first difference; empty when all is identical.</returns>
    /// <exception cref="DeviceException">A device failed.</exception>
    public static IReadOnlyList<string> Differences(IDevice device, IDevice reference, int cells = 300, CancellationToken cancellation = default)
    {
        TileJob job = Job(cells);
        var differences = new List<string>();

        // Dispose of the runs at the end: oclgrind mistakes a buffer at the address of a released one for the old one when it looks for uninitialised reads.
        using var runs = new RunsToEnd();
        foreach ((string mode, RunPlan plan) in Plans())
        {
            TileResult expected = runs.Keep(reference.Load(plan)).Run(job, cancellation);
            foreach ((string way, IDeviceRun run) in device.LoadEachWay(plan))
            {
                TileResult actual = runs.Keep(run).Run(job, cancellation);
                Compare(actual.SumS, expected.SumS, $"sums of the forest{By(way)}");
                Compare(actual.SumDensity, expected.SumDensity, $"sums of the layers{By(way)}");
                Compare(actual.OrderS, expected.OrderS, $"order statistics of the forest{By(way)}");
                Compare(actual.OrderDensity, expected.OrderDensity, $"order statistics of the layers{By(way)}");
                Compare(actual.Totals, expected.Totals, $"totals of zones{By(way)}");
            }

            void Compare<T>(T[] got, T[] wanted, string what) where T : struct, IEquatable<T>
            {
                int wrong = got.Length == wanted.Length ? wanted.Where((value, i) => !value.Equals(got[i])).Count() : wanted.Length;
                if (wrong == 0)
                    return;
                int at = got.AsSpan().CommonPrefixLength(wanted);
                differences.Add($"{mode}: {what}: {wrong} of {wanted.Length} differ, first at {at}: {(at < got.Length ? got[at] : "nothing")}, the cpu has {wanted[at]}");
            }
        }
        return differences;

        static string By(string way) => way.Length > 0 ? $" by {way}" : "";
    }

    /// <summary>Plans that together reach each kernel and each of its branches.</summary>
    private static IEnumerable<(string Mode, RunPlan Plan)> Plans()
    {
        TrainingTable table = SyntheticTable.Create(Rows, Features);
        Forest[] forests = [.. Enumerable.Range(1, 3).Select(seed => ForestTrainer.Train(table, new ForestOptions { Trees = Trees, Seed = (ulong)seed, Threads = 1 }).Forest)];
        yield return ("common draws", Make(DrawMode.Common, RefitMode.None, topsoilVaries: false, depth: 20, draws: 40));
        yield return ("block draws, cycled refits, uncertain topsoil", Make(DrawMode.Block, RefitMode.Cycled, topsoilVaries: true, depth: 20, draws: 31));
        yield return ("independent draws, crossed refits, topsoil of 30 cm", Make(DrawMode.Independent, RefitMode.Crossed, topsoilVaries: false, depth: 30, draws: 13));
        Forest layers = ForestTrainer.Train(SyntheticTable.WithLayers(table), new ForestOptions { Trees = 3, Seed = 1, Threads = 1 }).Forest;
        RunPlan drawn = Make(DrawMode.Independent, RefitMode.None, topsoilVaries: true, depth: 20, draws: 7);
        yield return ("layers of the forest, uncertain topsoil", drawn with { Forests = ForestFlattening.Flatten(layers), DirectLayers = LayerBounds.Standard, TopsoilReplacesFirst = true, Sums = LayerBounds.Standard.Sums() });

        RunPlan Make(DrawMode mode, RefitMode refits, bool topsoilVaries, int depth, int draws)
        {
            var plan = new RunPlan
            {
                Forests = ForestFlattening.Flatten(refits == RefitMode.None ? [forests[0]] : forests),
                Refits = refits,
                Draws = mode switch
                {
                    DrawMode.Common => DrawPlan.Common(1, Features, draws),
                    DrawMode.Block => DrawPlan.Block(0x1234_5678_9ABC, draws),
                    _ => DrawPlan.Independent(2, draws),
                },
                Perturbations =
                [
                    .. Enumerable.Range(0, Features).Select(feature => feature % 2 == 0 ? new Perturbation(true, 0.1f, float.NegativeInfinity, float.PositiveInfinity) : new Perturbation(false, 1.5f, 0f, 2000f)),
                    new Perturbation(true, topsoilVaries ? 0.2f : 0f, 1f, 500f),
                ],
                TopsoilDepth = depth,
                Ranks = [],
            };
            return plan with { Ranks = Summaries.RanksFor(plan.Realisations, [0.025, 0.975]) };
        }
    }

    private static TileJob Job(int cells)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cells, 1);
        TrainingTable table = SyntheticTable.Create(Math.Max(cells, 2), Features, seed: 7);
        return new TileJob
        {
            Cells = cells,
            Covariates = [.. Enumerable.Range(0, Features).SelectMany(feature => table.Columns[feature].Take(cells))],
            Topsoil = [.. Enumerable.Range(0, cells).Select(cell => 10f + (cell * 37 % 101))],
            SoilDepths = [.. Enumerable.Range(0, cells).Select(cell => cell % 3 == 0 ? 7 + (cell * 13 % 110) : 100)],
            DrawKeys = [.. Enumerable.Range(0, cells).Select(cell => 6_000_000_000L + (cell / 2))],
            ZoneCount = 3,
            Zones = [.. Enumerable.Range(0, cells).Select(cell => (cell % 4) - 1)],
            Areas = [.. Enumerable.Range(0, cells).Select(cell => (1L << 32) + Philox4x32.Block(new PhiloxWords((uint)cell, 0, 0, 0), 1).W0)],
        };
    }

    private sealed class RunsToEnd : IDisposable
    {
        private readonly List<IDeviceRun> _runs = [];

        public IDeviceRun Keep(IDeviceRun run)
        {
            _runs.Add(run);
            return run;
        }

        public void Dispose()
        {
            foreach (IDeviceRun run in _runs)
                run.Dispose();
        }
    }
}
