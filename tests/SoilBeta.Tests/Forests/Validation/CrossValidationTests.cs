using SoilBeta.Forests;
using SoilBeta.Forests.Validation;
using SoilBeta.Numerics;

namespace SoilBeta.Tests.Forests.Validation;

public class CrossValidationTests
{
    private static TrainingTable WithSites(int rows, int rowsOfASite)
    {
        TrainingTable source = SyntheticTable.Create(rows, seed: 21);
        return new TrainingTable(source.Features, source.Units, source.Columns, source.Target, [.. Enumerable.Range(0, rows).Select(row => row / rowsOfASite)]);
    }

    [Fact]
    public void A_site_lies_in_one_fold_and_folds_are_of_like_size()
    {
        TrainingTable table = WithSites(200, 4);
        HeldOut held = CrossValidation.Run(table, new ForestOptions { Trees = 5 }, seed: 1);
        held.Folds.ShouldBe(10);
        held.Fold.Select((fold, row) => (fold, table.Sites[row])).Distinct().Count().ShouldBe(50);
        held.Fold.GroupBy(fold => fold).ShouldAllBe(group => group.Count() == 20);
    }

    [Fact]
    public void The_constant_is_the_mean_of_the_other_folds()
    {
        TrainingTable table = WithSites(60, 2);
        HeldOut held = CrossValidation.Run(table, new ForestOptions { Trees = 3 }, seed: 1, folds: 3);
        for (int row = 0; row < table.Rows; row++)
            held.Constants[row].ShouldBe(table.Target.Where((_, other) => held.Fold[other] != held.Fold[row]).Average(), 1e-12);
        Score.FromPredictions(table.Target, held.Constants).RSquared.ShouldBeLessThan(0);
    }

    [Fact]
    public void A_site_that_stands_on_both_sides_of_an_ordinary_split_gains_nothing_here()
    {
        // Every row stands twice with a target of pure noise: out of bag the copy vouches for the row, held out by site nothing does.
        TrainingTable source = SyntheticTable.Create(rows: 150, seed: 22);
        var random = new ForestRandom(1, (RandomStream)1);
        double[] noise = [.. Enumerable.Range(0, 150).Select(_ => random.NextDouble())];
        float[][] columns = [.. source.Columns.Select(column => column.Concat(column).ToArray())];
        var table = new TrainingTable(source.Features, source.Units, columns, [.. noise, .. noise], [.. Enumerable.Range(0, 300).Select(row => row % 150)]);
        var options = new ForestOptions { Trees = 60 };
        ForestTrainer.Train(table, options).Forest.OutOfBag!.Value.RSquared.ShouldBeGreaterThan(0.4);
        Score.FromPredictions(table.Target, CrossValidation.Run(table, options, seed: 1).Predictions).RSquared.ShouldBeLessThan(0.1);
    }

    [Fact]
    public void One_site_cannot_be_validated() =>
        Should.Throw<InvalidDataException>(() => CrossValidation.Run(WithSites(20, 20), new ForestOptions { Trees = 2 }, seed: 1)).Message.ShouldContain("two sites");
}
