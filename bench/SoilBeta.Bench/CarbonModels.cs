using System.Globalization;
using SoilBeta.Forests;
using SoilBeta.Forests.Validation;
using SoilBeta.Soil;
using SoilBeta.Studies;
using SoilBeta.Training.Assessment;
using SoilBeta.Training.Carbon;
using SoilBeta.Training.Profiles;
using SoilBeta.Training.Tables;

namespace SoilBeta.Bench;

/// <summary>How well do the models of carbon predict the density of 20–100 cm of held-out profiles from what the map has, and how optimistic is it to report the score of the one that is chosen?</summary>
/// <remarks><c>models STUDY.yml FOLDER [TREES]</c>: FOLDER holds the output of <c>soilbeta profiles</c>. Exit code 1 where the direct forest does not beat the forest of β by the margins below.</remarks>
internal static class CarbonModels
{
    // Blocks' side, degrees → least gain in R² of the direct forest over the forest of β times the map's topsoil.
    private static readonly (double Degrees, double LeastGain)[] s_margins = [(1, 0.12), (2, 0.08), (5, 0.05)];

    /// <summary>Largest bias of the direct forest in the smallest blocks, Mg C ha⁻¹.</summary>
    private const double LargestBias = 2;

    public static int Run(string[] arguments)
    {
        var context = StudyReader.Read(arguments[0]);
        var folder = new OutputFolder(arguments[1]);
        var study = context.Study with { Forest = context.Study.Forest with { Carbon = CarbonModel.Best } };
        var grow = new ForestOptions { Trees = arguments.Length > 2 ? int.Parse(arguments[2], CultureInfo.InvariantCulture) : 200, Seed = study.Seed };
        IReadOnlyList<ProfileRecord> profiles = [.. ProfilesTable.Read(folder.Profiles, study.CovariateNames).Where(profile => study.Ecosystems.Any(ecosystem => ecosystem.Code == profile.Ecosystem))];
        var map = new MapSample(folder.Stack);
        CarbonData Data(Study of) => new(of, profiles, map.Places(of, profiles));
        CarbonData raster = Data(With(study, pooled: true, topsoil: true)), plain = Data(With(study, pooled: true, topsoil: false)), separate = Data(With(study, pooled: false, topsoil: true));
        var growth = new CarbonGrowth(_ => grow, grow);
        ILearner Of(CarbonData data, CarbonModel model) => CarbonLearners.All(data, growth).Single(learner => learner.Name == model.Word());
        (string Name, ILearner Learner)[] models =
        [
            ("mean density", CarbonLearners.All(plain, growth).Single(learner => learner.Name == Validator.MeanModel)),
            ("constant beta x map", Of(plain, CarbonModel.Constant)),
            ("mixed beta x map", Of(plain, CarbonModel.Mixed)),
            ("beta forest x map", Of(plain, CarbonModel.Beta)),
            ("topsoil forest x beta forest", new TopsoilTimesBeta(raster, grow)),
            ("direct, one each, raster", Of(separate, CarbonModel.Direct)),
            ("direct, pooled, raster", Of(raster, CarbonModel.Direct)),
            ("direct, pooled", Of(plain, CarbonModel.Direct)),
        ];
        double[] latitudes = plain.Table.Latitudes!, longitudes = plain.Table.Longitudes!;
        FoldPlan[] plans = [.. s_margins.Select(margin => FoldDesigns.Blocks(latitudes, longitudes, plain.Table.Sites, margin.Degrees, 10, 3, study.Seed))];
        double[][][][] predicted = Validator.Predict(plain.Table, plans, [.. models.Select(model => model.Learner)], new(study.Seed));

        int beta = Array.FindIndex(models, model => model.Name == "beta forest x map"), direct = models.Length - 1;
        Console.WriteLine($"{profiles.Count} profiles; R2 of 20-100 cm of all ecosystems together, and of {string.Join(", ", study.Ecosystems.Select(ecosystem => ecosystem.Code))}; mean of 3 deals of blocks into 10 folds; {grow.Trees} trees, nodes of {grow.MinNodeSize} not split, mtry a third; bias Mg C ha-1");
        Console.WriteLine($"{"model",-29}{string.Concat(s_margins.Select(margin => $"{$"{margin.Degrees} deg",9}{"CL, GL, FL",20}"))}{"bias, 1 deg",13}");
        var scores = models.Select((_, m) => plans.Select((_, p) => ScoreSummary.FromRepeats(Known(plain, predicted[p]), predicted[p][m], 0, null).Mean).ToArray()).ToArray();
        for (int m = 0; m < models.Length; m++)
        {
            string cells = string.Concat(plans.Select((_, p) => $"{scores[m][p].RSquared,9:0.00}{string.Join(", ", study.Ecosystems.Select(ecosystem => Part(plain, predicted[p], m, ecosystem.Code).ToString("0.00", CultureInfo.InvariantCulture))),20}"));
            Console.WriteLine($"{models[m].Name,-29}{cells}{scores[m][0].Bias,13:0.0}");
        }
        bool holds = Math.Abs(scores[direct][0].Bias) <= LargestBias;
        for (int p = 0; p < plans.Length; p++)
        {
            double gain = scores[direct][p].RSquared - scores[beta][p].RSquared;
            holds &= gain >= s_margins[p].LeastGain;
            Console.WriteLine($"direct, pooled above beta forest x map in blocks of {s_margins[p].Degrees} degrees: {gain:0.00}, at least {s_margins[p].LeastGain:0.00} expected");
        }
        CarbonNested.Run(study, profiles, map, grow with { Trees = Math.Min(grow.Trees, 100) });
        map.Close();
        Console.WriteLine(holds ? "holds" : "DOES NOT HOLD");
        return holds ? 0 : 1;
    }

    private static Study With(Study study, bool pooled, bool topsoil) => study with { Forest = study.Forest with { Pooled = pooled, TopsoilFeature = topsoil } };

    // Observed values of the rows that every model predicts in every deal.
    private static double[] Known(CarbonData data, double[][][] predicted) =>
        [.. data.Observed.Select((observed, row) => predicted.All(repeats => repeats.All(repeat => double.IsFinite(repeat[row]))) ? observed : double.NaN)];

    private static double Part(CarbonData data, double[][][] predicted, int model, string code)
    {
        double[] known = Known(data, predicted);
        return ScoreSummary.FromRepeats([.. known.Select((observed, row) => data.Profiles[row].Ecosystem == code ? observed : double.NaN)], predicted[model], 0, null).Mean.RSquared;
    }

    /// <summary>A pooled forest of the topsoil times a forest of β of each ecosystem, both with the topsoil raster and the covariates as the features.</summary>
    private sealed class TopsoilTimesBeta(CarbonData data, ForestOptions grow) : ILearner
    {
        public string Name => "topsoil x beta";

        public int Features(TrainingTable table) => table.Features.Count;

        public double[] FitPredict(TrainingTable table, Fold fold, ulong seed)
        {
            int[] train = data.DirectRows(fold.Train);
            var forest = ForestTrainer.Train(data.Direct!.Subset(train).WithTarget([.. train.Select(row => data.Direct.Target[row])]), grow with { Seed = seed, Threads = 1 }).Forest;
            double[] predicted = new double[fold.Test.Length];
            foreach (var group in data.ByEcosystem(fold.Test))
            {
                int[] positions = [.. group], own = [.. fold.Train.Where(row => data.Profiles[row].Ecosystem == group.Key)];
                double[] betas = new ForestLearner(grow).FitPredict(data.BetaTable, new Fold(own, [.. positions.Select(i => data.AtMap(fold.Test[i]))]), seed);
                for (int i = 0; i < positions.Length; i++)
                {
                    float[] x = data.DirectAtMap([fold.Test[positions[i]]]);
                    double topsoil = forest.Predict([.. x.Select(value => (double)value)]);
                    predicted[positions[i]] = SoilBeta.Training.Models.SubsoilDensity.Predict(topsoil, betas[i]);
                }
            }
            return predicted;
        }
    }
}
