using SoilBeta.Forests;
using SoilBeta.Forests.Validation;
using SoilBeta.Studies;
using SoilBeta.Training.Assessment;
using SoilBeta.Training.Models;
using SoilBeta.Training.Profiles;
using SoilBeta.Training.Tables;

namespace SoilBeta.Training.Ecosystems;

/// <summary>Trains and validates the model of one ecosystem and writes its <c>.forest</c> file.</summary>
public static class EcosystemTraining
{
    /// <summary>Trains the model of an ecosystem.</summary>
    /// <param name="study">The study.</param>
    /// <param name="ecosystem">The ecosystem.</param>
    /// <param name="profiles">Profiles, at least one.</param>
    /// <param name="path">Path of the forest file.</param>
    /// <param name="options">Threads and cancellation token.</param>
    /// <param name="map">The parts of the map that validation needs.</param>
    public static EcosystemModel Run(Study study, Ecosystem ecosystem, IReadOnlyList<ProfileRecord> profiles, string path, StepOptions options, MapSample map)
    {
        TrainingTable table = TrainingData.TableOf(study, profiles);
        var data = new TrainingData(profiles, table);
        var grow = study.Forest.Grow with { Threads = options.Threads };
        ModelKind model = ModelOf(study, profiles.Count);
        bool isForest = model == ModelKind.Forest, few = profiles.Count < TrainingData.FewestProfiles;
        var regression = model == ModelKind.Mixed ? MixedTraining.Fit(table, [.. Enumerable.Range(0, table.Rows)]) : null;
        var tuning = !isForest ? null : EcosystemAssessor.Tune(study, ecosystem.Code, table, options);
        if (EcosystemAssessor.Chosen(study, tuning) is { } best)
            grow = grow with { Mtry = best.Mtry, MinNodeSize = best.NodeSize, Trees = study.Tuning.ChooseTrees ? best.Trees : grow.Trees };
        int refits = study.Uncertainty.RefitCount;
        TrainedForest trained;
        long refitBytes;
        double[] importance;
        using (IWorkReport work = options.Report.Begin($"train {ecosystem.Code}", isForest ? (long)grow.Trees * (1 + refits) : 1, "trees"))
        {
            void TreeGrown() => work.Advance(1);
            trained = isForest ? ForestTrainer.Train(table, grow, TreeGrown, options.Cancellation) : ForestTrainer.Constant(table);
            importance = regression is not null ? MixedTraining.Importance(regression) : !isForest ? new double[table.Features.Count] : PermutationImportance.Compute(table, trained.Forest, grow, options.Cancellation);
            var places = map.Places(study, profiles);
            if (regression is not null)
                ModelFile.Write(path, study, regression, data, places);
            refitBytes = regression is not null ? 0 : RefitTrainer.Write(
                path, table, trained.Forest with { Rows = PredictionModel.Rows(study, data, PredictionModel.BoundsFor(study, trained.Forest, data, places), importance) }, grow, refits, TreeGrown, options.Cancellation);
        }
        var written = ForestFile.Open(path);
        double[] outOfBag = regression is null ? trained.OutOfBagPredictions : [.. table.Target.Select(_ => double.NaN)]; // a regression has no out-of-bag predictions
        var assessment = EcosystemAssessor.Run(
            study, ecosystem.Code, data, new AssessedModel(model, isForest ? trained.Forest : null, regression, importance) { TryForest = !few, Grow = grow, Tuning = tuning }, map, options);
        var clusters = assessment.Designs[0].Clusters;
        Score Beta(double[] predicted) => ClusterErrors.ScoreOf(table.Target, predicted, clusters.GetValueOrDefault(EcosystemAssessment.Beta));
        Score Density(double[] betas) => Subsoil(profiles, betas, clusters.GetValueOrDefault(EcosystemAssessment.SubsoilOwnTopsoil));
        return new EcosystemModel
        {
            Code = ecosystem.Code,
            Name = ecosystem.Name,
            Model = model,
            Note = model != study.Forest.Model ? $"{profiles.Count} profiles are fewer than {FewestOf(study)}: a constant β instead of a {(study.Forest.Model == ModelKind.Mixed ? "regression" : "forest")}" : "",
            Profiles = profiles.Count,
            Sites = table.Sites.Distinct().Count(),
            SubsoilProfiles = profiles.Count(HasSubsoil),
            MeanBeta = table.Target.Average(),
            Options = grow with { Mtry = grow.CheckedMtry(table.Features.Count), Threads = 0 },
            LeavesPerTree = regression is not null ? 0 : trained.Forest.Trees.Average(tree => tree.Leaves),
            Refits = refits,
            RefitBytes = regression is null ? refitBytes : written.RefitBytes,
            Checksum = written.Checksum,
            OutOfBagBeta = Beta(outOfBag),
            OutOfBagSubsoil = Density(outOfBag),
            Permutation = importance,
            Purity = trained.Purity,
            Assessment = assessment,
        };
    }

    /// <summary>The study's model, or a constant where there are too few profiles.</summary>
    private static ModelKind ModelOf(Study study, int profiles) => profiles < FewestOf(study) ? ModelKind.Constant : study.Forest.Model;

    private static int FewestOf(Study study) => TrainingData.FewestFor(study.Forest.Model, study.Covariates.Count);

    private static bool HasSubsoil(ProfileRecord profile) => profile.Densities.All(double.IsFinite);

    /// <summary>Score of the subsoil from the predicted β and the measured topsoil, over the profiles with five known layers.</summary>
    private static Score Subsoil(IReadOnlyList<ProfileRecord> profiles, double[] betas, ProfileClusters? clusters)
    {
        int[] known = [.. Enumerable.Range(0, profiles.Count).Where(i => HasSubsoil(profiles[i]))];
        return ClusterErrors.ScoreOf(
            [.. known.Select(i => profiles[i].Densities[1..].Sum())],
            [.. known.Select(i => SubsoilDensity.Predict(profiles[i].Densities[0], betas[i]))],
            clusters is null ? null : clusters with { Of = [.. known.Select(i => clusters.Of[i])] });
    }
}
