#:project ../../src/SoilBeta.Study/SoilBeta.Study.csproj
#:project ../../src/SoilBeta.Training/SoilBeta.Training.csproj
#:project ../../src/SoilBeta.Devices/SoilBeta.Devices.csproj
#:project ../../src/SoilBeta.Forests/SoilBeta.Forests.csproj
#:project ../../src/SoilBeta.Numerics/SoilBeta.Numerics.csproj
#:property PublishAot=false
// How much of the variance of a cell's mean and bounds do Owen-scrambled Sobol points leave, compared with as many Monte Carlo draws?
// usage: dotnet run -c Release bench/uncertainty/samplers.cs STUDY.yml OUTPUT_FOLDER [DRAWS] [SEEDS]      (profiles and forests must be in the output folder)
// And is the standard error that the spacing of order statistics gives for a bound of Monte Carlo draws (bands q025_se and q975_se of the maps) that of the bound over seeds?
// The cells are sites of profiles; each sampler runs with the same number of seeds; variances are taken over seeds and added over cells.
using SoilBeta.Devices;
using SoilBeta.Forests;
using SoilBeta.Numerics;
using SoilBeta.Studies;
using SoilBeta.Training.Profiles;

const int Cells = 40;
double[] bounds = [0.025, 0.975];
// Standard errors use type 7 quantiles at p ± √(p(1 − p)/n), as in the maps.
var study = StudyReader.Read(args[0]).Study;
var folder = new OutputFolder(args[1]);
int draws = args.Length > 2 ? int.Parse(args[2]) : 1024, seeds = args.Length > 3 ? int.Parse(args[3]) : 200;
double[] probabilities = [.. bounds, .. bounds.SelectMany(p => new[] { p - Math.Sqrt(p * (1 - p) / draws), p + Math.Sqrt(p * (1 - p) / draws) })];
string[] names = [.. study.Covariates.Select(covariate => covariate.Name)];
var profiles = ProfilesTable.Read(folder.Profiles, names);
Perturbation[] perturbations =
[
    .. study.Covariates.Select(covariate =>
    {
        var sd = StandardDeviation.Parse(covariate.Sd!)!.Value;
        return new Perturbation(sd.IsShare, (float)sd.Amount, (float)(covariate.Bounds?[0] ?? double.NegativeInfinity), (float)(covariate.Bounds?[1] ?? double.PositiveInfinity));
    }),
];
using var device = DeviceCatalog.Open("cpu", new DeviceOptions());
Console.WriteLine($"variance of {draws} Monte Carlo draws over that of {draws} Sobol points ({seeds} seeds, {Cells} cells each)");
Console.WriteLine("| ecosystem | trees | mean | 2.5 % | 97.5 % | estimated over true standard error, 2.5 % | 97.5 % |\n|---|---|---|---|---|---|---|");
foreach (var ecosystem in study.Ecosystems)
{
    var forest = ForestFile.ReadSet(folder.Forest(ecosystem.Code));
    var own = profiles.Where(profile => profile.Ecosystem == ecosystem.Code).ToList();
    var cells = Enumerable.Range(0, Cells).Select(i => own[i * own.Count / Cells]).ToList();
    var job = new TileJob { Cells = Cells, Covariates = [.. names.SelectMany((_, f) => cells.Select(cell => (float)cell.Covariates[f]))] };
    double[] monteCarlo = Variances(new DrawSampler()), sobol = Variances(new DrawSampler(IsSobol: true));
    Console.WriteLine($"| {ecosystem.Code} | {forest.Trees} | {monteCarlo[0] / sobol[0]:0} | {monteCarlo[1] / sobol[1]:0.0} | {monteCarlo[2] / sobol[2]:0.0} | {Math.Sqrt(monteCarlo[3] / monteCarlo[1]):0.00} | {Math.Sqrt(monteCarlo[4] / monteCarlo[2]):0.00} |");

    double[] Variances(DrawSampler sampler)
    {
        var values = new double[3, Cells, seeds];
        double[] squares = new double[2]; // of the estimated errors, mean over seeds, added over cells as the variances are
        for (int seed = 0; seed < seeds; seed++)
        {
            var plan = new RunPlan
            {
                Forests = forest,
                Draws = new DrawPlan(DrawMode.Common, draws, (ulong)seed, CommonDraws.Table((ulong)seed, names.Length, draws, sampler), null),
                Perturbations = perturbations,
                WithLayers = false,
                Ranks = Summaries.RanksFor(draws, probabilities),
            };
            using var run = device.Load(plan);
            var result = run.Run(job);
            var summaries = new Summaries(plan, probabilities);
            for (int cell = 0; cell < Cells; cell++)
            {
                values[0, cell, seed] = summaries.MeanBeta(result, cell);
                values[1, cell, seed] = summaries.QuantileBeta(result, cell, 0);
                values[2, cell, seed] = summaries.QuantileBeta(result, cell, 1);
                for (int bound = 0; bound < 2; bound++)
                    squares[bound] += Math.Pow((summaries.QuantileBeta(result, cell, 3 + (2 * bound)) - summaries.QuantileBeta(result, cell, 2 + (2 * bound))) / 2, 2) / seeds;
            }
        }
        return [.. Enumerable.Range(0, 3).Select(what => Enumerable.Range(0, Cells).Sum(cell =>
        {
            double[] all = [.. Enumerable.Range(0, seeds).Select(seed => values[what, cell, seed])];
            double mean = all.Average();
            return all.Sum(value => (value - mean) * (value - mean)) / (seeds - 1);
        })), .. squares];
    }
}
