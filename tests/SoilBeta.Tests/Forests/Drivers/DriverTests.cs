using SoilBeta.Devices.Benchmarks;
using SoilBeta.Forests;
using SoilBeta.Forests.Drivers;
using SoilBeta.Forests.Validation;
using SoilBeta.Tests.Forests.Validation;

namespace SoilBeta.Tests.Forests.Drivers;

public class DriverTests
{
    private static readonly ForestOptions Small = new() { Trees = 30, Seed = 3 };

    [Fact]
    public void One_walk_gives_the_mean_of_all_predictions()
    {
        var table = SyntheticTable.Create(400, 6);
        var forest = ForestTrainer.Train(table, Small).Forest;
        int[] rows = [.. Enumerable.Range(0, 150).Select(i => (i * 7) % 400)];
        for (int feature = 0; feature < 6; feature++)
        {
            double[] values = CovariateEffects.Grid(table.Columns[feature], 12);
            double[] curve = DependenceCurve.Compute(forest, table.Columns, rows, feature, values);
            for (int i = 0; i < values.Length; i++)
            {
                double mean = rows.Average(row => forest.Predict([.. Enumerable.Range(0, 6).Select(f => f == feature ? values[i] : table.Columns[f][row])]));
                curve[i].ShouldBe(mean, 1e-12);
            }
        }
    }

    [Fact]
    public void Partial_dependence_falls_with_temperature_as_the_table_was_made()
    {
        var table = SyntheticTable.Create(rows: 800, seed: 14);
        var options = new ForestOptions { Trees = 40, Mtry = 3 };
        var curves = CovariateEffects.Compute(table, ForestTrainer.Train(table, options).Forest, options, new EffectSettings(9, 0, 200)).Where(c => c.Method == "partial").ToLookup(c => c.Feature);
        curves["MAT"].First().Effect.ShouldBeGreaterThan(curves["MAT"].Last().Effect + 0.004);
        curves["MAP"].Last().Effect.ShouldBeGreaterThan(curves["MAP"].First().Effect + 0.004);
        curves["MAT"].Select(point => point.Value).ShouldBeInOrder();
    }

    /// <summary>A step of 2 at x0 = 0.5 and of 1 at x1 = 0.5: the effect of x0 is its step around the mean, whatever x1 is.</summary>
    [Fact]
    public void Accumulated_effects_of_a_step_are_the_step()
    {
        var tree = new Tree([0, 1, 1, -1, -1, -1, -1], [0.5, 0.5, 0.5, 0, 0, 0, 0], [1, 3, 5, -1, -1, -1, -1], [2, 4, 6, -1, -1, -1, -1], [0, 0, 0, 0, 1, 2, 3]);
        var forest = new Forest { Features = ["x0", "x1"], Units = ["", ""], Trees = [tree] };
        float[] x0 = [0.1f, 0.2f, 0.3f, 0.4f, 0.6f, 0.7f, 0.8f, 0.9f];
        int[] rows = [.. Enumerable.Range(0, 8)];
        double[] edges = AccumulatedEffects.Edges(x0, 4);
        edges.ShouldBe([0.1f, 0.2f, 0.4f, 0.7f, 0.9f], 1e-12); // the inverse distribution function at 0, 1/4 … 1
        // The bins hold 2, 2, 2, 2 rows and the step is in the third: effects 0 0 0 2 2, mean of the bins' midpoints (0 + 0 + 1 + 2) / 4 = 0.75.
        AccumulatedEffects.Compute(forest, [x0, x0], rows, 0, edges).ShouldBe([-0.75, -0.75, -0.75, 1.25, 1.25], 1e-12);
        AccumulatedEffects.Compute(forest, [[1, 1], [0, 1]], [0, 1], 0, AccumulatedEffects.Edges([1f, 1f], 4)).ShouldBe([0.0]);
    }

    [Fact]
    public void Bands_hold_the_curve_and_do_not_depend_on_threads()
    {
        var (table, _, _) = ValidationTables.Make(120, 2, 3, siteSd: 0.002);
        var forest = ForestTrainer.Train(table, Small).Forest;
        var one = CovariateEffects.Compute(table, forest, Small with { Threads = 1 }, new EffectSettings(9, 12, 100));
        CovariateEffects.Compute(table, forest, Small with { Threads = 3 }, new EffectSettings(9, 12, 100)).ShouldBe(one);
        var x0 = one.Where(e => e.Feature == "x0" && e.Method == "partial").ToList();
        x0.Count.ShouldBe(9);
        x0.Count(e => e.Lower <= e.Effect && e.Effect <= e.Upper).ShouldBeGreaterThanOrEqualTo(7);
        (x0[^1].Effect - x0[0].Effect).ShouldBeGreaterThan(0.004); // the table's β rises by 0.01 over x0
        var noise = one.Where(e => e.Feature == "x1" && e.Method == "partial").ToList();
        (noise.Max(e => e.Effect) - noise.Min(e => e.Effect)).ShouldBeLessThan((x0[^1].Effect - x0[0].Effect) * 0.6);
        CovariateEffects.Compute(table, forest, Small, new EffectSettings(3, 0, 10)).ShouldAllBe(e => double.IsNaN(e.Lower));
    }

    [Fact]
    public void Scaled_importance_is_the_raw_over_its_error_and_finds_the_driver()
    {
        var (table, _, _) = ValidationTables.Make(150, 1, 5, siteSd: 0.001);
        var forest = ForestTrainer.Train(table, Small).Forest;
        var (raw, error) = PermutationImportance.WithErrors(table, forest, Small);
        raw.ShouldBe(PermutationImportance.Compute(table, forest, Small));
        Array.IndexOf(raw, raw.Max()).ShouldBe(0);
        (raw[0] / error[0]).ShouldBeGreaterThan(6);
        (raw[1] / error[1]).ShouldBeLessThan(5);
    }

    [Fact]
    public void Selection_takes_the_driver_and_says_why_the_others_are_not_taken()
    {
        var (made, lat, lon) = ValidationTables.Make(200, 1, 6, siteSd: 0);
        float[] twin = [.. made.Columns[0].Select((v, i) => v + (0.01f * (i % 3)))];
        float[] seven = [.. twin.Select(_ => 7f)];
        var table = new TrainingTable([.. made.Features, "twin", "seven"], ["", "", "", "", ""], [.. made.Columns, twin, seven], made.Target, made.Sites);
        var steps = ForwardSelection.Run(table, FoldDesigns.Blocks(lat, lon, table.Sites, 4, 5, 2, 1), Small with { MinNodeSize = 20 });
        steps.Count.ShouldBe(5);
        steps[0].Taken.ShouldBeTrue();
        steps.Where(s => s.Taken).Select(s => s.Covariate).Intersect(["x0", "twin"]).ShouldNotBeEmpty();
        steps.Where(s => s.Covariate is "x0" or "twin").ShouldContain(s => s.Taken || s.Reason.Contains("r = 1.00 with"));
        steps.Single(s => s.Covariate == "seven").Reason.ShouldBe("constant in the training table");
        steps.Where(s => s.Covariate is "x1" or "x2").ShouldContain(s => !s.Taken && s.Reason.StartsWith("held-out RMSE would"));
        steps.ShouldAllBe(s => s.Reason.Length > 10 && s.Taken == (s.Step != null));
    }

    [Fact]
    public void Without_folds_nothing_is_taken_and_the_reason_is_the_plans()
    {
        var table = SyntheticTable.Create(5, 2);
        ForwardSelection.Run(table, FoldDesigns.Blocks([1, 1, 1, 1, 1], [1, 1, 1, 1, 1], table.Sites, 5, 10, 1, 1), Small)
            .ShouldAllBe(s => !s.Taken && s.Reason.StartsWith("not tried: All 5 rows lie in one 5° block"));
    }
}
