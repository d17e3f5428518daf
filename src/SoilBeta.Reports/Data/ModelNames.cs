using System.Globalization;
using System.Text.Json;

namespace SoilBeta.Reports.Data;

/// <summary>Which model made a layer, and the names of models and validation designs for readers; the outputs name them by short words.</summary>
internal static class ModelNames
{
    /// <summary>Word of the random forest of β.</summary>
    public const string Forest = "forest";

    /// <summary>Word of the models of β together, where they are compared with others.</summary>
    public const string Beta = "beta";

    /// <summary>Word of the model of one value for each ecosystem.</summary>
    public const string Constant = "constant";

    /// <summary>Word of the random-effects regression.</summary>
    public const string Mixed = "mixed";

    /// <summary>Word of the forest whose leaves hold the layers.</summary>
    public const string Direct = "direct";

    /// <summary>Folds matched to the distances between the map's cells and the profiles.</summary>
    public const string Knndm = "knndm";

    /// <summary>Word of the model that mapped β in an ecosystem; empty without a validation.</summary>
    public static string OfBeta(StudyOutputs outputs, string code) => Ecosystem(outputs, code).Text("model");

    /// <summary>Word of the model that made the carbon layers: the chosen one where the study compares several, otherwise that of β. Empty without a validation.</summary>
    public static string OfLayers(StudyOutputs outputs, string code) =>
        Ecosystem(outputs, code).Text("carbon", "chosen") is { Length: > 0 } own ? own
        : outputs.Validation.Text("carbon", "chosen") is { Length: > 0 } chosen ? (chosen == Beta ? OfBeta(outputs, code) : chosen)
        : OfBeta(outputs, code);

    /// <summary>Whether the carbon layers come from β and the topsoil by Eq. 3; forests of the layers themselves need no β.</summary>
    public static bool LayersComeFromBeta(StudyOutputs outputs, string code) => OfLayers(outputs, code) != Direct;

    /// <summary>An ecosystem of <c>validation.json</c>; null where it is not there.</summary>
    public static JsonElement? Ecosystem(StudyOutputs outputs, string code) => outputs.Validation.Items("ecosystems").FirstOrDefault(ecosystem => ecosystem.Text("code") == code);

    /// <summary>A model's name for readers: <c>random forest of β</c>.</summary>
    public static string Name(string model) => model switch
    {
        Forest or Beta => "random forest of β",
        Direct => "random forest of the layers",
        Mixed => "regression of β",
        Constant => "one β",
        "imported" => "imported forest of β",
        "literature" => "β from the literature",
        "mean" => "mean of the profiles",
        "" => "unknown",
        _ => model,
    };

    /// <summary>What the model is called in a sentence: <c>the forest</c>.</summary>
    public static string Short(string model) => model switch
    {
        Mixed => "the regression",
        Constant => "the constant",
        _ => "the forest",
    };

    /// <summary>A validation design's name for readers: <c>5° blocks</c>, <c>folds like the map (kNNDM)</c>.</summary>
    public static string Design(string design) => design switch
    {
        Knndm => "folds like the map (kNNDM)",
        "in-sample" => "in-sample",
        "out-of-bag" => "out-of-bag",
        "70/30" => "70 % train, 30 % test",
        "" => "",
        _ when design.StartsWith("blocks-", StringComparison.Ordinal) => $"{design["blocks-".Length..]}° blocks",
        _ when design.StartsWith("site-", StringComparison.Ordinal) => $"{Folds(design["site-".Length..])} of sites",
        _ when design.EndsWith("-fold", StringComparison.Ordinal) => $"{Folds(design)}, random",
        _ => design,
    };

    /// <summary>The design whose scores the page quotes: the folds like the map, otherwise the widest blocks, otherwise folds of sites; null where nothing was held out.</summary>
    public static JsonElement? Quoted(JsonElement? ecosystem)
    {
        var designs = ecosystem.Items("designs").Where(design => design.Number("repeats") > 0).ToList();
        return designs.Find(design => design.Text("design") == Knndm)
            ?? designs.Where(design => double.IsFinite(design.Number("blockDegrees"))).MaxBy(design => design.Number("blockDegrees"))
            ?? designs.Find(design => design.Text("design").StartsWith("site-", StringComparison.Ordinal));
    }

    /// <summary>A model's mean score under a design; NaN if there is none.</summary>
    /// <param name="design">Design of <c>validation.json</c>.</param>
    /// <param name="model">Word of the model.</param>
    /// <param name="quantity">Held-out quantity.</param>
    /// <param name="measure">Score.</param>
    public static double Score(JsonElement? design, string model, string quantity, string measure) =>
        design.Items("models").FirstOrDefault(one => one.Text("model") == model).Number("scores", quantity, "mean", measure);

    private static string Folds(string design) => $"{int.Parse(design.AsSpan(0, design.IndexOf('-', StringComparison.Ordinal)), CultureInfo.InvariantCulture)} folds";
}
