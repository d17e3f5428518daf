using BenchmarkDotNet.Attributes;
using SoilBeta.Devices.Benchmarks;
using SoilBeta.Forests;

namespace SoilBeta.Bench;

/// <summary>How long do prediction bounds by quantile regression forest take per cell, from leaves and from nodes of 40 rows? 500 trees on 6,000 rows.</summary>
public class QuantileForestByCells
{
    private static readonly double[] s_levels = [0.05, 0.95];
    private QuantileForest? _forest;
    private float[] _cells = [];

    [Params(1, QuantileForest.IntervalRows)]
    public int LeastRows { get; set; }

    [Params(64, 512)]
    public int Cells { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var table = SyntheticTable.Create();
        _forest = new QuantileForest(ForestTrainer.Train(table, new ForestOptions { Trees = Workloads.PaperTrees, Mtry = 3 }).Forest, table, LeastRows);
        _cells = Workloads.Cells(Cells, Workloads.BlockCells, Workloads.BlockSpread);
    }

    [Benchmark]
    public double[] Quantiles() => _forest!.QuantilesAt(_cells, Cells, s_levels, Environment.ProcessorCount);
}
