using BenchmarkDotNet.Attributes;
using SoilBeta.Devices.Benchmarks;
using SoilBeta.Forests;

namespace SoilBeta.Bench;

/// <summary>How does training scale with threads? 6,000 × 9, 100 trees, mtry 3, node size 5.</summary>
public class TrainingThreads
{
    private readonly TrainingTable _table = SyntheticTable.Create();

    [Params(1, 2, 4)]
    public int Threads { get; set; }

    [Benchmark]
    public TrainedForest Train() => ForestTrainer.Train(_table, new ForestOptions { Trees = 100, Mtry = 3, Threads = Threads });
}
