using SoilBeta.Forests;
using SoilBeta.Studies;
using SoilBeta.Training.Profiles;
using SoilBeta.Training.Tables;

namespace SoilBeta.Training.Models;

/// <summary>Trains a direct forest of carbon: the densities of the study's layers, with the ratios of observed to predicted densities that bound a single profile.</summary>
internal static class DirectTraining
{
    private const string Target = "SOC density";

    /// <summary>Profiles that train, with their table.</summary>
    /// <param name="study">Study.</param>
    /// <param name="profiles">Profiles of all ecosystems, or of one.</param>
    /// <param name="places">Values of the map at their sites.</param>
    /// <exception cref="InvalidDataException">No profile has all layers.</exception>
    public static (TrainingData Data, ProfilePlaces Places) Rows(Study study, IReadOnlyList<ProfileRecord> profiles, ProfilePlaces places)
    {
        int[] rows = [.. Enumerable.Range(0, profiles.Count).Where(row => DirectTable.Trains(study, profiles[row], places.Topsoil[row]))];
        if (rows.Length == 0)
            throw new InvalidDataException($"None of the {profiles.Count:N0} profiles {(study.Forest.Pooled ? "" : $"of ecosystem {profiles[0].Ecosystem} ")}has all layers of {string.Join(", ", study.Layers.Depths)} cm{(study.Forest.TopsoilFeature ? " and a topsoil of the map" : "")}, which 'model: direct' needs. Use 'model: beta'{(study.Forest.Pooled ? "" : " or 'pooled: true'")}.");
        ProfileRecord[] own = [.. rows.Select(row => profiles[row])];
        var there = places.Subset(rows);
        return (new TrainingData(own, DirectTable.ForProfiles(study, own, there)), there);
    }

    /// <summary>Trains the forest.</summary>
    /// <param name="table">Table of <see cref="Rows"/>.</param>
    /// <param name="grow">How it is grown.</param>
    /// <param name="treeGrown">Called for each tree, from any thread.</param>
    /// <param name="cancellation">Cancellation token.</param>
    public static TrainedForest Train(TrainingTable table, ForestOptions grow, Action? treeGrown = null, CancellationToken cancellation = default)
    {
        var trained = ForestTrainer.Train(table, grow, treeGrown, cancellation);
        return trained with { Forest = trained.Forest with { Model = ModelKind.Direct, Target = Target, Outputs = table.TargetNames, OutputUnit = MapProduct.DensityUnit } };
    }

    /// <summary>Bounds of a single profile for each map of a density, by ratios of observed to predicted out of bag.</summary>
    /// <param name="study">Study.</param>
    /// <param name="forest">The forest.</param>
    /// <param name="data">Its training data.</param>
    /// <param name="places">Values of the map at the profiles' sites.</param>
    public static PredictionBounds BoundsFor(Study study, Forest forest, TrainingData data, ProfilePlaces places)
    {
        var (profiles, table) = data;
        var atMap = places.Covariates is { } covariates ? new TrainingTable(table.Features, table.Units, DirectTable.Columns(study, profiles, covariates, places.Topsoil), table.Targets, table.TargetNames, table.Sites) : table;
        double[][] predicted = ForestBags.FromForest(forest, table)!.OutputsOutOfBag(forest, atMap);
        var ratios = study.CarbonProducts.Where(product => !product.IsBeta).Select(product => new QuantileTarget(product.Suffix, [.. profiles.Select((profile, i) =>
        {
            double density = DirectDensities.Between(study, [.. predicted.Select(output => output[i])], product, places.Topsoil[i], places.SoilDepths[i]);
            return density > 0 ? Math.Max(DensityRatios.LeastDensity, Observed(study, profile, product)) / density : double.NaN;
        })], IsRatio: true, 0));
        return new PredictionBounds(CalibratedQuantiles.FromForest(forest, table, QuantileForest.IntervalRows, new QuantileTarget(table.TargetName, table.Target, IsRatio: false, 0), [.. ratios]));
    }

    /// <summary>Observed density of a profile for a product, Mg C ha⁻¹; NaN where it does not reach all of its layers.</summary>
    public static double Observed(Study study, ProfileRecord profile, MapProduct product)
    {
        var wanted = study.Layers.Between(product.Top, product.Bottom)!.Value;
        return profile.StudyDensities[wanted.First..(wanted.Last + 1)].Sum();
    }

    /// <summary>Trains, writes the file with its refits, and scores it out of bag.</summary>
    /// <param name="study">Study.</param>
    /// <param name="profiles">Profiles of all ecosystems, or of one.</param>
    /// <param name="places">Values of the map at their sites.</param>
    /// <param name="path">Path of the forest file.</param>
    /// <param name="options">Threads, report, cancellation token.</param>
    public static DirectModel Write(Study study, IReadOnlyList<ProfileRecord> profiles, ProfilePlaces places, string path, StepOptions options)
    {
        var (data, there) = Rows(study, profiles, places);
        var grow = study.Forest.GrowDirect with { Threads = options.Threads };
        int refits = study.Uncertainty.RefitCount;
        string name = Path.GetFileNameWithoutExtension(path);
        using var work = options.Report.Begin($"train {name}", (long)grow.Trees * (1 + refits), "trees");
        var trained = Train(data.Table, grow, () => work.Advance(1), options.Cancellation);
        var (importance, error) = PermutationImportance.WithErrors(data.Table, trained.Forest, grow, options.Cancellation);
        var rows = PredictionModel.Rows(study, data, BoundsFor(study, trained.Forest, data, there), importance);
        RefitTrainer.Write(path, data.Table, trained.Forest with { Rows = rows }, grow, refits, () => work.Advance(1), options.Cancellation);
        return new DirectModel(name, data.Table, trained.Forest, importance, error, trained.Purity) { Refits = refits, Checksum = ForestFile.Open(path).Checksum };
    }
}

/// <summary>A direct forest in a file.</summary>
/// <param name="Name">Name of its file.</param>
/// <param name="Table">Training table.</param>
/// <param name="Forest">Forest.</param>
/// <param name="Permutation">Permutation importance, [feature].</param>
/// <param name="PermutationError">Its standard error, [feature].</param>
/// <param name="Purity">Decrease of the sum of squares by splits on a feature, [feature].</param>
public sealed record DirectModel(string Name, TrainingTable Table, Forest Forest, double[] Permutation, double[] PermutationError, double[] Purity)
{
    /// <summary>Number of refits in the file.</summary>
    public required int Refits { get; init; }

    /// <summary>Checksum of the file.</summary>
    public required string Checksum { get; init; }
}
