using System.Globalization;
using SoilBeta.Forests.Validation;
using SoilBeta.Mapping.Totals;
using SoilBeta.Rasters;
using SoilBeta.Studies;
using SoilBeta.Training.Assessment;
using SoilBeta.Training.Tables;

namespace SoilBeta.Mapping.Maps;

/// <summary><c>maps/CODE_applicability.tif</c>: the dissimilarity index and whether a cell is inside the area of applicability; and the share of area and stock inside.</summary>
public static class ApplicabilityMaps
{
    /// <summary>Suffix of the map's name.</summary>
    public const string Suffix = "applicability";

    private static readonly MapBand[] s_bands = [new("DI", "1"), new("inside", "1")];

    /// <summary>Writes the map of an ecosystem whose maps of density are finished.</summary>
    /// <param name="context">Map.</param>
    /// <param name="ecosystem">Ecosystem.</param>
    /// <param name="data">Training data of its model.</param>
    /// <param name="skill">Skill.</param>
    /// <param name="metadata">Metadata items of the map file.</param>
    /// <returns>Null where there is no index: a single profile, or constant covariates.</returns>
    public static TotalsApplicability? Write(MapContext context, EcosystemSurvey ecosystem, TrainingData data, SkillFlag skill, IReadOnlyDictionary<string, string> metadata)
    {
        var study = context.Study.Study;
        double[]? importance = study.Applicability.Weights == IndexWeights.Importance ? TrainingData.Importance(study, context.Folder, ecosystem.Code) : null;
        double[] weights = study.Applicability.ScaledWeightsOf(importance, study.Covariates.Count);
        var (folds, design) = data.Folds(study);
        var index = DissimilarityIndex.Fit(data.Table, weights, folds, context.Options.Threads);
        if (index is null)
            return null;
        bool known = !double.IsNaN(index.Threshold);
        string note = known ? Note(skill, index.Threshold) : "No place can be held out, so there is no threshold and nothing is inside or outside.";
        var items = new Dictionary<string, string>(metadata, StringComparer.Ordinal)
        {
            ["SOILBETA_MAP"] = "dissimilarity index and area of applicability (Meyer and Pebesma 2021)",
            ["SOILBETA_ECOSYSTEM"] = ecosystem.Code,
            ["SOILBETA_FOLDS"] = design,
            ["SOILBETA_THRESHOLD"] = known ? index.Threshold.ToString("R", CultureInfo.InvariantCulture) : "none",
            ["SOILBETA_WEIGHTS"] = string.Join(", ", study.Covariates.Select((covariate, f) => string.Create(CultureInfo.InvariantCulture, $"{covariate.Name} {weights[f]:0.####}"))),
            ["SOILBETA_HAS_SKILL"] = skill.Word,
            ["SOILBETA_SKILL"] = skill.Sentence,
            ["SOILBETA_HAS_SUBSOIL_SKILL"] = skill.SubsoilWord,
            ["SOILBETA_SUBSOIL_SKILL"] = skill.SubsoilSentence,
            ["SOILBETA_MEASURED"] = note,
        };
        RasterFile? subsoil = null, all = null;
        var inside = new Shares();
        var total = new Shares();
        try
        {
            subsoil = Map(context, ecosystem.Code, "20-100_SOCD");
            all = Map(context, ecosystem.Code, "0-100_SOCD");
            using var work = context.Options.Report.Begin($"applicability {ecosystem.Code}", Math.Max(1, ecosystem.Cells), "cells");
            using var writer = MapWriter.Create(context.Folder.Map($"{ecosystem.Code}_{Suffix}"), context.MapGrid, s_bands, items, context.Options.Threads);
            foreach (var strip in MapStrip.Strips(context, ecosystem))
            {
                double[] values = index.Compute(strip.Block.Covariates, strip.Block.Cells, context.Options.Threads, context.Options.Cancellation);
                for (int cell = 0; cell < values.Length; cell++)
                {
                    if (!double.IsFinite(values[cell]))
                        throw new InvalidDataException($"{ecosystem.Code}_{Suffix}: {CellPlace.Describe(context.Stack.Grid, context.Window.Row + (strip.Block.Positions[cell] / strip.Width), context.Window.Column + (strip.Block.Positions[cell] % strip.Width))} has no dissimilarity index ({values[cell]}). Please report it with the study.");
                }
                strip.Write(writer, 1, [.. values.Select(value => (float)value)]);
                strip.Write(writer, 2, [.. values.Select(value => !known ? float.NaN : value <= index.Threshold ? 1f : 0f)]);
                float[] below = subsoil is null ? [] : strip.Values(subsoil, 1), whole = all is null ? [] : strip.Values(all, 1);
                for (int cell = 0; cell < values.Length; cell++)
                {
                    double hectares = AreaScale.Hectares(strip.Block.Areas[cell], context.AreaShift);
                    total.Add(hectares, below, whole, cell);
                    if (values[cell] <= index.Threshold)
                        inside.Add(hectares, below, whole, cell);
                }
                work.Advance(values.Length);
            }
            writer.Finish();
        }
        finally
        {
            subsoil?.Dispose();
            all?.Dispose();
        }
        return new TotalsApplicability(
            study.Covariates.Select((covariate, f) => (covariate.Name, weights[f])).ToDictionary(pair => pair.Name, pair => pair.Item2, StringComparer.Ordinal),
            importance is null ? IndexWeights.Equal.Word() : "permutation importance", design, index.MeanDistance, known ? index.Threshold : null,
            Share(inside.Area, total.Area), subsoil is null ? null : Share(inside.Subsoil, total.Subsoil), all is null ? null : Share(inside.Whole, total.Whole), note);

        double? Share(double part, double of) => known && of > 0 ? part / of : null;
    }

    /// <summary>Sentence on the errors to expect inside the area of applicability: those of held-out profiles at this threshold, and whether the model has skill at all.</summary>
    private static string Note(SkillFlag skill, double threshold)
    {
        const double SameThreshold = 1e-6; // relative: the importances that weight the index are read from a table with nine digits
        string measured = skill.Applicability is not { } errors ? "What errors to expect inside was not measured for this forest."
            : Math.Abs(errors.Threshold - threshold) <= SameThreshold * threshold ? errors.Sentence
            : FormattableString.Invariant($"Errors were measured for another threshold ({errors.Threshold:0.000}): soilbeta train measures them again.");
        return skill.HasSkill == true ? measured : $"{measured} Inside says only that a place is like the profiles: {skill.Sentence}";
    }

    private static RasterFile? Map(MapContext context, string code, string suffix) =>
        context.Products.Any(product => product.Suffix == suffix) ? RasterFile.Open(context.Folder.Map($"{code}_{suffix}")) : null;

    private sealed class Shares
    {
        public double Area { get; private set; }

        public double Subsoil { get; private set; }

        public double Whole { get; private set; }

        public void Add(double hectares, float[] below, float[] whole, int cell)
        {
            Area += hectares;
            Subsoil += below.Length > 0 ? hectares * below[cell] : 0;
            Whole += whole.Length > 0 ? hectares * whole[cell] : 0;
        }
    }
}
