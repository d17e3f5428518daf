#:project ../../src/SoilBeta.Devices/SoilBeta.Devices.csproj
#:project ../../src/SoilBeta.Forests/SoilBeta.Forests.csproj
#:property PublishAot=false
// What do prediction bounds cost compared with the forest run of the same cells, for beta alone and for beta with six densities, and how does the cost grow with trees, rows and draws? And in cells that three ecosystems share?
// usage: dotnet run -c Release bench/uncertainty/prediction-cost.cs [CELLS]
// One thread each; processor seconds, which other work on the machine hardly changes; the best of four.
using SoilBeta.Devices;
using SoilBeta.Devices.Benchmarks;
using SoilBeta.Forests;

int cells = args.Length > 0 ? int.Parse(args[0]) : 256;
double[] levels = [0.05, 0.95];
using var device = DeviceCatalog.Open("cpu", new DeviceOptions(1));
Console.WriteLine("| trees | rows | draws | cells | forest run, µs a cell | bounds of beta, µs a cell | of beta and 6 densities | share of the forest run | mixture of 3, µs a cell | calibration once, s | memory of the quantile forest, MB |\n|---|---|---|---|---|---|---|---|---|---|---|");
foreach (var (trees, rows, draws) in new[] { (500, 6000, 1000), (500, 6000, 200), (200, 777, 1000), (100, 6000, 200) })
{
    TrainingTable table = SyntheticTable.Create(rows);
    Forest forest = ForestTrainer.Train(table, new ForestOptions { Trees = trees, Mtry = 3, Seed = 1 }).Forest;
    ForestSet set = ForestFlattening.Flatten(forest);
    // Ratios with the spread of densities; a tenth of the rows lack the deepest layers.
    var random = new Random(1);
    QuantileTarget[] ratios = [.. Enumerable.Range(0, 6).Select(i => new QuantileTarget($"ratio {i}", [.. Enumerable.Range(0, rows).Select(row => i > 2 && row % 10 == 0 ? double.NaN : Math.Exp(random.NextDouble() + random.NextDouble() - 1))], IsRatio: true, 0))];
    long before = GC.GetTotalMemory(true);
    var intervals = CalibratedQuantiles.FromForest(forest, table, QuantileForest.IntervalRows, new QuantileTarget("beta", table.Target, IsRatio: false), ratios);
    double megabytes = (GC.GetTotalMemory(true) - before) / 1e6;
    double calibration = Seconds(() => intervals.Corrections(levels, 1), 1);
    var bounds = new PredictionBounds(intervals);
    foreach (bool alike in new[] { false, true })
    {
        Workload workload = Workloads.Make("cost", set, Workloads.Cells(cells, alike ? Workloads.BlockCells : 1, alike ? Workloads.BlockSpread : 0), cells, draws);
        using var run = device.Load(workload.Plan);
        double[] ones = [.. Enumerable.Repeat(1.0, 21 * cells)];
        var shared = new MixtureCells(workload.Job.Covariates, cells, ones[..(3 * cells)], ones);
        double forestRun = Seconds(() => run.Run(workload.Job), 4), own = Seconds(() => intervals.QuantilesAt(workload.Job.Covariates, cells, levels, 1), 4);
        double all = Seconds(() => bounds.QuantilesAt(workload.Job.Covariates, cells, levels, 1), 4), mixture = Seconds(() => MixtureBounds.Compute([bounds, bounds, bounds], shared, levels, 1), 4);
        Console.WriteLine($"| {trees} | {rows} | {draws} | {(alike ? "alike" : "unlike")} | {1e6 * forestRun / cells:0} | {1e6 * own / cells:0} | {1e6 * all / cells:0} | {100 * all / forestRun:0.0} % | {1e6 * mixture / cells:0} | {calibration:0.0} | {megabytes:0} |");
    }
}

static double Seconds(Action action, int times)
{
    double best = double.PositiveInfinity;
    for (int i = 0; i < times; i++)
    {
        TimeSpan start = Environment.CpuUsage.TotalTime;
        action();
        best = Math.Min(best, (Environment.CpuUsage.TotalTime - start).TotalSeconds);
    }
    return best;
}
