using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using SoilBeta.Forests;
using SoilBeta.Forests.Validation;
using SoilBeta.Studies;
using SoilBeta.Training.Assessment;
using SoilBeta.Training.Carbon;
using SoilBeta.Training.Models;
using SoilBeta.Training.Targets;

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

    /// <summary>Writes the choice of the model of carbon. R² and gain have no unit; the gain is that in R² over the better of two constants.</summary>
    public static void Write(Utf8JsonWriter json, CarbonAssessment carbon, IReadOnlyList<DirectModel> direct) => Property(json, "carbon", new
    {
        Requested = carbon.Requested.Word(),
        Chosen = carbon.Chosen.Word(),
        carbon.Sentence,
        carbon.Interval,
        TopsoilFromProfiles = carbon.Topsoil.Word(),
        Designs = carbon.Designs.Select((design, i) => new
        {
            design.Design,
            design.Question,
            design.Folds,
            design.Repeats,
            design.BlockDegrees,
            design.W,
            design.Note,
            Clusters = design.Clusters.Count > 0 ? design.Clusters.Values.First().Of.Distinct().Count() : 0,
            ClusterDegrees = design.Clusters.Count > 0 ? design.Clusters.Values.First().Degrees : double.NaN,
            Models = design.Models.Select(model => new { model.Model, Scores = Scores(design, model.Model) }).Select(pair => new
            {
                pair.Model,
                pair.Scores.N,
                pair.Scores.RSquared,
                pair.Scores.RSquaredError,
                pair.Scores.Rmse,
                pair.Scores.RmseError,
                pair.Scores.Bias,
                pair.Scores.BiasError,
                pair.Scores.Gain,
                pair.Scores.GainError,
                PerEcosystem = carbon.Ecosystems.Where(own => own.Value.Count > i && own.Value[i].Models.Count > 0).ToDictionary(own => own.Key, own => Scores(own.Value[i], pair.Model)),
            }),
        }),
        Forests = direct.Select(Forest),
    });

    /// <summary>Writes the assessment of a target: scores of each layer, and whether its forest predicts it better than the mean of the profiles.</summary>
    public static void Write(Utf8JsonWriter json, TargetAssessment target) => Property(json, "target", new
    {
        target.Target.Name,
        target.Target.Column,
        target.Target.Unit,
        Layers = MapProduct.ForTarget(target.Target).Select(layer => new { Layer = layer.Suffix, target.SkillOf(layer).HasSkill, Skill = target.SkillOf(layer).Sentence }),
        target.Profiles,
        target.Designs,
        Forests = target.Forests.Select(Forest),
    });

    private static object Forest(DirectModel model) => new
    {
        model.Name,
        model.Checksum,
        Profiles = model.Table.Rows,
        Trees = model.Forest.Trees.Count,
        model.Forest.Options?.Mtry,
        model.Forest.Options?.MinNodeSize,
        LeavesPerTree = model.Forest.Trees.Average(tree => tree.Leaves),
        model.Refits,
        OutOfBag = model.Forest.Outputs.Zip(Outputs(model.Forest), (output, score) => new { Output = output, score.RSquared, score.Rmse }),
    };

    private static IReadOnlyList<Score> Outputs(Forest forest) => forest.OutputScores.Count > 0 ? forest.OutputScores : [forest.OutOfBag!.Value];

    private static CarbonScores Scores(DesignScores design, string model)
    {
        var score = design.ForModel(model)!.Scores[CarbonComparison.Quantity];
        var gain = CarbonAssessment.Gain(design, model);
        return new CarbonScores(
            score.Mean.Count, score.Mean.RSquared, score.StandardError.RSquared, score.Mean.Rmse, score.StandardError.Rmse, score.Mean.Bias, score.StandardError.Bias, gain?.GainInR2 ?? double.NaN, gain?.StandardErrorInR2 ?? double.NaN);
    }

    private sealed record CarbonScores(int N, double RSquared, double RSquaredError, double Rmse, double RmseError, double Bias, double BiasError, double Gain, double GainError);

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
