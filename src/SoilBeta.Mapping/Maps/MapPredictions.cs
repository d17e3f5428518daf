using SoilBeta.Forests;
using SoilBeta.Rasters;
using SoilBeta.Studies;
using SoilBeta.Training.Models;
using SoilBeta.Training.Tables;

namespace SoilBeta.Mapping.Maps;

/// <summary>Prediction bounds of the models of a map: those of a single profile, for the levels of the study.</summary>
/// <param name="study">Study.</param>
/// <param name="stack">The prepared stack.</param>
/// <param name="training">Training data of the models, by ecosystem.</param>
/// <param name="options">Options of the step.</param>
public sealed class MapPredictions(Study study, StackReader stack, IReadOnlyDictionary<string, TrainingData> training, StepOptions options)
{
    /// <summary>The study's levels, if the training data of every ecosystem are available; otherwise none, with a message.</summary>
    public IReadOnlyList<double> Levels()
    {
        var levels = study.Uncertainty.Prediction;
        if (levels.Count == 0 || study.Ecosystems.All(ecosystem => training.ContainsKey(ecosystem.Code)))
            return levels;
        if (training.Count > 0)
            options.Report.Say("the maps get no prediction interval: not every ecosystem has the profiles that its forest was trained on.");
        return [];
    }

    /// <summary>Bounds of an ecosystem's model; null where the maps have none.</summary>
    /// <param name="context">Map.</param>
    /// <param name="code">Ecosystem.</param>
    /// <param name="model">Model.</param>
    /// <param name="forest">Its forest.</param>
    public PredictionBounds? BoundsOf(MapContext context, string code, MapModel model, MapForest forest)
    {
        if (context.Prediction.Count == 0)
            return null;
        using var measured = context.Times.Measure(MapTimes.Prediction);
        if ((forest.BoundsInFile is { } inFile ? inFile() : FromProfiles(code, forest)) is not { } bounds)
            return null;
        // Calibrate here, on all threads, not while the maps are written.
        double[][] corrections = [.. bounds.Quantiles.Targets.Select((_, target) => bounds.Quantiles.Corrections(target, [.. context.Prediction], options.Threads))];
        if (model != MapModel.Carbon)
            return bounds;
        options.Report.Say($"{code}: density bounds of single profiles are calibrated on {PredictionModel.Profiles(bounds)}.");
        string[] without = [.. bounds.Quantiles.Targets.Where((_, target) => corrections[target].Any(double.IsNaN)).Select(target => target.Name)];
        if (without.Length > 0)
            options.Report.Say($"{code}: {string.Join(", ", without)} {(without.Length == 1 ? "has" : "have")} no prediction bounds: too few profiles reach that depth where the map has a topsoil.");
        return bounds;
    }

    // Bounds of a model of β.
    private PredictionBounds? FromProfiles(string code, MapForest forest)
    {
        if (forest.Regression is null && forest.Whole is null)
            return null;
        var data = training[code];
        var places = ProfilePlaces.ForProfiles(study, stack, data.Profiles);
        return forest.Regression is { } regression ? PredictionModel.BoundsFor(study, regression, data, places) : PredictionModel.BoundsFor(study, InOrderOf(data.Table, forest.Whole!()), data, places);
    }

    /// <summary>Index of a map among the targets of bounds; −1 for none.</summary>
    /// <param name="bounds">Bounds.</param>
    /// <param name="product">The map.</param>
    public static int TargetOf(PredictionBounds bounds, MapProduct product)
    {
        if (product.Target is not null && bounds.Quantiles.Targets.Count == 1)
            return 0; // the only layer of a target has the target's name
        // The first layer of a direct forest is the model's own target, and has ratios too.
        for (int target = bounds.Quantiles.Targets.Count - 1; target >= 0; target--)
        {
            if (bounds.Quantiles.Targets[target].Name == product.Suffix)
                return target;
        }
        return -1;
    }

    // An imported forest may have its features in another order.
    private static Forest InOrderOf(TrainingTable table, Forest whole)
    {
        int[] order = [.. whole.Features.Select(feature => table.Features.ToList().IndexOf(feature))];
        return order.SequenceEqual(Enumerable.Range(0, order.Length))
            ? whole
            : whole with { Features = table.Features, Trees = [.. whole.Trees.Select(tree => tree with { Feature = Array.ConvertAll(tree.Feature, f => f < 0 ? f : order[f]) })] };
    }
}
