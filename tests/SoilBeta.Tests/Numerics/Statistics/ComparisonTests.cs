using SoilBeta.Numerics.Statistics;

namespace SoilBeta.Tests.Numerics.Statistics;

public class ComparisonTests
{
    private static GroupedValues Case(string name)
    {
        var rows = GoldenTable.Read("anova_data.csv").Rows.Where(row => row["case"] == name).ToList();
        return GroupedValues.From([.. rows.Select(row => row["group"])], [.. rows.Select(row => row.Number("beta"))]);
    }

    [Fact]
    public void Analysis_of_variance_Welch_and_Levene_are_those_of_R()
    {
        foreach (var row in GoldenTable.Read("anova.csv").Rows)
        {
            var groups = Case(row["case"]);
            var anova = OneWayAnova.Fisher(groups);
            anova.Df1.ShouldBe((int)row.Number("df1"));
            anova.Df2.ShouldBe((int)row.Number("df2"));
            Relative(anova.SumBetween, row.Number("SSB"), 1e-10);
            Relative(anova.SumWithin, row.Number("SSW"), 1e-10);
            Relative(anova.F, row.Number("F"), 1e-10);
            Relative(anova.P, row.Number("p"), 1e-8);
            Relative(OneWayAnova.Welch(groups).P, row.Number("welch_p"), 1e-8);
            Relative(OneWayAnova.Levene(groups).P, row.Number("levene_med_p"), 1e-8);
        }
    }

    /// <summary>ecosystem3: SSB 0.0058668987655166, SSW 0.052345412641718, by hand η² = SSB / (SSB + SSW), ω² = (SSB − 2 MSE) / (SST + MSE).</summary>
    [Fact]
    public void Effect_sizes_are_shares_of_the_sum_of_squares()
    {
        var anova = OneWayAnova.Fisher(Case("ecosystem3"));
        anova.EtaSquared.ShouldBe(0.100784501, 1e-8);
        anova.OmegaSquared.ShouldBe(0.098582543, 1e-8);
    }

    [Fact]
    public void Duncan_has_the_pairs_and_letters_of_agricolae()
    {
        const double qtukeyAccuracy = 1e-4; // R's qtukey stops there; a limit is q_crit times the standard error
        foreach (var row in GoldenTable.Read("duncan_pairs.csv").Rows)
        {
            var pair = MultipleComparisons.Duncan(Case(row["case"])).Pairs.Single(p => Same(p, row));
            double sign = pair.Higher == row["a"] ? 1 : -1;
            Relative(sign * pair.Difference, row.Number("diff"), 1e-9);
            pair.Steps.ShouldBe((int)row.Number("steps"));
            Relative(pair.Q, row.Number("q"), 1e-9);
            pair.P.ShouldBe(row.Number("p_exact"), 1e-10);
            double error = pair.Difference / pair.Q;
            (sign > 0 ? pair.LowerLimit : -pair.UpperLimit).ShouldBe(row.Number("LCL"), qtukeyAccuracy * error);
            (sign > 0 ? pair.UpperLimit : -pair.LowerLimit).ShouldBe(row.Number("UCL"), qtukeyAccuracy * error);
        }
        foreach (var rows in GoldenTable.Read("duncan_groups.csv").Rows.GroupBy(row => row["case"]))
        {
            var groups = MultipleComparisons.Duncan(Case(rows.Key)).Groups;
            groups.Select(g => (g.Name, g.Count, g.Letters)).ShouldBe(rows.Select(row => (row["group"], (int)row.Number("n"), row["letters"])));
            foreach (var (ours, row) in groups.Zip(rows))
            {
                Relative(ours.Mean, row.Number("mean"), 1e-12);
                Relative(ours.StandardDeviation, row.Number("sd"), 1e-10);
            }
        }
    }

    [Fact]
    public void Games_and_Howell_have_the_p_values_of_R()
    {
        foreach (var row in GoldenTable.Read("games_howell.csv").Rows)
        {
            var pair = MultipleComparisons.GamesHowell(Case(row["case"])).Pairs.Single(p => Same(p, row));
            Relative(pair.Q, row.Number("q"), 1e-9);
            pair.P.ShouldBe(row.Number("p"), 1e-9);
        }
    }

    /// <summary>Duncan's rule on random groups, with letters that agree with the pairs.</summary>
    [Fact]
    public void No_pair_inside_a_range_that_does_not_differ_differs()
    {
        var random = new Random(4);
        for (int repeat = 0; repeat < 10; repeat++)
        {
            string[] names = [.. Enumerable.Range(0, 60).Select(i => "g" + (i % 6))];
            var comparison = MultipleComparisons.Duncan(GroupedValues.From(names, [.. names.Select(n => ((n[1] - '0') * 0.22) + random.NextDouble() + random.NextDouble())]));
            string[] order = [.. comparison.Groups.Select(g => g.Name)];
            foreach (var outer in comparison.Pairs.Where(p => !p.Differ))
            {
                int first = Array.IndexOf(order, outer.Higher), last = Array.IndexOf(order, outer.Lower);
                comparison.Pairs.Where(p => Array.IndexOf(order, p.Higher) >= first && Array.IndexOf(order, p.Lower) <= last).ShouldAllBe(p => !p.Differ);
            }
            foreach (var pair in comparison.Pairs)
            {
                string a = comparison.Groups.Single(g => g.Name == pair.Higher).Letters, b = comparison.Groups.Single(g => g.Name == pair.Lower).Letters;
                a.Intersect(b).Any().ShouldBe(!pair.Differ);
            }
        }
    }

    [Fact]
    public void Letters_of_a_chain_overlap() =>
        LetterDisplay.Letters(4, (a, b) => b - a > 1).ShouldBe(["a", "ab", "bc", "c"]);

    [Fact]
    public void Edges_are_said_not_computed()
    {
        string[] sites = ["s1", "s2", "s3", "s4", "s5"];
        GroupComparison.Compare("ecosystem", ["a", "a", "a", "a", "a"], sites, [1, 2, 3, 4, 5]).Notes.ShouldHaveSingleItem().ShouldContain("only one group ('a')");
        GroupComparison.Compare("ecosystem", ["a", "a", "b", "b", "b"], sites, [1, 1, 1, 1, 1]).Notes.ShouldHaveSingleItem().ShouldContain("the same");
        GroupComparison.Compare("ecosystem", ["a", "b", "c", "d", null], sites, [1, 2, 3, 4, 5]).Notes.ShouldHaveSingleItem().ShouldContain("every group has one value");
        GroupComparison.Compare("ecosystem", [null, null, null, null, null], sites, [1, 2, 3, 4, 5]).Notes.ShouldHaveSingleItem().ShouldContain("no value in any group");
        var single = GroupComparison.Compare("ecosystem", ["a", "a", "a", "b", "b"], sites, [1, 2, 4, 4, double.NaN]);
        single.Anova.ShouldNotBeNull().Df2.ShouldBe(2);
        single.Welch.ShouldBeNull();
        single.Notes.ShouldContain(note => note.Contains("leave out groups of one value", StringComparison.Ordinal));
    }

    /// <summary>Each profile twice at its site: the analysis of variance treats the copies as evidence, the site effect does not.</summary>
    [Fact]
    public void A_site_effect_is_not_fooled_by_copies()
    {
        var random = new Random(8);
        string[] group = [.. Enumerable.Range(0, 60).Select(i => i < 30 ? "a" : "b")];
        string[] site = [.. Enumerable.Range(0, 60).Select(i => "s" + i)];
        double[] value = [.. Enumerable.Range(0, 60).Select(i => random.NextDouble() + (i < 30 ? 0.15 : 0))];
        var noise = new Random(9);
        double[] again = [.. value.Select(v => v + (noise.NextDouble() * 1e-3))];
        var once = GroupComparison.Compare("x", group, site, value);
        var twice = GroupComparison.Compare("x", [.. group, .. group], [.. site, .. site], [.. value, .. again]);
        twice.Anova!.P.ShouldBeLessThan(once.Anova!.P / 2);
        twice.Site!.IntraclassCorrelation.ShouldBeGreaterThan(0.999);
        twice.Site.P.ShouldBe(once.Site!.P, 0.1 * once.Site.P);
    }

    private static bool Same(PairComparison pair, GoldenTable.Row row) =>
        (pair.Higher == row["a"] && pair.Lower == row["b"]) || (pair.Higher == row["b"] && pair.Lower == row["a"]);

    private static void Relative(double actual, double expected, double tolerance) => actual.ShouldBe(expected, Math.Abs(expected) * tolerance);
}
