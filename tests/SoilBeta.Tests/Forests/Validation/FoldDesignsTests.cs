using SoilBeta.Forests.Validation;

namespace SoilBeta.Tests.Forests.Validation;

public class FoldDesignsTests
{
    [Fact]
    public void Every_row_is_held_out_once_in_each_repeat_and_never_trained_on_then()
    {
        var (table, lat, lon) = ValidationTables.Make(60, 3, 1);
        foreach (var plan in new[]
        {
            FoldDesigns.Random(table.Rows, 10, 3, 7), FoldDesigns.Sites(table.Sites, 10, 3, 7), FoldDesigns.Blocks(lat, lon, table.Sites, 2, 10, 3, 7),
            NearestNeighbourFolds.Make(lat, lon, table.Sites, [(-30, -60), (-22, -51), (-39, -69)], 10, 7),
        })
        {
            plan.Repeats.ShouldNotBeEmpty();
            foreach (var folds in plan.Repeats)
            {
                folds.SelectMany(f => f.Test).Order().ShouldBe(Enumerable.Range(0, table.Rows));
                folds.ShouldAllBe(f => !f.Test.Intersect(f.Train).Any() && f.Test.Length + f.Train.Length == table.Rows);
            }
        }
    }

    [Fact]
    public void Sites_and_blocks_stay_whole()
    {
        var (table, lat, lon) = ValidationTables.Make(60, 3, 2);
        foreach (var fold in FoldDesigns.Sites(table.Sites, 10, 2, 1).Repeats.SelectMany(r => r))
            fold.Test.Select(row => table.Sites[row]).Intersect(fold.Train.Select(row => table.Sites[row])).ShouldBeEmpty();
        (double, double) Block(int row) => (Math.Floor(lat[row] / 5), Math.Floor(lon[row] / 5));
        foreach (var fold in FoldDesigns.Blocks(lat, lon, table.Sites, 5, 10, 2, 1).Repeats.SelectMany(r => r))
            fold.Test.Select(Block).Intersect(fold.Train.Select(Block)).ShouldBeEmpty();
    }

    [Fact]
    public void Random_folds_differ_by_one_row_and_repeats_differ()
    {
        var plan = FoldDesigns.Random(103, 10, 2, 5);
        plan.Repeats.ShouldAllBe(folds => folds.Count == 10 && folds.All(f => f.Test.Length == 10 || f.Test.Length == 11));
        plan.Repeats[0][0].Test.ShouldNotBe(plan.Repeats[1][0].Test);
        FoldDesigns.Random(103, 10, 2, 5).Repeats[1][3].Test.ShouldBe(plan.Repeats[1][3].Test);
    }

    [Fact]
    public void The_papers_part_is_70_to_30()
    {
        var plan = FoldDesigns.Holdout(200, 0.7, 4, 1);
        plan.Design.ShouldBe("70/30");
        plan.Repeats.Count.ShouldBe(4);
        plan.Repeats.ShouldAllBe(folds => folds[0].Train.Length == 140 && folds[0].Test.Length == 60);
    }

    [Fact]
    public void What_cannot_be_held_out_is_said()
    {
        FoldDesigns.Random(1, 10, 3, 1).Note.ShouldBe("Folds need two rows; there are 1.");
        FoldDesigns.Holdout(1, 0.7, 3, 1).Repeats.ShouldBeEmpty();
        FoldDesigns.Sites([4, 4, 4], 10, 3, 1).Note.ShouldBe("All 3 rows lie in one site, so none can be held out.");
        var block = FoldDesigns.Blocks([-30.1, -30.2, -30.3], [-60.1, -60.2, -60.3], [0, 1, 2], 5, 10, 3, 1);
        block.Repeats.ShouldBeEmpty();
        block.Note.ShouldBe("All 3 rows lie in one 5° block, so none can be held out.");
        var five = FoldDesigns.Sites([0, 1, 2, 3, 4], 10, 1, 1);
        five.Repeats[0].Count.ShouldBe(5);
        five.Note.ShouldBe("There are 5 sites, so 5 folds instead of 10 were made.");
    }
}
