using System.Text.Json;

namespace SoilBeta.Studies;

/// <summary>The model that carries the carbon of a study's maps, and its files. β is mapped from its own forest whichever model this is.</summary>
/// <param name="Model">The model: never <see cref="CarbonModel.Best"/>.</param>
public sealed record CarbonChoice(CarbonModel Model)
{
    /// <summary>Name of the file of a pooled direct forest, in place of an ecosystem's code.</summary>
    public const string PooledDirect = "direct";

    /// <summary>The study's model or, where it chooses the best, the one that <c>train</c> has chosen; β times the topsoil where nothing was compared.</summary>
    /// <param name="study">Study.</param>
    /// <param name="path">Path of <c>validation.json</c>.</param>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static CarbonChoice ReadFrom(Study study, string path)
    {
        if (study.Carbon != CarbonModel.Best)
            return new CarbonChoice(study.Carbon);
        if (!File.Exists(path))
            return new CarbonChoice(CarbonModel.Beta);
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            string word = document.RootElement.GetProperty("carbon").GetProperty("chosen").GetString() ?? "";
            if (StudyWords.CarbonModels.Find(word) is { } model and not CarbonModel.Best)
                return new CarbonChoice(model);
            throw new JsonException($"carbon.chosen is '{word}'");
        }
        catch (Exception damage) when (damage is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException($"{path}: it does not say which model was chosen for carbon ({damage.Message}). Make it again: soilbeta train STUDY.yml.", damage);
        }
    }

    /// <summary>File of the model that carries the carbon of an ecosystem: that of β, one of its own beside it, or the direct forest.</summary>
    /// <param name="study">Study.</param>
    /// <param name="folder">Its output folder.</param>
    /// <param name="code">Ecosystem.</param>
    public string FileOf(Study study, OutputFolder folder, string code) => Model switch
    {
        CarbonModel.Direct => folder.Forest(study.Forest.Pooled ? PooledDirect : $"{code}_{Model.Word()}"),
        CarbonModel.Constant or CarbonModel.Mixed when study.Carbon == CarbonModel.Best => folder.Forest($"{code}_{Model.Word()}"),
        _ => folder.Forest(code),
    };

    /// <summary>File of the forest of the study's target that maps an ecosystem.</summary>
    /// <param name="study">Study with a target.</param>
    /// <param name="folder">Its output folder.</param>
    /// <param name="code">Ecosystem.</param>
    public static string TargetFile(Study study, OutputFolder folder, string code) => folder.Forest(study.Forest.Pooled ? study.Target!.Name : $"{code}_{study.Target!.Name}");
}
