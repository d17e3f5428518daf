using SoilBeta.Devices.Benchmarks;
using SoilBeta.Forests;
using SoilBeta.Forests.Tuning;
using SoilBeta.Tests.Forests.Validation;

namespace SoilBeta.Tests.Forests.Tuning;

public class ForestTunerTests
{
    private static readonly TuningGrid Grid = new([1, 3], [3, 20], [10, 40]);

    [Fact]
    public void The_surface_is_the_same_for_any_number_of_threads_and_its_least_point_is_named()
    {
        var table = SyntheticTable.Create(300, 5);
        var one = ForestTuner.Run(table, Grid, 3, 7, threads: 1);
        var two = ForestTuner.Run(table, Grid, 3, 7, threads: 2);
        one.Points.ShouldBe(two.Points);
        one.Points.Count.ShouldBe(8);
        one.Best.BootstrapMse.ShouldBe(one.Points.Min(p => p.BootstrapMse));
        one.BestOutOfBag!.OutOfBagMse.ShouldBe(one.Points.Min(p => p.OutOfBagMse));
    }

    /// <summary>The smaller forest is the first trees of the larger: its errors are those of a forest of that number.</summary>
    [Fact]
    public void Errors_of_fewer_trees_are_those_of_a_forest_of_that_number()
    {
        var table = SyntheticTable.Create(200, 4);
        var both = ForestTuner.Run(table, new TuningGrid([2], [5], [10, 30]), 3, 1);
        var ten = ForestTuner.Run(table, new TuningGrid([2], [5], [10]), 3, 1);
        both.Points[0].ShouldBe(ten.Points[0]);
        both.Points[1].BootstrapMse.ShouldBeLessThan(both.Points[0].BootstrapMse);
    }

    /// <summary>Every row twice: errors of rows whose copy was in training would be far smaller; grouped by site they are not.</summary>
    [Fact]
    public void Copies_of_a_row_do_not_lower_the_error()
    {
        var (table, _, _) = ValidationTables.Make(150, 1, 4);
        var grid = new TuningGrid([2], [3], [60]);
        var once = ForestTuner.Run(table, grid, 8, 1).Best;
        var twice = ForestTuner.Run(ValidationTables.Doubled(table), grid, 8, 1).Best;
        twice.BootstrapMse.ShouldBeGreaterThan(0.9 * once.BootstrapMse);
        twice.OutOfBagMse.ShouldBeGreaterThan(0.9 * once.OutOfBagMse);
    }

    [Fact]
    public void What_cannot_be_tuned_is_refused()
    {
        var table = SyntheticTable.Create(20, 4);
        Should.Throw<InvalidDataException>(() => ForestTuner.Run(table, Grid with { Mtry = [5] }, 3, 1)).Message.ShouldContain("mtry 5 is outside 1 to 4");
        Should.Throw<InvalidDataException>(() => ForestTuner.Run(table, Grid with { Trees = [] }, 3, 1)).Message.ShouldContain("need a value each");
        var oneSite = new TrainingTable(table.Features, table.Units, table.Columns, table.Target, new int[20]);
        Should.Throw<InvalidDataException>(() => ForestTuner.Run(oneSite, Grid, 3, 1)).Message.ShouldContain("one site");
    }

    [Fact]
    public void The_default_grid_has_every_mtry_of_a_few_features_and_nine_of_many()
    {
        TuningGrid.Default(7, 500).Mtry.ShouldBe([1, 2, 3, 4, 5, 6, 7]);
        TuningGrid.Default(7, 500).Trees.ShouldBe([100, 200, 500]);
        TuningGrid.Default(41, 500).Mtry.ShouldBe([1, 6, 11, 16, 21, 26, 31, 36, 41]);
        TuningGrid.Default(1, 1).Trees.ShouldBe([1]);
    }
}
