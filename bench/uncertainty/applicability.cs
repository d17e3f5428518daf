#:project ../../src/SoilBeta.Devices/SoilBeta.Devices.csproj
#:project ../../src/SoilBeta.Forests/SoilBeta.Forests.csproj
#:property PublishAot=false
// How long does the dissimilarity index of a million cells take for 10,000 profiles with 9 covariates?
// usage: dotnet run -c Release bench/uncertainty/applicability.cs [CELLS] [PROFILES] [THREADS]
using System.Diagnostics;
using SoilBeta.Devices.Benchmarks;
using SoilBeta.Forests;
using SoilBeta.Forests.Validation;

int cells = args.Length > 0 ? int.Parse(args[0]) : 1_000_000, profiles = args.Length > 1 ? int.Parse(args[1]) : 10_000, threads = args.Length > 2 ? int.Parse(args[2]) : 2;
var table = SyntheticTable.Create(profiles, 9, seed: 1);
float[] covariates = [.. SyntheticTable.Create(cells, 9, seed: 2).Columns.SelectMany(column => column)];
var clock = Stopwatch.StartNew();
var index = DissimilarityIndex.Fit(table, [.. Enumerable.Range(1, 9).Select(i => 1.0 / i)], [.. Enumerable.Range(0, profiles).Select(row => row % 10)], threads)!;
double prepared = clock.Elapsed.TotalSeconds;
double[] values = index.Compute(covariates, cells, threads);
Console.WriteLine($"{cells} cells, {profiles} profiles, {threads} threads: {prepared:0.0} s for mean distance and threshold, {clock.Elapsed.TotalSeconds - prepared:0.0} s for the cells; {100.0 * values.Count(value => value <= index.Threshold) / cells:0.0} % inside");
