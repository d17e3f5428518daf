using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using SoilBeta.Training.Assessment;

namespace SoilBeta.Training.Ecosystems;

/// <summary>The assessment's part of <c>validation.json</c>. Undefined numbers are null.</summary>
internal static class AssessmentJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new NumberOrNull() },
    };

    /// <summary>Writes the properties of an ecosystem's assessment into its object.</summary>
    public static void Write(Utf8JsonWriter json, EcosystemAssessment assessment)
    {
        Property(json, "hasSkill", assessment.Skill.HasSkill);
        Property(json, "skill", assessment.Skill.Sentence);
        Property(json, "skillGains", assessment.Skill.Gains);
        Property(json, "hasSubsoilSkill", assessment.SubsoilSkill.HasSkill);
        Property(json, "subsoilSkill", assessment.SubsoilSkill.Sentence);
        Property(json, "subsoilSkillGains", assessment.SubsoilSkill.Gains);
        Property(json, "applicability", assessment.Applicability);
        Property(json, "designs", assessment.Designs);
        Property(json, "mixed", assessment.Mixed.Select(Mixed));
        // All values for β; coverage.csv also has the densities, and the parts inside and outside the area of applicability.
        Property(json, "coverage", assessment.Coverage.Where(row => row.Place == CoverageRow.Everywhere && (row.Quantity == EcosystemAssessment.Beta || row.Nominal >= CoverageRow.LeastOfParts)));
        Property(json, "variance", assessment.Variance);
        Property(json, "tuning", assessment.Tuning);
        Property(json, "selection", assessment.Selection);
    }

    /// <summary>Writes the results for all ecosystems together.</summary>
    public static void Write(Utf8JsonWriter json, AllEcosystems all)
    {
        Property(json, "all", new { all.Designs, Mixed = all.Mixed.Select(Mixed) });
        Property(json, "statistics", all.Statistics);
    }

    private static object Mixed(MixedFit fit) => new
    {
        fit.Grouping,
        fit.Criterion,
        Rows = fit.Model.Count,
        fit.Model.Groups,
        fit.Model.Effects,
        fit.Model.GroupVariance,
        fit.Model.ResidualVariance,
        fit.Model.IntraclassCorrelation,
        fit.Model.LogLikelihood,
        fit.Model.Aic,
        fit.Model.Notes,
    };

    private static void Property<T>(Utf8JsonWriter json, string name, T value)
    {
        json.WritePropertyName(name);
        JsonSerializer.Serialize(json, value, Options);
    }

    private sealed class NumberOrNull : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType == JsonTokenType.Null ? double.NaN : reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value))
                writer.WriteNumberValue(value);
            else
                writer.WriteNullValue();
        }

        public override bool HandleNull => true;
    }
}
