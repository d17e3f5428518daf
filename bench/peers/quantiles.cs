#:project ../../src/SoilBeta.Devices/SoilBeta.Devices.csproj
#:project ../../src/SoilBeta.Forests/SoilBeta.Forests.csproj
#:property PublishAot=false
// Writes a synthetic table, places, and our quantile forests' 5, 50 and 95 % quantiles there (Meinshausen's definition), one file per seed, for quantiles.R. usage: FOLDER SEEDS
using System.Globalization;
using SoilBeta.Devices.Benchmarks;
using SoilBeta.Forests;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string folder = args[0];
var train = SyntheticTable.Create(3000, 9, seed: 1);
var test = SyntheticTable.Create(1000, 9, seed: 2);
Write("train.csv", train);
Write("test.csv", test);
float[] places = [.. test.Columns.SelectMany(column => column)];
for (int seed = 1; seed <= int.Parse(args[1]); seed++)
{
    var forest = ForestTrainer.Train(train, new ForestOptions { Trees = 500, Mtry = 3, MinNodeSize = 5, Seed = (ulong)seed, Threads = 2 }).Forest;
    double[] quantiles = new QuantileForest(forest, train).QuantilesAt(places, test.Rows, [0.05, 0.5, 0.95], 2);
    File.WriteAllLines(Path.Combine(folder, $"ours-{seed}.csv"), ["q05,q50,q95", .. Enumerable.Range(0, test.Rows).Select(row => $"{quantiles[row]:R},{quantiles[test.Rows + row]:R},{quantiles[(2 * test.Rows) + row]:R}")]);
}

void Write(string name, TrainingTable table) => File.WriteAllLines(
    Path.Combine(folder, name),
    [$"{string.Join(',', table.Features)},beta", .. Enumerable.Range(0, table.Rows).Select(row => $"{string.Join(',', table.Columns.Select(column => column[row].ToString("R")))},{table.Target[row]:R}")]);
