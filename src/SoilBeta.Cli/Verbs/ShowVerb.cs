using System.Text.Json;
using CommandLine;
using SoilBeta.Cli.Terminal;
using SoilBeta.Forests;

namespace SoilBeta.Cli.Verbs;

/// <summary><c>soilbeta show</c>: the content of a forest file.</summary>
[VerbTask(VerbGroup.Forests, 5, "Show what a .forest holds")]
[Verb("show", HelpText = "What a .forest holds: features with units and training ranges, trees, score, refits, checksum.")]
[VerbExample("soilbeta show out/argentina-uruguay/forests/CL.forest")]
internal sealed class ShowVerb : VerbBase
{
    /// <summary>Forest.</summary>
    [Value(0, MetaName = "F.forest", Required = true, HelpText = "Forest file.")]
    public string Input { get; set; } = "";

    /// <summary>JSON.</summary>
    [Option("json", HelpText = "As JSON.")]
    public bool Json { get; set; }

    /// <inheritdoc/>
    public override int Run(VerbContext context)
    {
        ForestFile file = ForestFile.Open(context.PathOf(Input));
        var shape = default(Shape);
        if (file.Regression is null)
        {
            Forest forest = file.ReadForest();
            shape = new Shape(forest.Trees.Average(tree => tree.Leaves), forest.Trees.Max(tree => tree.Leaves), forest.Trees.Max(tree => tree.Depth));
        }
        if (Json)
            WriteJson(context, file, shape);
        else
            WriteText(context.Output, file, shape);
        return 0;
    }

    private void WriteText(TextWriter output, ForestFile file, Shape shape)
    {
        output.WriteLine(Input);
        output.WriteLine($"  model      {file.Model.Word()} of {file.Target}");
        if (file.Regression is { } regression)
            output.WriteLine($"  regression {regression.Function.Intercept:G6}{string.Concat(regression.Function.Coefficients.Select((value, f) => $" {(value < 0 ? '−' : '+')} {Math.Abs(value):G4} {file.Features[f]}"))}; variance between sites {regression.GroupVariance:G4}, within {regression.ResidualVariance:G4}");
        else
            output.WriteLine($"  trees      {file.Trees:N0}, {shape.Leaves:N1} leaves each ({shape.MostLeaves:N0} at most), {shape.Depth} splits deep at most");
        if (file.Options is { } options)
            output.WriteLine($"  grown with mtry {options.Mtry}, minimum node size {options.MinNodeSize}, seed {options.Seed}");
        if (file.OutOfBag is { } score)
            output.WriteLine($"  out of bag R² {TextTable.Number(score.RSquared, "0.0000")}, RMSE {TextTable.Number(score.Rmse, "G4")}");
        if (file.Outputs.Count > 1)
        {
            string unit = file.OutputUnit.Length > 0 ? $", {file.OutputUnit}" : "";
            output.WriteLine($"  outputs    {file.Outputs.Count} in each leaf{unit}: {string.Join(", ", file.Outputs.Select((name, i) => file.OutputScores.Count == 0 ? name : $"{name} (R² {TextTable.Number(file.OutputScores[i].RSquared, "0.0000")}, RMSE {TextTable.Number(file.OutputScores[i].Rmse, "G4")})"))}");
        }
        output.WriteLine($"  refits     {(file.RefitCount == 0 ? "none" : $"{file.RefitCount}, {file.RefitBytes / 1e6 / file.RefitCount:0.000} MB each")}");
        output.WriteLine($"  checksum   {file.Checksum}");
        output.WriteLine();
        TextTable.Write(
            output,
            ["<feature", "<unit", "min", "max", "mean", "sd"],
            file.Features.Select((name, i) => file.Ranges.Count == 0
                ? (string[])[name, file.Units[i], "–", "–", "–", "–"]
                : [name, file.Units[i], $"{file.Ranges[i].Min:G6}", $"{file.Ranges[i].Max:G6}", $"{file.Ranges[i].Mean:G6}", $"{file.Ranges[i].Sd:G4}"]));
    }

    private static void WriteJson(VerbContext context, ForestFile file, Shape shape)
    {
        using Stream stdout = context.OpenOutput();
        using var json = new Utf8JsonWriter(stdout, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("model", file.Model.Word());
        json.WriteString("target", file.Target);
        if (file.Regression is { } regression)
        {
            json.WriteStartObject("regression");
            json.WriteNumber("intercept", regression.Function.Intercept);
            json.WriteStartArray("coefficients");
            foreach (double coefficient in regression.Function.Coefficients)
                json.WriteNumberValue(coefficient);
            json.WriteEndArray();
            json.WriteNumber("groupVariance", regression.GroupVariance);
            json.WriteNumber("residualVariance", regression.ResidualVariance);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNumber("trees", file.Trees);
            json.WriteNumber("leavesPerTree", shape.Leaves);
            json.WriteNumber("mostLeaves", shape.MostLeaves);
            json.WriteNumber("depth", shape.Depth);
        }
        json.WriteNumber("refits", file.RefitCount);
        json.WriteNumber("refitBytes", file.RefitBytes);
        json.WriteString("checksum", file.Checksum);
        if (file.Outputs.Count > 1)
            WriteOutputs(json, file);
        if (file.Options is { } options)
        {
            json.WriteStartObject("options");
            json.WriteNumber("mtry", options.Mtry ?? 0);
            json.WriteNumber("minNodeSize", options.MinNodeSize);
            json.WriteNumber("seed", options.Seed);
            json.WriteEndObject();
        }
        if (file.OutOfBag is { } score && double.IsFinite(score.RSquared))
        {
            json.WriteStartObject("outOfBag");
            json.WriteNumber("rSquared", score.RSquared);
            json.WriteNumber("rmse", score.Rmse);
            json.WriteEndObject();
        }
        json.WriteStartArray("features");
        for (int i = 0; i < file.Features.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("name", file.Features[i]);
            json.WriteString("unit", file.Units[i]);
            if (file.Ranges.Count > 0)
            {
                json.WriteNumber("min", file.Ranges[i].Min);
                json.WriteNumber("max", file.Ranges[i].Max);
                json.WriteNumber("mean", file.Ranges[i].Mean);
                json.WriteNumber("sd", file.Ranges[i].Sd);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        stdout.WriteByte((byte)'\n');
    }

    private static void WriteOutputs(Utf8JsonWriter json, ForestFile file)
    {
        json.WriteString("outputUnit", file.OutputUnit);
        json.WriteStartArray("outputs");
        for (int output = 0; output < file.Outputs.Count; output++)
        {
            json.WriteStartObject();
            json.WriteString("name", file.Outputs[output]);
            if (file.OutputScores.Count > 0 && double.IsFinite(file.OutputScores[output].RSquared))
            {
                json.WriteNumber("rSquared", file.OutputScores[output].RSquared);
                json.WriteNumber("rmse", file.OutputScores[output].Rmse);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private readonly record struct Shape(double Leaves, int MostLeaves, int Depth);
}
