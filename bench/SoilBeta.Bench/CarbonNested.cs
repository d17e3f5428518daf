using SoilBeta.Forests;
using SoilBeta.Forests.Validation;
using SoilBeta.Studies;
using SoilBeta.Training.Assessment;
using SoilBeta.Training.Carbon;
using SoilBeta.Training.Profiles;

namespace SoilBeta.Bench;

/// <summary>The optimism of choosing a model on the folds that score it: with nested folds, the model is chosen on the training profiles alone, and predicts profiles that had no part in the choice.</summary>
internal static class CarbonNested
{
    private const double Degrees = 2;
    private const int OuterFolds = 10, InnerFolds = 5;

    public static void Run(Study study, IReadOnlyList<ProfileRecord> profiles, MapSample map, ForestOptions grow)
    {
        var growth = new CarbonGrowth(_ => grow, grow);
        var all = new CarbonData(study, profiles, map.Places(study, profiles));
        var plan = Blocks(all, OuterFolds, study.Seed) with { StandsForMap = true };
        var learners = CarbonLearners.All(all, growth);
        double[][][] predicted = Validator.Predict(all.Table, [plan], learners, new(study.Seed))[0];
        CarbonModel whole = CarbonComparison.Run(all, growth, [plan], new StepOptions()).Chosen;
        var nested = new double[profiles.Count];
        Array.Fill(nested, double.NaN);
        var chosen = new List<CarbonModel>();
        foreach (var fold in plan.Repeats[0])
        {
            ProfileRecord[] inside = [.. fold.Train.Select(row => profiles[row])];
            var data = new CarbonData(study, inside, all.Places.Subset(fold.Train));
            chosen.Add(CarbonComparison.Run(data, growth, [Blocks(data, InnerFolds, study.Seed) with { StandsForMap = true }], new StepOptions()).Chosen);
            foreach (int row in fold.Test)
                nested[row] = predicted[Index(chosen[^1])][0][row];
        }
        double reported = R2(all, predicted[Index(whole)][0]), honest = R2(all, nested);
        Console.WriteLine($"nested folds ({OuterFolds} of {Degrees} degree blocks, {InnerFolds} inside, {grow.Trees} trees): on all profiles {whole.Word()} is chosen, inside the folds {string.Join(", ", chosen.GroupBy(model => model).Select(group => $"{group.Key.Word()} {group.Count()} times"))}");
        Console.WriteLine($"R2 of the chosen model on the folds that chose it {reported:0.000}, of models chosen without the held-out profiles {honest:0.000}: optimism of choosing {reported - honest:0.000}");

        int Index(CarbonModel model) => learners.Select((learner, l) => (learner, l)).Single(pair => pair.learner.Name == model.Word()).l;
    }

    private static FoldPlan Blocks(CarbonData data, int folds, ulong seed) => FoldDesigns.Blocks(data.Table.Latitudes!, data.Table.Longitudes!, data.Table.Sites, Degrees, folds, 1, seed);

    private static double R2(CarbonData data, double[] predicted) => ScoreCard.FromPredictions(data.Observed, predicted, 0).RSquared;
}
