using System.Text.Json;

namespace SoilBeta.Forests;

/// <summary>Forests as JSON, for exchange with other programs: <c>features</c>, and for each tree the arrays <c>feature, threshold, left, right, value</c> of scikit-learn's <c>tree_</c>.</summary>
/// <remarks>
/// When reading, a leaf has feature −1 (or −2, as scikit-learn writes) or left −1; <c>children_left</c> and <c>children_right</c> may replace <c>left</c> and <c>right</c>; nested arrays are flattened (scikit-learn's <c>value</c>, which has one number for each node and output);
/// <c>units</c>, <c>target</c>, <c>outputs</c> (names of several outputs) and <c>outputUnit</c> are optional, other keys ignored. Thresholds and values are kept as exact doubles.
/// </remarks>
public static class ForestJson
{
    /// <summary>Array that newer versions of scikit-learn have: the child to which a split sends missing values.</summary>
    private const string MissingGoLeft = "missing_go_to_left";

    /// <summary>Reads a forest.</summary>
    /// <param name="stream">JSON, UTF-8.</param>
    /// <param name="file">Name for messages.</param>
    /// <exception cref="InvalidDataException">The text is not JSON, a key is missing, or a tree is invalid; the message names tree and node.</exception>
    public static Forest Read(Stream stream, string file)
    {
        var tokens = new JsonTokens(stream, file);
        List<string>? features = null, units = null, outputs = null;
        List<Tree>? trees = null;
        string target = "beta", outputUnit = "";
        tokens.Next();
        Expect(tokens, JsonTokenType.StartObject, file, "the file");
        for (tokens.Next(); tokens.Kind != JsonTokenType.EndObject; tokens.Next())
        {
            switch (tokens.Text)
            {
                case "features":
                    features = Strings(tokens, file, "features");
                    break;
                case "units":
                    units = Strings(tokens, file, "units");
                    break;
                case "outputs":
                    outputs = Strings(tokens, file, "outputs");
                    break;
                case "target":
                    target = Text(tokens, file, "'target'");
                    break;
                case "outputUnit":
                    outputUnit = Text(tokens, file, "'outputUnit'");
                    break;
                case "trees":
                    trees = Trees(tokens, file);
                    break;
                default:
                    tokens.Skip();
                    break;
            }
        }
        if (features is null)
            throw new InvalidDataException($"{file}: the key 'features' (the names of the features, in the order of the numbers in 'feature') is missing.");
        if (trees is null || trees.Count == 0)
            throw new InvalidDataException($"{file}: the key 'trees' (a list of trees) is missing or empty.");
        if (features.Count > ForestFlattening.LargestFeatures || features.Distinct(StringComparer.Ordinal).Count() != features.Count)
            throw new InvalidDataException($"{file}: {features.Count:N0} features; their names must differ, and at most {ForestFlattening.LargestFeatures:N0} are possible.");
        if (units is not null && units.Count != features.Count)
            throw new InvalidDataException($"{file}: {units.Count} units for {features.Count} features.");
        for (int tree = 0; tree < trees.Count; tree++)
        {
            int node = Array.FindIndex(trees[tree].Feature, feature => feature >= features.Count);
            if (node >= 0)
                throw new InvalidDataException($"{file}, tree {tree + 1}: node {node} tests feature {trees[tree].Feature[node]} of {features.Count} (counted from 0).");
        }
        var forest = new Forest { Features = features, Units = units ?? [.. features.Select(_ => "")], Trees = trees, Target = target, OutputUnit = outputUnit, Model = ModelKind.Imported };
        return WithOutputs(forest, outputs, file);
    }

    /// <summary>Names the outputs: as the file does, else by their numbers.</summary>
    private static Forest WithOutputs(Forest forest, List<string>? names, string file)
    {
        int count = forest.Trees[0].Outputs;
        int odd = forest.Trees.ToList().FindIndex(tree => tree.Outputs != count);
        if (odd >= 0)
            throw new InvalidDataException($"{file}, tree {odd + 1}: a leaf has {forest.Trees[odd].Outputs} values, in tree 1 it has {count}.");
        if (names is not null && (names.Count != count || names.Distinct(StringComparer.Ordinal).Count() != count))
            throw new InvalidDataException($"{file}: 'outputs' are {string.Join(", ", names)}; there must be {count} different names, one for each value of a leaf.");
        return names is null && count == 1 ? forest : forest with { Outputs = names ?? [.. Enumerable.Range(1, count).Select(output => $"output_{output}")] };
    }

    private static string Text(JsonTokens tokens, string file, string what)
    {
        tokens.Next();
        Expect(tokens, JsonTokenType.String, file, what);
        return tokens.Text;
    }

    /// <summary>Writes a forest, tree by tree.</summary>
    public static void Write(Stream stream, Forest forest)
    {
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        Array("features", forest.Features, (name, _) => json.WriteStringValue(name));
        Array("units", forest.Units, (unit, _) => json.WriteStringValue(unit));
        json.WriteString("target", forest.Target);
        if (forest.Outputs.Count > 1)
            Array("outputs", forest.Outputs, (name, _) => json.WriteStringValue(name));
        if (forest.OutputUnit.Length > 0)
            json.WriteString("outputUnit", forest.OutputUnit);
        json.WriteStartArray("trees");
        foreach (Tree tree in forest.Trees)
        {
            json.WriteStartObject();
            Array("feature", tree.Feature, (value, _) => json.WriteNumberValue(value));
            Array("threshold", tree.Threshold, (value, _) => json.WriteNumberValue(value));
            Array("left", tree.Left, (value, _) => json.WriteNumberValue(value));
            Array("right", tree.Right, (value, _) => json.WriteNumberValue(value));
            if (tree.Outputs == 1)
                Array("value", tree.Value, (value, _) => json.WriteNumberValue(value));
            else
                Array("value", tree.Feature, (_, node) => Values(tree.ValuesAt(node)));
            json.WriteEndObject();
            json.Flush();
        }
        json.WriteEndArray();
        json.WriteEndObject();

        void Values(ReadOnlySpan<double> values)
        {
            json.WriteStartArray();
            foreach (double value in values)
                json.WriteNumberValue(value);
            json.WriteEndArray();
        }

        void Array<T>(string name, IReadOnlyList<T> values, Action<T, int> write)
        {
            json.WriteStartArray(name);
            for (int i = 0; i < values.Count; i++)
                write(values[i], i);
            json.WriteEndArray();
        }
    }

    private static List<Tree> Trees(JsonTokens tokens, string file)
    {
        var trees = new List<Tree>();
        tokens.Next();
        Expect(tokens, JsonTokenType.StartArray, file, "'trees'");
        for (tokens.Next(); tokens.Kind != JsonTokenType.EndArray; tokens.Next())
        {
            string where = $"{file}, tree {trees.Count + 1}";
            Expect(tokens, JsonTokenType.StartObject, file, $"tree {trees.Count + 1}");
            var arrays = new Dictionary<string, List<double>>(StringComparer.Ordinal);
            List<double>? missingGoLeft = null;
            for (tokens.Next(); tokens.Kind != JsonTokenType.EndObject; tokens.Next())
            {
                string name = tokens.Text switch { "children_left" => "left", "children_right" => "right", var other => other };
                if (name is "feature" or "threshold" or "left" or "right" or "value")
                    arrays[name] = Numbers(tokens, where, name);
                else if (name == MissingGoLeft)
                    missingGoLeft = Numbers(tokens, where, name);
                else
                    tokens.Skip();
            }
            if (missingGoLeft?.FindIndex(goesLeft => goesLeft != 0) is { } node and >= 0)
                throw new InvalidDataException($"{where}: '{MissingGoLeft}' sends missing values (NaN) to the left of node {node}. NaN routing is not supported: maps leave out cells without data. If the training rows had no missing values, leave the array '{MissingGoLeft}' out; else train the forest on rows without missing values.");
            trees.Add(TreeCheck.Make(Take("feature"), Take("threshold"), Take("left"), Take("right"), Take("value"), where));

            List<double> Take(string name) => arrays.GetValueOrDefault(name) ?? throw new InvalidDataException($"{where}: the array '{name}' is missing.");
        }
        return trees;
    }

    private static List<double> Numbers(JsonTokens tokens, string where, string name)
    {
        var numbers = new List<double>();
        int depth = 0;
        do
        {
            tokens.Next();
            if (tokens.Kind == JsonTokenType.StartArray)
                depth++;
            else if (tokens.Kind == JsonTokenType.EndArray)
                depth--;
            else if (depth > 0 && tokens.Kind is JsonTokenType.Number or JsonTokenType.Null)
                numbers.Add(tokens.Number);
            else if (depth > 0 && name == MissingGoLeft && tokens.Kind is JsonTokenType.True or JsonTokenType.False)
                numbers.Add(tokens.Kind == JsonTokenType.True ? 1 : 0);
            else
                throw new InvalidDataException($"{where}: '{name}' must be an array of numbers, found {tokens.Kind} at place {numbers.Count}.");
        }
        while (depth > 0);
        return numbers;
    }

    private static List<string> Strings(JsonTokens tokens, string file, string name)
    {
        var strings = new List<string>();
        tokens.Next();
        Expect(tokens, JsonTokenType.StartArray, file, $"'{name}'");
        for (tokens.Next(); tokens.Kind != JsonTokenType.EndArray; tokens.Next())
        {
            Expect(tokens, JsonTokenType.String, file, $"'{name}'");
            strings.Add(tokens.Text);
        }
        return strings;
    }

    private static void Expect(JsonTokens tokens, JsonTokenType kind, string file, string what)
    {
        if (tokens.Kind != kind)
            throw new InvalidDataException($"{file}: {what} should be {kind}, found {tokens.Kind}.");
    }
}
