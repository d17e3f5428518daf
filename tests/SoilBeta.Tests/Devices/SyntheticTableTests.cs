using SoilBeta.Devices.Benchmarks;
using SoilBeta.Forests;

namespace SoilBeta.Tests.Devices;

public class SyntheticTableTests
{
    [Fact]
    public void The_bench_s_table_gives_the_forest_it_promises()
    {
        TrainingTable table = SyntheticTable.Create();
        TrainedForest trained = ForestTrainer.Train(table, new ForestOptions { Trees = 100, Mtry = 3 });
        trained.Forest.Trees.Average(tree => tree.Leaves).ShouldBe(2000, 100);
        trained.Forest.OutOfBag!.Value.RSquared.ShouldBe(0.86, 0.01);
        table.Target.Min().ShouldBeGreaterThan(0.9);
        table.Target.Max().ShouldBeLessThan(1.02);
    }
}
