#:project ../../src/SoilBeta.Studies/SoilBeta.Studies.csproj
#:project ../../src/SoilBeta.Forests/SoilBeta.Forests.csproj
#:property PublishAot=false
// How many held-out profiles do the 90 % prediction intervals cover, by the rows that a node must hold, under random folds, folds of sites, and blocks?
// usage: dotnet run -c Release bench/uncertainty/coverage.cs STUDY.yml OUTPUT_FOLDER [TREES]      (profiles must be in the output folder)
using SoilBeta.Forests;
using SoilBeta.Forests.Validation;
using SoilBeta.Studies;
using SoilBeta.Studies.Profiles;
using SoilBeta.Studies.StudyFile;

int[] leasts = [1, 5, 10, 20, 40, 80];
var study = StudyReader.Read(args[0]).Study;
var profiles = ProfilesTable.Read(new OutputFolder(args[1]).Profiles, [.. study.Covariates.Select(covariate => covariate.Name)]);
int trees = args.Length > 2 ? int.Parse(args[2]) : 200;
Console.WriteLine($"| ecosystem | profiles | design | {string.Join(" | ", leasts)} |");
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
        var covered = new int[leasts.Length];
        foreach (var fold in plan.Repeats[0])
        {
            var inside = table.Subset(fold.Train);
            var forest = ForestTrainer.Train(inside, new ForestOptions { Trees = trees, Seed = 1 }).Forest;
            for (int i = 0; i < leasts.Length; i++)
            {
                double[] bounds = new QuantileForest(forest, inside, leasts[i]).Of([.. table.Columns.SelectMany(column => fold.Test.Select(row => column[row]))], fold.Test.Length, [0.05, 0.95], Environment.ProcessorCount);
                covered[i] += fold.Test.Where((row, cell) => table.Target[row] >= bounds[cell] && table.Target[row] <= bounds[fold.Test.Length + cell]).Count();
            }
        }
        Console.WriteLine($"| {ecosystem.Code} | {table.Rows} | {plan.Design} | {string.Join(" | ", covered.Select(count => $"{100.0 * count / table.Rows:0.0}"))} |");
    }
}
