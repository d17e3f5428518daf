using SoilBeta.Forests;
using SoilBeta.Forests.Validation;

namespace SoilBeta.Tests.Forests.Validation;

public class ValidatorTests
{
    private static readonly ForestOptions Small = new() { Trees = 60, Mtry = 1 };

    private static double R2(IReadOnlyList<DesignScores> results, string design, string model = "forest") =>
        results.Single(r => r.Design == design).ForModel(model)!.Scores["beta"].Mean.RSquared;

    [Fact]
    public void Scores_are_those_of_their_formulas()
    {
        // o = 1, 2, 4, 5; p = 1, 3, 3, 6: errors 0, 1, −1, 1; mean o 3, mean p 3.25; Σ(o − ō)² = 10; Σe² = 3; Σ(p − p̄)² = 12.75; Σ(o − ō)(p − p̄) = 10.
        var card = ScoreCard.FromPredictions([1, 2, 4, 5, double.NaN], [1, 3, 3, 6, 7], 1);
        card.Count.ShouldBe(4);
        card.RSquared.ShouldBe(0.7, 1e-12);
        card.AdjustedRSquared.ShouldBe(1 - (0.3 * 3 / 2), 1e-12);
        card.Rmse.ShouldBe(Math.Sqrt(0.75), 1e-12);
        card.Bias.ShouldBe(0.25, 1e-12);
        card.Concordance.ShouldBe(20 / (10 + 12.75 + (4 * 0.0625)), 1e-12);
        ScoreCard.FromPredictions([1, 1], [1, 2], 1).RSquared.ShouldBe(double.NaN);
        ScoreCard.FromPredictions([], [], 1).Count.ShouldBe(0);
    }

    [Fact]
    public void The_same_scores_come_from_one_thread_and_from_three()
    {
        var (table, lat, lon) = ValidationTables.Make(40, 2, 1);
        FoldPlan[] plans = [FoldDesigns.InSample(table.Rows), FoldDesigns.Random(table.Rows, 5, 2, 3), FoldDesigns.Blocks(lat, lon, table.Sites, 5, 5, 1, 3)];
        ILearner[] learners = [new ForestLearner(Small), new ConstantLearner(), new MixedLearner([.. table.Sites.Select(s => "s" + s)])];
        var one = Validator.Run(table, plans, learners, [], new(9, 1));
        var three = Validator.Run(table, plans, learners, [], new(9, 3));
        one.Count.ShouldBe(4);
        foreach (var (a, b) in one.Zip(three))
        {
            foreach (var (m, n) in a.Models.Zip(b.Models))
                m.Scores["beta"].ShouldBe(n.Scores["beta"]);
        }
        R2(one, "in-sample").ShouldBeGreaterThan(R2(one, "5-fold"));
        R2(one, "in-sample", "constant").ShouldBe(0, 1e-12);
    }

    /// <summary>Every row twice: random folds find the copy and seem to predict perfectly, folds of sites do not.</summary>
    [Fact]
    public void A_table_with_every_row_doubled_scores_no_better_under_grouped_folds()
    {
        var (table, _, _) = ValidationTables.Make(150, 1, 4);
        var doubled = ValidationTables.Doubled(table);
        IReadOnlyList<DesignScores> Run(TrainingTable t) => Validator.Run(
            t, [FoldDesigns.Random(t.Rows, 10, 2, 3), FoldDesigns.Sites(t.Sites, 10, 2, 3)], [new ForestLearner(Small with { Mtry = 2 })], [], new(9));
        var (once, twice) = (Run(table), Run(doubled));
        R2(twice, "site-10-fold").ShouldBeLessThan(R2(once, "site-10-fold") + 0.03);
        R2(twice, "10-fold").ShouldBeGreaterThan(R2(once, "10-fold") + 0.15);
    }

    /// <summary>Profiles of a site share an effect that no covariate explains: the site's number reveals it under random folds, and is useless where the site is held out.</summary>
    [Fact]
    public void A_covariate_that_is_the_sites_number_does_not_help_under_blocks()
    {
        var (made, lat, lon) = ValidationTables.Make(100, 4, 6, siteSd: 0.006, siteNumber: true, extra: 0);
        var table = new TrainingTable(["number"], [""], [made.Columns[1]], made.Target, made.Sites);
        var results = Validator.Run(
            table, [FoldDesigns.Random(table.Rows, 10, 2, 3), FoldDesigns.Blocks(lat, lon, table.Sites, 2, 10, 2, 3)], [new ForestLearner(Small), new ConstantLearner()], [], new(9));
        R2(results, "10-fold").ShouldBeGreaterThan(0.5);
        R2(results, "blocks-2").ShouldBeLessThan(R2(results, "blocks-2", "constant") + 0.02);
    }

    [Fact]
    public void Derived_quantities_are_scored_where_they_are_known()
    {
        var (table, _, _) = ValidationTables.Make(50, 1, 2);
        double[] observed = [.. table.Target.Select((b, row) => row < 10 ? double.NaN : 100 * b)];
        var results = Validator.Run(table, [FoldDesigns.Random(50, 5, 1, 1)], [new ConstantLearner()], [new DerivedQuantity("hundredfold", observed, (_, b) => 100 * b)], new(1));
        var scores = results[0].Models[0].Scores;
        scores["hundredfold"].Mean.Count.ShouldBe(40);
        scores["beta"].Mean.Count.ShouldBe(50);

        // The mean of the quantity is a model of its own, trained on the same rows as the others: 1 − n/(n − 1) under leave-one-out folds of 40 known rows.
        var alone = Validator.Run(table, [FoldDesigns.Random(50, 50, 1, 1)], [new ConstantLearner()], [new DerivedQuantity("hundredfold", observed, (_, b) => 100 * b)], new(1))[0].ForModel(Validator.MeanModel)!;
        alone.Scores.Keys.ShouldBe(["hundredfold"]);
        alone.Scores["hundredfold"].Mean.RSquared.ShouldBe(1 - (40.0 * 40 / (39 * 39)), 1e-9);
    }

    /// <summary>R² of kNNDM folds is that of all held-out rows together, not the mean of the folds'; its error resamples clusters.</summary>
    [Fact]
    public void Scores_pool_all_folds_and_have_standard_errors_by_clusters()
    {
        var (made, lat, lon) = ValidationTables.Make(120, 1, 3);
        var table = made.At(lat, lon);
        var cells = Enumerable.Range(0, 200).Select(i => (Latitude: -40 + (0.1 * i), Longitude: -70 + (0.1 * (i * 7 % 200)))).ToList();
        var plan = NearestNeighbourFolds.Make(lat, lon, table.Sites, cells, 5, 1);
        var design = Validator.Run(table, [plan], [new ForestLearner(Small), new ConstantLearner()], [], new(9))[0];
        design.StandsForMap.ShouldBeTrue();
        double[] predicted = design.ForModel("forest")!.HeldOut;
        double mean = table.Target.Average(), error = 0, total = 0;
        for (int row = 0; row < 120; row++)
        {
            error += (table.Target[row] - predicted[row]) * (table.Target[row] - predicted[row]);
            total += (table.Target[row] - mean) * (table.Target[row] - mean);
        }
        var score = design.ForModel("forest")!.Scores["beta"];
        score.Mean.RSquared.ShouldBe(1 - (error / total), 1e-12);
        score.ClusterDegrees!.Value.ShouldBeGreaterThanOrEqualTo(2);
        score.StandardError.Count.ShouldBeInRange(20, 100);
        score.StandardError.RSquared.ShouldBeInRange(0.01, 0.3);
        Validator.Run(made, [plan], [new ConstantLearner()], [], new(9))[0].Models[0].Scores["beta"].StandardError.Count.ShouldBe(0); // no places, no clusters
    }

    [Fact]
    public void A_regression_knows_sites_that_it_has_seen_and_not_others()
    {
        var (table, _, _) = ValidationTables.Make(60, 4, 12, siteSd: 0.008);
        var results = Validator.Run(
            table, [FoldDesigns.Random(table.Rows, 10, 1, 3), FoldDesigns.Sites(table.Sites, 10, 1, 3)], [new MixedLearner([.. table.Sites.Select(s => "s" + s)])], [], new(1));
        R2(results, "10-fold", "mixed").ShouldBeGreaterThan(R2(results, "site-10-fold", "mixed") + 0.3);
    }

    [Fact]
    public void Five_profiles_and_a_constant_target_have_results_too()
    {
        var (table, lat, lon) = ValidationTables.Make(5, 1, 3);
        var flat = new TrainingTable(table.Features, table.Units, table.Columns, [1, 1, 1, 1, 1], table.Sites);
        FoldPlan[] plans = [FoldDesigns.InSample(5), FoldDesigns.Random(5, 10, 2, 1), FoldDesigns.Holdout(5, 0.7, 2, 1), FoldDesigns.Blocks(lat, lon, table.Sites, 90, 10, 2, 1)];
        ILearner[] learners = [new ForestLearner(Small), new ConstantLearner(), new FixedLearner("literature", 0.9786), new MixedLearner(["a", "b", "c", "d", "e"])];
        var results = Validator.Run(table, plans, learners, [], new(1));
        results.Single(r => r.Design == "10-fold").Folds.ShouldBe(5);
        results.Single(r => r.Design == "blocks-90").Note.ShouldNotBeNull();
        results.Single(r => r.Design == "70/30").ForModel("mixed").ShouldBeNull(); // three or four rows for four fixed effects
        Validator.Run(flat, plans, learners, [], new(1))[0].ForModel("forest")!.Scores["beta"].Mean.RSquared.ShouldBe(double.NaN);
    }
}
