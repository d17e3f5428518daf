#:project ../../src/SoilBeta.Study/SoilBeta.Study.csproj
#:project ../../src/SoilBeta.Training/SoilBeta.Training.csproj
#:project ../../src/SoilBeta.Forests/SoilBeta.Forests.csproj
#:property PublishAot=false
// How many held-out profiles do the 90 % and 95 % prediction intervals cover, by the minimum number of rows in a node, under random folds, folds of sites, and blocks; with the forest's own quantiles, and with levels
// calibrated out of bag inside each fold? And how wide are the intervals?
// usage: dotnet run -c Release bench/uncertainty/coverage.cs STUDY.yml OUTPUT_FOLDER [TREES]      (profiles must be in the output folder)
using SoilBeta.Forests;
using SoilBeta.Forests.Validation;
using SoilBeta.Studies;
using SoilBeta.Training.Profiles;

int[] leasts = [1, 5, 10, 20, 40, 80];
double[] levels = [0.025, 0.05, 0.95, 0.975];
var study = StudyReader.Read(args[0]).Study;
var profiles = ProfilesTable.Read(new OutputFolder(args[1]).Profiles, [.. study.Covariates.Select(covariate => covariate.Name)]);
int trees = args.Length > 2 ? int.Parse(args[2]) : 200;
Console.WriteLine($"| ecosystem | profiles | design | interval | {string.Join(" | ", leasts)} |");
foreach (var ecosystem in study.Ecosystems)
{
    var own = profiles.Where(profile => profile.Ecosystem == ecosystem.Code).ToList();
    var table = new TrainingTable(
        [.. study.Covariates.Select(covariate => covariate.Name)], [.. study.Covariates.Select(_ => "")], [.. study.Covariates.Select((_, f) => own.Select(profile => (float)profile.Covariates[f]).ToArray())],
        [.. own.Select(profile => profile.Beta)], [.. own.Select(profile => profile.Site)]);
    FoldPlan[] plans =
    [
        FoldDesigns.Random(table.Rows, 10, 1, 1), FoldDesigns.Sites(table.Sites, 10, 1, 1),
        FoldDesigns.Blocks([.. own.Select(profile => profile.Latitude)], [.. own.Select(profile => profile.Longitude)], table.Sites, 2, 10, 1, 1),
    ];
    foreach (var plan in plans)
    {
        var covered = new int[4, leasts.Length];
        var width = new double[4, leasts.Length];
        foreach (var fold in plan.Repeats[0])
        {
            var inside = table.Subset(fold.Train);
            var forest = ForestTrainer.Train(inside, new ForestOptions { Trees = trees, Seed = 1 }).Forest;
            float[] places = [.. table.Columns.SelectMany(column => fold.Test.Select(row => column[row]))];
            for (int i = 0; i < leasts.Length; i++)
            {
                foreach (bool calibrated in new[] { false, true })
                {
                    IPredictionIntervals intervals = calibrated ? CalibratedQuantiles.FromForest(forest, inside, leasts[i]) : new QuantileForest(forest, inside, leasts[i]);
                    double[] bounds = intervals.QuantilesAt(places, fold.Test.Length, levels, Environment.ProcessorCount);
                    for (int nominal = 0; nominal < 2; nominal++)
                    {
                        int at = (calibrated ? 2 : 0) + nominal, lower = nominal == 0 ? 1 : 0, upper = 3 - lower;
                        for (int cell = 0; cell < fold.Test.Length; cell++)
                        {
                            double low = bounds[(lower * fold.Test.Length) + cell], high = bounds[(upper * fold.Test.Length) + cell], observed = table.Target[fold.Test[cell]];
                            covered[at, i] += observed >= low && observed <= high ? 1 : 0;
                            width[at, i] += high - low;
                        }
                    }
                }
            }
        }
        for (int at = 0; at < 4; at++)
        {
            string name = $"{(at % 2 == 0 ? 90 : 95)} %{(at < 2 ? "" : ", calibrated")}";
            Console.WriteLine($"| {ecosystem.Code} | {table.Rows} | {plan.Design} | {name} | {string.Join(" | ", leasts.Select((_, i) => $"{100.0 * covered[at, i] / table.Rows:0.0} ({width[at, i] / table.Rows:0.0000})"))} |");
        }
    }
}
