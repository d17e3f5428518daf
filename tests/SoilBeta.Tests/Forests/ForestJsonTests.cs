using System.Text;
using System.Text.Json;
using SoilBeta.Devices.Benchmarks;
using SoilBeta.Forests;

namespace SoilBeta.Tests.Forests;

public class ForestJsonTests
{
    private static string Golden => Path.Combine(AppContext.BaseDirectory, "golden", "sklearn_forest.json");

    [Fact]
    public void A_scikit_learn_forest_predicts_as_scikit_learn_did()
    {
        using FileStream stream = File.OpenRead(Golden);
        Forest forest = ForestJson.Read(stream, "sklearn_forest.json");
        forest.Features.ShouldBe(["MAT", "Clay", "pH"]);
        forest.Trees.Count.ShouldBe(6);
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllBytes(Golden));
        int points = 0;
        foreach ((JsonElement point, JsonElement expected) in golden.RootElement.GetProperty("points").EnumerateArray().Zip(golden.RootElement.GetProperty("predictions").EnumerateArray()))
        {
            forest.Predict([.. point.EnumerateArray().Select(value => value.GetDouble())]).ShouldBe(expected.GetDouble(), 1e-15);
            points++;
        }
        points.ShouldBe(40);
    }

    [Fact]
    public void Foreign_thresholds_and_values_survive_the_file_and_the_export_exactly()
    {
        using FileStream stream = File.OpenRead(Golden);
        Forest source = ForestJson.Read(stream, "sklearn_forest.json");
        using var folder = new TemporaryFolder();
        string path = folder.Path("f.forest");
        ForestFile.Write(path, source);
        Forest stored = ForestFile.Read(path);
        using var json = new MemoryStream();
        ForestJson.Write(json, stored);
        json.Position = 0;
        Forest again = ForestJson.Read(json, "again.json");
        stored.Model.ShouldBe(ModelKind.Imported);
        for (int tree = 0; tree < source.Trees.Count; tree++)
        {
            again.Trees[tree].Feature.ShouldBe(source.Trees[tree].Feature);
            again.Trees[tree].Threshold.ShouldBe(source.Trees[tree].Threshold);
            again.Trees[tree].Value.ShouldBe(source.Trees[tree].Value);
            again.Trees[tree].Right.ShouldBe(source.Trees[tree].Right);
        }
    }

    [Fact]
    public void Trained_forests_come_back_from_json()
    {
        Forest forest = ForestTrainer.Train(SyntheticTable.Create(rows: 300), new ForestOptions { Trees = 7 }).Forest;
        using var json = new MemoryStream();
        ForestJson.Write(json, forest);
        json.Position = 0;
        Forest again = ForestJson.Read(json, "f.json");
        again.Units.ShouldBe(forest.Units);
        for (int tree = 0; tree < forest.Trees.Count; tree++)
        {
            again.Trees[tree].Threshold.ShouldBe(forest.Trees[tree].Threshold);
            again.Trees[tree].Value.ShouldBe(forest.Trees[tree].Value);
        }
    }

    [Fact]
    public void Other_keys_are_ignored_wherever_they_stand_and_a_leaf_may_be_marked_in_any_of_the_usual_ways()
    {
        Forest forest = Read("""
            {"trees":[{"extra":{"feature":[1]},"children_left":[1,-1,-1],"children_right":[2,-1,-1],"feature":[0,-2,-2],"threshold":[1.5,-2.0,null],"value":[[[9]],[[1.0]],[[2.0]]]},
                      {"feature":[-1],"threshold":[0],"left":[-1],"right":[-1],"value":[3]}], "x":[[1,2],{"y":null}], "features":["a"]}
            """);
        forest.Predict([1.5]).ShouldBe(2);
        forest.Predict([1.5000001]).ShouldBe(2.5);
    }

    [Theory]
    [InlineData("""{"features":["a"]}""", "'trees'")]
    [InlineData("""{"trees":[{"feature":[-1],"threshold":[0],"left":[-1],"right":[-1],"value":[3]}]}""", "'features'")]
    [InlineData("""{"features":["a"],"trees":[{"feature":[-1],"threshold":[0],"left":[-1],"right":[-1]}]}""", "tree 1: the array 'value' is missing")]
    [InlineData("""{"features":["a"],"trees":[{"feature":[1,-1,-1],"threshold":[0,0,0],"left":[1,-1,-1],"right":[2,-1,-1],"value":[0,1,2]}]}""", "tests feature 1 of 1")]
    [InlineData("""{"features":["a"],"trees":[{"feature":[0,-1,-1],"threshold":[0,0,0],"left":[1,-1,-1],"right":[9300,-1,-1],"value":[0,1,2]}]}""", "points to node 9300 of 3")]
    [InlineData("""{"features":["a"],"trees":[{"feature":[0,0,-1],"threshold":[0,0,0],"left":[1,0,-1],"right":[2,2,-1],"value":[0,1,2]}]}""", "node 1 points to node 0")]
    [InlineData("""{"features":["a"],"trees":[{"feature":[0,-1,-1],"threshold":[0,0,0],"left":[1,-1,-1],"right":[1,-1,-1],"value":[0,1,2]}]}""", "two nodes point to node 1")]
    [InlineData("""{"features":["a"],"trees":[{"feature":[0,-1,-1,-1],"threshold":[0,0,0,0],"left":[1,-1,-1,-1],"right":[2,-1,-1,-1],"value":[0,1,2,3]}]}""", "points to it")]
    [InlineData("""{"features":["a"],"trees":[{"feature":[0,-1,-1],"threshold":[null,0,0],"left":[1,-1,-1],"right":[2,-1,-1],"value":[0,1,2]}]}""", "no finite threshold")]
    [InlineData("""{"features":["a"],"trees":[{"feature":[-1],"threshold":[0],"left":[-1],"right":[-1],"value":[null]}]}""", "no finite value")]
    [InlineData("""{"features":["a"],"trees":[{"feature":["x"],"threshold":[0],"left":[-1],"right":[-1],"value":[1]}]}""", "must be an array of numbers")]
    [InlineData("""{"features":["a"],"trees":[{"feature":[0.5,-1,-1],"threshold":[0,0,0],"left":[1,-1,-1],"right":[2,-1,-1],"value":[0,1,2]}]}""", "not an integer")]
    [InlineData("""{"features":["a","a"],"trees":[{"feature":[-1],"threshold":[0],"left":[-1],"right":[-1],"value":[3]}]}""", "names must differ")]
    [InlineData("""{"features":["a"],"trees":[{"feature":[-1],"thresh""", "IN.json, near byte 42")]
    [InlineData("beta,MAT", "not valid JSON")]
    [InlineData("", "IN.json")]
    [InlineData("[1]", "should be StartObject")]
    public void What_is_no_forest_is_refused_with_its_place(string json, string message) =>
        Should.Throw<InvalidDataException>(() => Read(json)).Message.ShouldContain(message);

    private const string Stump = """{"features":["a"],"trees":[{"feature":[0,-1,-1],"threshold":[1.5,0,0],"left":[1,-1,-1],"right":[2,-1,-1],"value":[0,1,2]}]}""";

    public static TheoryData<string> Marked => ["utf-8", "utf-16", "utf-16BE", "utf-32", "utf-32BE"];

    [Theory, MemberData(nameof(Marked))]
    public void A_byte_order_mark_says_how_the_text_is_encoded(string encoding)
    {
        Encoding with = encoding switch { "utf-8" => new UTF8Encoding(true), "utf-32BE" => new UTF32Encoding(true, true), _ => Encoding.GetEncoding(encoding) };
        string text = Stump.Replace("\"a\"", "\"Peñón\"", StringComparison.Ordinal);
        byte[] bytes = [.. with.GetPreamble(), .. with.GetBytes(text)];
        bytes[0].ShouldBeOneOf((byte)0xEF, (byte)0xFF, (byte)0xFE, (byte)0);
        foreach (Stream stream in new Stream[] { new MemoryStream(bytes), new Drip(bytes) })
        {
            Forest forest = ForestJson.Read(stream, "IN.json");
            forest.Features.ShouldBe(["Peñón"]);
            forest.Predict([2]).ShouldBe(2);
        }
    }

    [Theory]
    [InlineData("\"missing_go_to_left\":[1,0,0],", "tree 1: 'missing_go_to_left' sends missing values (NaN) to the left of node 0. NaN routing is not supported")]
    [InlineData("\"missing_go_to_left\":[true,false,false],", "'missing_go_to_left' sends missing values (NaN) to the left of node 0")]
    [InlineData("\"missing_go_to_left\":[[0],[0],[1]],", "to the left of node 2")]
    [InlineData("\"missing_go_to_left\":\"no\",", "'missing_go_to_left' must be an array of numbers")]
    public void Routing_of_missing_values_is_refused_by_its_name(string key, string message) =>
        Should.Throw<InvalidDataException>(() => Read(Stump.Replace("\"threshold\"", key + "\"threshold\"", StringComparison.Ordinal))).Message.ShouldContain(message);

    [Fact]
    public void Missing_values_to_the_right_are_where_ours_go_too() =>
        Read(Stump.Replace("\"threshold\"", "\"missing_go_to_left\":[0,0,0],\"threshold\"", StringComparison.Ordinal)).Predict([1.5]).ShouldBe(1);

    [Theory]
    [InlineData("1e999")]
    [InlineData("-1e999")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    [InlineData(" Infinity ")]
    [InlineData("NaN")]
    public void An_infinite_threshold_is_refused_as_the_routing_of_missing_values_that_it_is(string threshold)
    {
        foreach (string at in new[] { $"[{threshold},0,0]", $"[0 ,{threshold},0]" })
        {
            bool leaf = at.StartsWith("[0", StringComparison.Ordinal);
            if (leaf && threshold.Contains("e999", StringComparison.Ordinal))
                Read(Stump.Replace("[1.5,0,0]", at, StringComparison.Ordinal)).Trees.Count.ShouldBe(1); // thresholds of leaves are ignored
            else
                Should.Throw<InvalidDataException>(() => Read(Stump.Replace("[1.5,0,0]", at, StringComparison.Ordinal))).Message.ShouldContain("NaN routing is not supported");
        }
    }

    /// <summary>Delivers one byte at a time, like a slow pipe.</summary>
    private sealed class Drip(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(1, buffer.Length)]);

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(1, count));
    }

    private static Forest Read(string json)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return ForestJson.Read(stream, "IN.json");
    }
}
