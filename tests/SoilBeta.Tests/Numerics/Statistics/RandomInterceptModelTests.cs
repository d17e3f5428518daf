using SoilBeta.Numerics.Statistics;

namespace SoilBeta.Tests.Numerics.Statistics;

public class RandomInterceptModelTests
{
    private static readonly string[] Names = ["mat", "map", "clay"];

    [Theory]
    [InlineData("sites", true)]
    [InlineData("sites", false)]
    [InlineData("ecosystems", true)]
    [InlineData("ecosystems", false)]
    [InlineData("weak", true)]
    [InlineData("weak", false)]
    public void Fit_is_that_of_lme4(string name, bool restricted)
    {
        const double relative = 1e-6; // lme4's own optimiser stops near 1e-7
        var model = Fit(name, restricted);
        foreach (var row in GoldenTable.Read("mixed_fits.csv").Rows.Where(row => row["case"] == name && row["reml"] == (restricted ? "TRUE" : "FALSE")))
        {
            string[] what = row["what"].Split(':');
            double ours = what[0] switch
            {
                "effect" => model.Effects.Single(e => e.Name == what[1]).Estimate,
                "error" => model.Effects.Single(e => e.Name == what[1]).StandardError,
                "blup" => model.GroupIntercepts[what[1]],
                "group_variance" => model.GroupVariance,
                "residual_variance" => model.ResidualVariance,
                "log_likelihood" => model.LogLikelihood,
                _ => throw new InvalidDataException(row["what"]),
            };
            double expected = row.Number("value");
            ours.ShouldBe(expected, (relative * Math.Abs(expected)) + (what[0] == "blup" ? 1e-9 : 1e-15), row["what"]);
        }
    }

    [Fact]
    public void Prediction_uses_the_group_where_it_is_known()
    {
        var model = Fit("sites", true);
        double fixedOnly = model.Predict([18, 1600, 30]);
        model.Predict([18, 1600, 30], "nowhere").ShouldBe(fixedOnly);
        model.Predict([18, 1600, 30], "g40").ShouldBe(fixedOnly + model.GroupIntercepts["g40"], 1e-15);
    }

    [Fact]
    public void A_constant_and_a_repeated_predictor_are_dropped_by_name()
    {
        var (columns, target, groups) = Load("sites");
        double[] constant = new double[target.Length];
        Array.Fill(constant, 7.0);
        double[] repeated = [.. columns[0].Zip(columns[1], (a, b) => (2 * a) - (0.01 * b))];
        var model = RandomInterceptModel.Fit(["mat", "seven", "map", "both", "clay"], [columns[0], constant, columns[1], repeated, columns[2]], target, groups);
        var plain = RandomInterceptModel.Fit(Names, columns, target, groups);
        model.Notes.Count.ShouldBe(2);
        model.Notes[0].ShouldContain("'seven' is constant");
        model.Notes[1].ShouldContain("'both' is a combination");
        model.LogLikelihood.ShouldBe(plain.LogLikelihood, 1e-9);
        model.Effects[2].ShouldBe(new FixedEffect("seven", 0, double.NaN));
        model.Effects[5].Estimate.ShouldBe(plain.Effects[3].Estimate, 1e-12);
    }

    [Fact]
    public void One_group_and_groups_of_one_are_plain_least_squares_with_a_note()
    {
        var (columns, target, _) = Load("weak");
        var one = RandomInterceptModel.Fit(Names, columns, target, [.. target.Select(_ => "all")]);
        one.GroupVariance.ShouldBe(0);
        one.Notes.ShouldHaveSingleItem().ShouldContain("only one group");
        var each = RandomInterceptModel.Fit(Names, columns, target, [.. target.Select((_, i) => "g" + i)]);
        each.Notes.ShouldHaveSingleItem().ShouldContain("one row");
        each.Effects[1].Estimate.ShouldBe(one.Effects[1].Estimate, 1e-15);
        each.LogLikelihood.ShouldBe(one.LogLikelihood, 1e-9);
    }

    /// <summary>A site's profiles share its covariates, so that large variance ratios leave no information on the fixed effects, and the fit there is singular.</summary>
    [Theory]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(13)]
    public void Covariates_that_are_constant_within_groups_have_estimates(int groups)
    {
        const int rows = 26, predictors = 7;
        string[] names = [.. Enumerable.Range(0, predictors).Select(predictor => $"x{predictor}")], group = [.. Enumerable.Range(0, rows).Select(row => $"g{row % groups}")];
        for (uint seed = 1; seed <= 60; seed++)
        {
            uint state = seed;
            double Next() => ((state = (state * 1664525) + 1013904223) >> 8) / (double)(1 << 24);
            // Covariates of neighbouring sites are alike: a common value and a small difference.
            double[] common = [.. Enumerable.Range(0, groups).Select(_ => Next())];
            double[][] ofGroup = [.. names.Select(_ => common.Select(value => value + (Math.Pow(10, -(seed % 6.0)) * Next())).ToArray())];
            double[][] columns = [.. ofGroup.Select(values => Enumerable.Range(0, rows).Select(row => values[row % groups]).ToArray())];
            double[] target = [.. Enumerable.Range(0, rows).Select(row => 0.97 + (0.01 * common[row % groups]) + (0.001 * Next()))];
            double.IsFinite(RandomInterceptModel.Fit(names, columns, target, group).LogLikelihood).ShouldBeTrue($"seed {seed}");
        }
    }

    [Fact]
    public void Too_few_rows_are_refused() =>
        Should.Throw<InvalidDataException>(() => RandomInterceptModel.Fit(Names, [[1, 2, 3, 5], [1, 3, 2, 9], [4, 3, 7, 1]], [1, 2, 3, 4], ["a", "a", "b", "b"]))
            .Message.ShouldContain("at least 5 rows; there are 4");

    private static RandomInterceptModel Fit(string name, bool restricted)
    {
        var (columns, target, groups) = Load(name);
        return RandomInterceptModel.Fit(Names, columns, target, groups, restricted);
    }

    private static (List<double[]> Columns, double[] Target, string[] Groups) Load(string name)
    {
        var rows = GoldenTable.Read("mixed_data.csv").Rows.Where(row => row["case"] == name).ToList();
        return ([.. Names.Select(column => rows.Select(row => row.Number(column)).ToArray())], [.. rows.Select(row => row.Number("beta"))], [.. rows.Select(row => row["group"])]);
    }
}
