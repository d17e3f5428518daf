#:project ../../src/SoilBeta.Forests/SoilBeta.Forests.csproj
#:project ../../src/SoilBeta.Numerics/SoilBeta.Numerics.csproj
#:property PublishAot=false
// How often does the rule claim skill for β where there is none (noise, independent or correlated in space over 2 to 5 degrees), and where covariates explain 40 % of the variance?
// With the real covariates and places of the sample's profiles and their kNNDM folds. Blocks are held out only where kNNDM shows a gain: otherwise the answer is no whatever they show.
// usage: dotnet run -c Release bench/uncertainty/skill.cs tests/golden/sample_places.csv TABLES TREES [ECOSYSTEM [SEED]]      (ALL, the default: all profiles as one table; SEED, of the first table, 1000 by default, forests 999 lower)
using System.Globalization;
using SoilBeta.Forests;
using SoilBeta.Forests.Validation;
using SoilBeta.Numerics.Statistics;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
int tables = int.Parse(args[1]), trees = int.Parse(args[2]);
string wanted = args.Length > 3 ? args[3] : "ALL";
int seed = args.Length > 4 ? int.Parse(args[4]) : 1000;
string[][] lines = [.. File.ReadAllLines(args[0]).Where(line => !line.StartsWith('#')).Select(line => line.Split(','))];
string[][] own = [.. lines.Skip(1).Where(line => wanted == "ALL" || line[0] == wanted)];
int n = own.Length;
double[] Column(int at) => [.. own.Select(line => double.Parse(line[at]))];
double[] latitudes = Column(2), longitudes = Column(3);
int[] sites = [.. own.Select(line => int.Parse(line[1]))];
float[][] columns = [.. Enumerable.Range(5, lines[0].Length - 5).Select(at => Column(at).Select(value => (float)value).ToArray())];
var places = new TrainingTable(lines[0][5..], [.. columns.Select(_ => "")], columns, new double[n], sites).At(latitudes, longitudes);
FoldPlan map = new("knndm", "", [Fold.FromAssignment([.. own.Select(line => int.Parse(line[4]))])]) { StandsForMap = true };
FoldPlan[] plans = [map, .. new double[] { 1, 2, 5 }.Select(degrees => FoldDesigns.Blocks(latitudes, longitudes, sites, degrees, 10, 1, 1))];
ILearner[] learners = [new ForestLearner(new ForestOptions { Trees = trees }), new ConstantLearner()];
var factors = new Dictionary<int, double[][]>();
Console.WriteLine($"{wanted}: {n} profiles at {sites.Distinct().Count()} sites in {SquareBlocks.Assign(latitudes, longitudes, sites, 2).Distinct().Count()} squares of 2 degrees; {trees} trees; {tables} tables of each kind; seeds {seed} to {seed + tables - 1} for the tables");
foreach (var (kind, of) in new (string, Func<Random, int, double[]>)[] { ("independent noise", (random, _) => Normals(random, n)), ("spatial noise", Spatial), ("40 % explained", Signal) })
{
    int yes = 0, unknown = 0, alike = 0;
    double r2 = 0;
    for (int t = 0; t < tables; t++)
    {
        double[] y = of(new Random(seed + t), t);
        var table = places.WithTarget([.. y.Select(value => 0.975 + (0.01 * value))]);
        var designs = Validator.Run(table, [map], learners, [], new((ulong)(seed + t - 999), 2));
        double r = designs[0].ForModel("forest")!.Scores["beta"].Mean.RSquared;
        r2 += r / tables;
        var gain = designs[0].ForModel("constant")!.Errors["beta"].Zip(designs[0].ForModel("forest")!.Errors["beta"], (a, b) => a - b).ToArray();
        var (mean, error, _) = ClusterErrors.Mean(gain, designs[0].Clusters["beta"].Of);
        var skill = r > 0 && mean > 2 * error ? Skill.Judge(Validator.Run(table, plans, learners, [], new((ulong)(seed + t - 999), 2))) : Skill.Without(false, "");
        yes += skill.HasSkill == true ? 1 : 0;
        unknown += skill.HasSkill is null ? 1 : 0;
        alike += skill.Sentence.Contains("neighbouring", StringComparison.Ordinal) ? 1 : 0;
    }
    Console.WriteLine($"{kind}: {yes} of {tables} claim skill, {tables - yes - unknown} do not, {unknown} unknown ({alike} because neighbours' errors are alike); mean R2 under kNNDM {r2:0.000}");
}

// A random linear mixture of the standardised covariates explains 40 % of the variance, independent noise the rest.
double[] Signal(Random random, int table)
{
    double[] sum = new double[n];
    foreach (float[] column in columns)
    {
        double mean = column.Average(), sd = Math.Sqrt(column.Average(x => (x - mean) * (x - mean))), weight = Normals(random, 1)[0];
        for (int i = 0; i < n; i++)
            sum[i] += weight * (column[i] - mean) / sd;
    }
    double of = sum.Average(), spread = Math.Sqrt(sum.Average(x => (x - of) * (x - of)));
    double[] noise = Normals(random, n);
    return [.. sum.Select((x, i) => (Math.Sqrt(0.4) * (x - of) / spread) + (Math.Sqrt(0.6) * noise[i]))];
}

// A Gaussian field with exponential correlation, 1/e at 2, 3, 4 or 5 degrees in turn, by the Cholesky factor of its covariance.
double[] Spatial(Random random, int table)
{
    int range = 2 + (table % 4);
    if (!factors.TryGetValue(range, out var factor))
    {
        factors[range] = factor = new double[n][];
        for (int i = 0; i < n; i++)
        {
            factor[i] = new double[i + 1];
            for (int j = 0; j <= i; j++)
            {
                double sum = i == j ? 1 + 1e-6 : Math.Exp(-Variogram.Distance(latitudes[i], longitudes[i], latitudes[j], longitudes[j]) / (111.195 * range));
                for (int k = 0; k < j; k++)
                    sum -= factor[i][k] * factor[j][k];
                factor[i][j] = i == j ? Math.Sqrt(Math.Max(sum, 1e-9)) : sum / factor[j][j];
            }
        }
    }
    double[] z = Normals(random, n);
    return [.. factor.Select(row => row.Select((a, k) => a * z[k]).Sum())];
}

static double[] Normals(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))];
