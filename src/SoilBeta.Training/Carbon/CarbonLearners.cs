using SoilBeta.Forests;
using SoilBeta.Forests.Validation;
using SoilBeta.Studies;

namespace SoilBeta.Training.Carbon;

/// <summary>Models that predict the density below the topsoil, Mg C ha⁻¹, of profiles of all ecosystems.</summary>
internal static class CarbonLearners
{
    /// <summary>The models in the order in which <see cref="CarbonModel.Best"/> chooses, then the mean of the profiles, with which they are compared.</summary>
    /// <param name="data">Profiles.</param>
    /// <param name="grow">How forests are grown: of β by ecosystem, and the direct one.</param>
    public static IReadOnlyList<ILearner> All(CarbonData data, CarbonGrowth grow)
    {
        var sites = Models.MixedTraining.Groups(data.BetaTable);
        int mixed = Tables.TrainingData.FewestFor(ModelKind.Mixed, data.Study.Covariates.Count);
        return
        [
            new BetaLearner(data, CarbonModel.Constant, 0, _ => new ConstantLearner()),
            new BetaLearner(data, CarbonModel.Mixed, mixed, _ => new MixedLearner(sites)),
            new BetaLearner(data, CarbonModel.Beta, Tables.TrainingData.FewestProfiles, code => new ForestLearner(grow.Beta(code))),
            new DirectLearner(data, grow.Direct),
            new MeanLearner(data),
        ];
    }

    /// <summary>β by a model of each ecosystem, times the map's topsoil.</summary>
    private sealed class BetaLearner(CarbonData data, CarbonModel model, int fewest, Func<string, ILearner> learnerOf) : ILearner
    {
        public string Name => model.Word();

        public int Features(TrainingTable table) => model == CarbonModel.Constant ? 0 : table.Features.Count;

        public double[] FitPredict(TrainingTable table, Fold fold, ulong seed)
        {
            double[] predicted = Unknown(fold);
            var training = data.ByEcosystem(fold.Train).ToDictionary(group => group.Key, group => group.Select(i => fold.Train[i]).ToArray(), StringComparer.Ordinal);
            foreach (var group in data.ByEcosystem(fold.Test))
            {
                if (!training.TryGetValue(group.Key, out int[]? train))
                    continue;
                int[] positions = [.. group];
                ILearner learner = train.Length < fewest ? new ConstantLearner() : learnerOf(group.Key);
                double[] betas = learner.FitPredict(data.BetaTable, new Fold(train, [.. positions.Select(i => data.AtMap(fold.Test[i]))]), seed);
                for (int i = 0; i < positions.Length; i++)
                    predicted[positions[i]] = data.FromBeta(fold.Test[positions[i]], betas[i]);
            }
            return predicted;
        }
    }

    /// <summary>A forest of the densities of all layers: one for all ecosystems, or one each.</summary>
    private sealed class DirectLearner(CarbonData data, ForestOptions grow) : ILearner
    {
        public string Name => CarbonModel.Direct.Word();

        public int Features(TrainingTable table) => data.Direct?.Features.Count ?? 0;

        public double[] FitPredict(TrainingTable table, Fold fold, ulong seed)
        {
            var predicted = new Dictionary<int, double>();
            foreach (var (train, test) in data.Groups(fold))
            {
                int[] rows = data.DirectRows(train);
                if (rows.Length == 0)
                    continue;
                var forest = ForestTrainer.Train(data.Direct!.Subset(rows), grow with { Seed = seed, Threads = 1 }).Forest;
                foreach (int row in test)
                    predicted[row] = data.FromForest(row, forest);
            }
            return [.. fold.Test.Select(row => predicted.GetValueOrDefault(row, double.NaN))];
        }
    }

    /// <summary>Mean density of the training profiles of the ecosystem.</summary>
    private sealed class MeanLearner(CarbonData data) : ILearner
    {
        public string Name => Validator.MeanModel;

        public int Features(TrainingTable table) => 0;

        public double[] FitPredict(TrainingTable table, Fold fold, ulong seed)
        {
            var means = data.ByEcosystem(fold.Train).ToDictionary(
                group => group.Key, group => group.Select(i => data.Observed[fold.Train[i]]).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average(), StringComparer.Ordinal);
            return [.. fold.Test.Select(row => means.GetValueOrDefault(data.Profiles[row].Ecosystem, double.NaN))];
        }
    }

    private static double[] Unknown(Fold fold)
    {
        var values = new double[fold.Test.Length];
        Array.Fill(values, double.NaN);
        return values;
    }
}

/// <summary>How the forests of a comparison are grown.</summary>
/// <param name="Beta">Options of the forest of β of an ecosystem.</param>
/// <param name="Direct">Options of the direct forest.</param>
internal sealed record CarbonGrowth(Func<string, ForestOptions> Beta, ForestOptions Direct);
