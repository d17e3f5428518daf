using SoilBeta.Forests;

namespace SoilBeta.Tests.Cli;

/// <summary>A processor without any optional instructions gives the same bytes.</summary>
public class NoIntrinsicsTests
{
    [Fact]
    public void A_map_without_any_vector_instructions_has_the_same_bytes()
    {
        using var study = new SmallStudy();
        // Enough draws for several groups of cells and draws, for which the forest is pruned.
        study.Change("study.yml", "draws: 20", "draws: 300, prediction: []");
        foreach (string output in new[] { "with", "without" })
        {
            foreach (string code in new[] { "CL", "GL" })
                ForestFile.Write(Path.Combine(study.Folder, output, "forests", $"{code}.forest"), Trained(code == "CL" ? 1UL : 2));
        }
        var off = new Dictionary<string, string> { ["DOTNET_EnableHWIntrinsic"] = "0" };
        Soilbeta.Spawn(study.Folder, new Dictionary<string, string>(), "map", "study.yml", "--output", "with", "--device", "cpu", "--quiet").ShouldExitWith(0);
        Soilbeta.Spawn(study.Folder, off, "map", "study.yml", "--output", "without", "--device", "cpu", "--quiet").ShouldExitWith(0);
        Soilbeta.Spawn(study.Folder, off, "devices", "--device", "cpu").ShouldExitWith(0).Output.ShouldContain("PORTABLE");

        var expected = study.Results(Path.Combine(study.Folder, "with"));
        var found = study.Results(Path.Combine(study.Folder, "without"));
        expected.Keys.ShouldContain("totals.csv");
        expected.Keys.Count(name => name.EndsWith(".tif", StringComparison.Ordinal)).ShouldBe(21);
        found.Keys.ShouldBe(expected.Keys);
        foreach (var (name, bytes) in expected)
            found[name].AsSpan().SequenceEqual(bytes).ShouldBeTrue(name);
    }

    private static Forest Trained(ulong seed)
    {
        // The study's covariates, spread over the ranges of its rasters.
        float[] mat = [.. Enumerable.Range(0, 200).Select(row => 10 + (20f * (row * 83 % 200 / 200f)))], clay = [.. Enumerable.Range(0, 200).Select(row => 10 + (40f * (row * 57 % 200 / 200f)))];
        double[] beta = [.. mat.Zip(clay, (m, c) => 0.95 + (0.001 * m) + (0.0003 * c))];
        return ForestTrainer.Train(new TrainingTable(["MAT", "Clay"], ["°C", "%"], [mat, clay], beta), new ForestOptions { Trees = 40, Mtry = 1, Seed = seed, Threads = 2 }).Forest;
    }
}
