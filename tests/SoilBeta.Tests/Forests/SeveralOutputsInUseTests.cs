using System.Text;
using System.Text.Json;
using SoilBeta.Forests;
using SoilBeta.Forests.Drivers;
using SoilBeta.Forests.Tuning;
using SoilBeta.Tests.Cli;

namespace SoilBeta.Tests.Forests;

/// <summary>Forests of several outputs in exchange with other programs, in drivers and in tuning.</summary>
public sealed class SeveralOutputsInUseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>scikit-learn adds the trees' values in their order and divides the sum: the last bit of the sum is the same.</summary>
    [Fact]
    public void A_scikit_learn_forest_of_five_outputs_predicts_as_scikit_learn_did_to_the_last_bit()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "golden", "sklearn_outputs.json");
        using FileStream stream = File.OpenRead(path);
        Forest forest = ForestJson.Read(stream, "sklearn_outputs.json");
        forest.Outputs.ShouldBe(["output_1", "output_2", "output_3", "output_4", "output_5"]);
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllBytes(path));
        var values = new double[5];
        (double[] Point, double[] Expected)[] cases = [.. Numbers("points").Zip(Numbers("predictions"))];
        cases.Length.ShouldBe(25);
        foreach ((double[] point, double[] expected) in cases)
        {
            forest.Predict(point, values);
            values.ShouldBe(expected);
        }
        // Stored, flattened and exported it is the same forest.
        ForestFile.Write(_folder["f.forest"], forest);
        Forest stored = ForestFile.Read(_folder["f.forest"]);
        ForestTrainerTests.AssertSame(forest.Trees, stored.Trees);
        ForestFlattening.Flatten(stored).Refits[0].Leaves.ShouldBe(ForestFile.ReadSet(_folder["f.forest"]).Refits[0].Leaves);
        using var json = new MemoryStream();
        ForestJson.Write(json, stored with { Outputs = ["a", "b", "c", "d", "e"], OutputUnit = "sd" });
        json.Position = 0;
        Forest again = ForestJson.Read(json, "again.json");
        ForestTrainerTests.AssertSame(forest.Trees, again.Trees);
        (again.OutputUnit, again.Outputs[4]).ShouldBe(("sd", "e"));

        IEnumerable<double[]> Numbers(string key) => golden.RootElement.GetProperty(key).EnumerateArray().Select(row => row.EnumerateArray().Select(value => value.GetDouble()).ToArray());
    }

    [Theory]
    [InlineData("[1, 2, 3]", "", "'value' 3")]
    [InlineData("[[1, 2]]", ", 'outputs': ['a']", "there must be 2 different names")]
    [InlineData("[[1, null]]", "", "leaf 0 has no finite value")]
    public void Values_that_do_not_match_nodes_and_outputs_are_refused(string value, string outputs, string message)
    {
        string nodes = value == "[1, 2, 3]" ? "'feature': [0, -1], 'threshold': [1, 0], 'left': [1, -1], 'right': [1, -1]" : "'feature': [-1], 'threshold': [0], 'left': [-1], 'right': [-1]";
        string text = ("{'features': ['x'], 'trees': [{" + nodes + ", 'value': " + value + "}]" + outputs + "}").Replace('\'', '"');
        using var json = new MemoryStream(Encoding.UTF8.GetBytes(text));
        Should.Throw<InvalidDataException>(() => ForestJson.Read(json, "f.json")).Message.ShouldContain(message);
    }

    /// <summary>Each output's curve, importance and exact mean are those of a forest with the same trees and this output alone.</summary>
    [Fact]
    public void Curves_and_the_exact_mean_are_those_of_each_output_alone_and_importance_is_the_mean_of_scaled_errors()
    {
        TrainingTable table = SeveralOutputsTests.Layers(80);
        var options = new ForestOptions { Trees = 6, Seed = 9 };
        Forest forest = ForestTrainer.Train(table, options).Forest;
        int[] rows = [.. Enumerable.Range(0, 40)];
        double[] x = [.. table.Columns.Select(column => (double)column[3])], sd = [.. x.Select(value => 0.1 * Math.Abs(value))], means = new double[5];
        new ExactMean(forest).Predict(x, sd, means);
        double[] edges = AccumulatedEffects.Edges(table.Columns[1], 5), grid = [200, 900, 2500];
        double[][] partial = DependenceCurve.ComputeOutputs(forest, table.Columns, rows, 1, grid), accumulated = AccumulatedEffects.ComputeOutputs(forest, table.Columns, rows, 1, edges);
        var importance = new double[table.Features.Count];
        for (int output = 0; output < 5; output++)
        {
            Forest alone = forest with { Outputs = ["alone"], Trees = [.. forest.Trees.Select(tree => new Tree(tree.Feature, tree.Threshold, tree.Left, tree.Right, [.. tree.Value.Where((_, i) => i % 5 == output)]))] };
            means[output].ShouldBe(ExactMean.Predict(alone, x, sd));
            partial[output].ShouldBe(DependenceCurve.Compute(alone, table.Columns, rows, 1, grid));
            accumulated[output].ShouldBe(AccumulatedEffects.Compute(alone, table.Columns, rows, 1, edges));
            double[] own = PermutationImportance.Compute(table.WithTarget(table.Targets[output]), alone, options);
            double mean = table.Targets[output].Average(), variance = table.Targets[output].Average(value => (value - mean) * (value - mean));
            for (int feature = 0; feature < importance.Length; feature++)
                importance[feature] += own[feature] / variance / 5;
        }
        PermutationImportance.Compute(table, forest, options).ShouldBe(importance, 1e-12);
        var effects = CovariateEffects.Compute(table, forest, options, new EffectSettings(Points: 3, Refits: 0, Rows: 30));
        effects.Select(effect => effect.Output).Distinct().ShouldBe(table.TargetNames);
        effects.Count(effect => effect.Output == "0-20").ShouldBe(effects.Count(effect => effect.Output == "80-100"));
    }

    [Fact]
    public void Tuning_measures_the_mean_error_of_all_outputs_in_their_variances()
    {
        TrainingTable table = SeveralOutputsTests.Layers(60);
        TuningResult result = ForestTuner.Run(table, new TuningGrid([3], [5], [10]), 2, seed: 4);
        TuningResult scaled = ForestTuner.Run(table.WithTargets([.. table.Targets.Select(target => target.Select(value => 1024 * value).ToArray())], table.TargetNames), new TuningGrid([3], [5], [10]), 2, seed: 4);
        scaled.Points[0].BootstrapMse.ShouldBe(result.Points[0].BootstrapMse, 1e-6);
        result.Points[0].OutOfBagMse.ShouldBeInRange(0.1, 1.2);
    }

    [Fact]
    public void Show_names_the_outputs_with_their_scores()
    {
        Forest forest = ForestTrainer.Train(SeveralOutputsTests.Layers(60), new ForestOptions { Trees = 3 }).Forest with { OutputUnit = "Mg/ha" };
        ForestFile.Write(_folder["f.forest"], forest);
        Soilbeta.Run(_folder.Root, "show", "f.forest").ShouldExitWith(0).Output.ShouldContain("5 in each leaf, Mg/ha: 0-20 (R²");
        using JsonDocument show = JsonDocument.Parse(Soilbeta.Run(_folder.Root, "show", "f.forest", "--json").ShouldExitWith(0).Output);
        show.RootElement.GetProperty("outputs")[4].GetProperty("name").GetString().ShouldBe("80-100");
        show.RootElement.GetProperty("outputs")[4].GetProperty("rSquared").GetDouble().ShouldBe(forest.OutputScores[4].RSquared);
    }
}
