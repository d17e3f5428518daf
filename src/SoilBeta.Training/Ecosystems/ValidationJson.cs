using System.Text.Json;
using SoilBeta.Forests;
using SoilBeta.Forests.Validation;
using SoilBeta.Studies;
using SoilBeta.Training.Targets;

namespace SoilBeta.Training.Ecosystems;

/// <summary>Writes <c>validation.json</c>: every score next to that of a constant β. Undefined scores are null.</summary>
public static class ValidationJson
{
    /// <summary>Writes the file.</summary>
    /// <param name="path">Path.</param>
    /// <param name="study">Study.</param>
    /// <param name="carbon">Models, and the one that carries the carbon.</param>
    /// <param name="all">All ecosystems together.</param>
    /// <param name="target">The study's target; null for none.</param>
    public static void Write(string path, StudyContext study, CarbonResult carbon, AllEcosystems all, TargetAssessment? target = null) => WholeFile.Write(path, stream =>
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteString("study", study.Study.Name);
        json.WriteString("studyChecksum", study.Checksum);
        json.WriteNumber("seed", study.Study.Seed);
        json.WriteString("subsoil", "SOC density of 20-100 cm, Mg C ha-1, from the measured topsoil and the predicted beta");
        json.WriteStartArray("ecosystems");
        foreach (EcosystemModel model in carbon.Models)
            Write(json, model);
        json.WriteEndArray();
        AssessmentJson.Write(json, carbon.Assessment, carbon.Direct);
        if (target is not null)
            AssessmentJson.Write(json, target);
        AssessmentJson.Write(json, all);
        json.WriteEndObject();
        json.Flush();
        stream.WriteByte((byte)'\n');
    });

    private static void Write(Utf8JsonWriter json, EcosystemModel model)
    {
        json.WriteStartObject();
        json.WriteString("code", model.Code);
        json.WriteString("name", model.Name);
        json.WriteString("model", model.Model.Word());
        if (model.Note.Length > 0)
            json.WriteString("note", model.Note);
        json.WriteNumber("profiles", model.Profiles);
        json.WriteNumber("sites", model.Sites);
        json.WriteNumber("subsoilProfiles", model.SubsoilProfiles);
        json.WriteNumber("meanBeta", model.MeanBeta);
        json.WriteStartObject("forest");
        json.WriteNumber("trees", model.Model == ModelKind.Forest ? model.Options.Trees : 1);
        json.WriteNumber("mtry", model.Options.Mtry ?? 0);
        json.WriteNumber("minNodeSize", model.Options.MinNodeSize);
        json.WriteNumber("leavesPerTree", model.LeavesPerTree);
        json.WriteNumber("refits", model.Refits);
        json.WriteNumber("refitBytes", model.RefitBytes);
        json.WriteString("checksum", model.Checksum);
        json.WriteEndObject();
        json.WriteStartObject("outOfBag");
        Write(json, "beta", model.OutOfBagBeta);
        Write(json, "subsoil", model.OutOfBagSubsoil);
        json.WriteEndObject();
        AssessmentJson.Write(json, model.Assessment);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, Score score)
    {
        json.WriteStartObject(name);
        Number("rSquared", score.RSquared);
        Number("rmse", score.Rmse);
        json.WriteStartObject("standardError");
        Number("rSquared", score.RSquaredError);
        Number("rmse", score.RmseError);
        json.WriteEndObject();
        json.WriteEndObject();

        void Number(string key, double value)
        {
            if (double.IsFinite(value))
                json.WriteNumber(key, value);
            else
                json.WriteNull(key);
        }
    }
}
