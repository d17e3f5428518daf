using System.Globalization;
using System.Text.Json;
using SoilBeta.Studies;

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

    /// <summary>Name in validation.json of the density of 20–100 cm as a model of β makes it with the map's topsoil.</summary>
    private const string MapSubsoil = "subsoilMapTopsoil";

    /// <summary>Folds matched to the distances between the map's cells and the profiles.</summary>
    public const string Knndm = "knndm";

    /// <summary>Word of the model that mapped β in an ecosystem; empty without a validation.</summary>
    public static string OfBeta(StudyOutputs outputs, string code) => Ecosystem(outputs, code).Text("model");

    /// <summary>Word of the model that made the carbon layers of an ecosystem: the study's, or the one that its training chose; that of β where β carries them. Empty without a validation.</summary>
    public static string OfLayers(StudyOutputs outputs, string code)
    {
        string chosen = outputs.Study.Carbon == CarbonModel.Best ? outputs.Validation.Text("carbon", "chosen") : outputs.Study.Carbon.Word();
        return chosen.Length == 0 || chosen == Beta ? OfBeta(outputs, code) : chosen;
    }

    /// <summary>A score of the density below the topsoil as the map makes it, for the model that makes it; NaN if there is none.</summary>
    /// <param name="outputs">Outputs.</param>
    /// <param name="code">Ecosystem.</param>
    /// <param name="model">Word of the model, as <see cref="OfLayers"/> gives it.</param>
    /// <param name="measure"><c>rSquared</c> or <c>rmse</c>.</param>
    public static double LayerScore(StudyOutputs outputs, string code, string model, string measure)
    {
        JsonElement? quoted = Quoted(Ecosystem(outputs, code));
        string word = model is Forest or "imported" ? Beta : model;
        double compared = outputs.Validation.Items("carbon", "designs").FirstOrDefault(design => design.Text("design") == quoted.Text("design")).Items("models").FirstOrDefault(one => one.Text("model") == word).Number("perEcosystem", code, measure);
        return double.IsFinite(compared) ? compared : Score(quoted, model, MapSubsoil, measure);
    }

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
