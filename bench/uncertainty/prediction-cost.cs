#:project ../../src/SoilBeta.Devices/SoilBeta.Devices.csproj
#:project ../../src/SoilBeta.Forests/SoilBeta.Forests.csproj
#:property PublishAot=false
// What do prediction intervals cost beside the forest run of the same cells, and how does the cost grow with trees, rows and draws?
// usage: dotnet run -c Release bench/uncertainty/prediction-cost.cs [CELLS]
// One thread each, processor seconds, so that other work on the machine counts little; the best of four.
using SoilBeta.Devices;
using SoilBeta.Devices.Benchmarks;
using SoilBeta.Forests;

int cells = args.Length > 0 ? int.Parse(args[0]) : 256;
using var device = DeviceCatalog.Open("cpu", new DeviceOptions(1));
Console.WriteLine("| trees | rows | draws | cells | forest run, µs a cell | intervals, µs a cell | share | calibration once, s | memory of the quantile forest, MB |\n|---|---|---|---|---|---|---|---|---|");
foreach (var (trees, rows, draws) in new[] { (500, 6000, 1000), (500, 6000, 200), (200, 777, 1000), (100, 6000, 200) })
{
    TrainingTable table = SyntheticTable.Create(rows);
    Forest forest = ForestTrainer.Train(table, new ForestOptions { Trees = trees, Mtry = 3, Seed = 1 }).Forest;
    ForestSet set = ForestFlattening.Flatten(forest);
    long before = GC.GetTotalMemory(true);
    var intervals = CalibratedQuantiles.Of(forest, table, QuantileForest.IntervalRows);
    double megabytes = (GC.GetTotalMemory(true) - before) / 1e6;
    double calibration = Seconds(() => intervals.Corrections([0.05, 0.95], 1), 1);
    foreach (bool alike in new[] { false, true })
    {
        Workload workload = Workloads.Make("cost", set, Workloads.Cells(cells, alike ? Workloads.BlockCells : 1, alike ? Workloads.BlockSpread : 0), cells, draws);
        using var run = device.Load(workload.Plan);
        double forestRun = Seconds(() => run.Run(workload.Job), 4), own = Seconds(() => intervals.Of(workload.Job.Covariates, cells, [0.05, 0.95], 1), 4);
        Console.WriteLine($"| {trees} | {rows} | {draws} | {(alike ? "alike" : "unlike")} | {1e6 * forestRun / cells:0} | {1e6 * own / cells:0} | {100 * own / forestRun:0.0} % | {calibration:0.0} | {megabytes:0} |");
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
