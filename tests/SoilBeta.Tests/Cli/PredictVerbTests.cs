using System.Globalization;
using SoilBeta.Devices.Benchmarks;
using SoilBeta.Forests;

namespace SoilBeta.Tests.Cli;

public sealed class PredictVerbTests : IDisposable
{
    private const int Points = 200;
    private const int Draws = 1000;
    private readonly TemporaryFolder _folder = new();

    public PredictVerbTests()
    {
        TrainingTable table = SyntheticTable.Create(rows: 600);
        ForestFile.Write(_folder.Path("f.forest"), ForestTrainer.Train(table, new ForestOptions { Trees = 40 }).Forest);
        TrainingTable points = SyntheticTable.Create(rows: Points, seed: 9);
        File.WriteAllLines(
            _folder.Path("cells.csv"),
            [
                $"id,{string.Join(',', points.Features)},X20,note",
                .. Enumerable.Range(0, Points).Select(row => $"p{row},{string.Join(',', points.Columns.Select(column => column[row].ToString("R", CultureInfo.InvariantCulture)))},{40 + row},x"),
            ]);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A standard error is the draws' sd / √1000, and the sd is read from the width of the interval, as for a normal.</summary>
    [Fact]
    public void The_mean_over_draws_agrees_with_the_exact_mean_within_five_standard_errors()
    {
        Soilbeta.Run(_folder.Root, "predict", "--forest", "f.forest", "--table", "cells.csv", "--exact-mean", "--device", "cpu", "--output", "o.csv", "--sd-of", "MAT=1", "pH=0.5").ShouldExitWith(0);
        string[][] rows = [.. File.ReadLines(_folder.Path("o.csv")).Select(line => line.Split(','))];
        rows.Length.ShouldBe(Points + 1);
        rows[0].Take(6).ShouldBe(["id", "beta_mean", "beta_q025", "beta_q975", "beta_u", "beta_exact_mean"]);
        rows[0].ShouldContain("socd_20_100_q975");
        foreach (string[] row in rows[1..])
        {
            double[] v = [.. row[1..].Select(field => double.Parse(field, CultureInfo.InvariantCulture))];
            (double mean, double lower, double upper, double exact) = (v[0], v[1], v[2], v[4]);
            double sd = (upper - lower) / (2 * 1.96);
            Math.Abs(mean - exact).ShouldBeLessThan(5 * sd / Math.Sqrt(Draws), row[0]);
            v[3].ShouldBe((upper - lower) / mean, 1e-6);
            v[5].ShouldBeGreaterThan(0);
        }
    }

    [Fact]
    public void The_same_points_come_to_stdout_without_a_file_and_without_layers()
    {
        File.WriteAllLines(_folder.Path("few.csv"), File.ReadLines(_folder.Path("cells.csv")).Take(4).Select(line => string.Join(',', line.Split(',')[..^2])));
        string[] lines = Soilbeta.Run(_folder.Root, "predict", "--forest", "f.forest", "--table", "few.csv", "--draws", "50", "--threads", "1", "--device", "cpu", "--sd-of", "MAT=1", "pH=0.5").ShouldExitWith(0).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines[0].ShouldBe("id,beta_mean,beta_q025,beta_q975,beta_u");
        lines.Length.ShouldBe(4);
        lines[1].ShouldStartWith("p0,0.9");
    }

    [Fact]
    public void What_cannot_be_predicted_is_refused_with_its_place_and_leaves_no_file()
    {
        string[] lines = File.ReadAllLines(_folder.Path("cells.csv"));
        File.WriteAllLines(_folder.Path("nan.csv"), [lines[0], lines[1], lines[2].Replace(lines[2].Split(',')[3], "NaN", StringComparison.Ordinal)]);
        File.WriteAllText(_folder.Path("columns.csv"), "id,MAT,MAP,Clay,pH,CN,TN\n1,2,3,4,5,6,7\n");
        Refused("nan.csv").Error.ShouldContain("nan.csv, line 3, column 'Clay': 'NaN' is not a number");
        Refused("columns.csv").Error.ShouldContain("covariates BNPP, MC, MN have no column");
        Refused("nowhere.csv").Error.ShouldContain("there is no such file");
        Soilbeta.Run(_folder.Root, "predict", "--forest", "f.forest", "--table", "cells.csv", "--draws", "0", "--output", "x.csv").ShouldExitWith(2).Error.ShouldContain("--draws 0");
        File.Exists(_folder.Path("x.csv")).ShouldBeFalse();

        Soilbeta.Result Refused(string table) => Soilbeta.Run(_folder.Root, "predict", "--forest", "f.forest", "--table", table, "--device", "cpu", "--output", "x.csv", "--sd-of", "MAT=1", "pH=0.5").ShouldExitWith(1);
    }

    [Fact]
    public void A_forest_whose_file_holds_its_training_data_gives_prediction_bounds_and_the_dissimilarity_index()
    {
        TrainingTable table = SyntheticTable.Create(rows: 600);
        var forest = ForestFile.Read(_folder.Path("f.forest"));
        var random = new Random(6);
        QuantileTarget ratio = new("20-100_SOCD", [.. Enumerable.Range(0, 600).Select(row => row % 9 == 0 ? double.NaN : 0.5 + random.NextDouble())], IsRatio: true, 0);
        int[] folds = [.. Enumerable.Range(0, 600).Select(row => row % 5)];
        double[] weights = [.. table.Features.Select((_, f) => f % 2 == 0 ? 1.0 : 0.25)];
        ForestFile.Write(_folder.Path("rows.forest"), forest with { Rows = new TrainingRows { Table = table, Folds = folds, Weights = weights, Ratios = [ratio], TopsoilDepth = 20 } });
        Soilbeta.Run(_folder.Root, "predict", "--forest", "rows.forest", "--table", "cells.csv", "--sd-of", "MAT=1", "pH=0.5", "--draws", "50", "--device", "cpu", "--output", "p.csv").ShouldExitWith(0);
        string[][] rows = [.. File.ReadLines(_folder.Path("p.csv")).Select(line => line.Split(','))];
        string[] header = rows[0];
        header[^6..].ShouldBe(["beta_prediction_q05", "beta_prediction_q95", "socd_20_100_prediction_q05", "socd_20_100_prediction_q95", "di", "inside"]);

        TrainingTable points = SyntheticTable.Create(rows: Points, seed: 9);
        float[] covariates = [.. points.Columns.SelectMany(column => column)];
        double[] bounds = CalibratedQuantiles.FromForest(forest, table, QuantileForest.IntervalRows, new QuantileTarget("beta", table.Target, IsRatio: false, 0, 1.02), [ratio]).AllQuantilesAt(covariates, Points, [0.05, 0.95], 1);
        var index = SoilBeta.Forests.Validation.DissimilarityIndex.Fit(table, weights, folds, 1)!;
        double[] values = index.Compute(covariates, Points, 1);
        for (int point = 0; point < Points; point += 17)
        {
            double Value(string name) => double.Parse(rows[point + 1][Array.IndexOf(header, name)], CultureInfo.InvariantCulture);
            Value("beta_prediction_q05").ShouldBe(bounds[point], 1e-8);
            Value("beta_prediction_q95").ShouldBe(bounds[Points + point], 1e-8);
            double mean = Value("socd_20_100_mean");
            Value("socd_20_100_prediction_q05").ShouldBe(mean * bounds[(2 * Points) + point], 1e-6 * mean);
            Value("socd_20_100_prediction_q95").ShouldBe(mean * bounds[(3 * Points) + point], 1e-6 * mean);
            Value("di").ShouldBe(values[point], 1e-6);
            Value("inside").ShouldBe(values[point] <= index.Threshold ? 1 : 0);
        }
        rows.Skip(1).Count(row => row[^1] == "1").ShouldBeGreaterThan(Points / 2);
    }

    [Fact]
    public void Sobol_points_and_correlations_are_the_studys_and_an_identity_changes_nothing()
    {
        string[] names = [.. SyntheticTable.Create(rows: 1).Features];
        File.WriteAllLines(_folder.Path("same.csv"), [string.Join(',', names.Reverse()), .. Enumerable.Range(0, names.Length).Select(row => string.Join(',', Enumerable.Range(0, names.Length).Select(column => row == column ? 1 : 0)))]);
        string independent = Predict("--draws", "256", "--sampler", "sobol", "--replicates", "2");
        Predict("--draws", "256", "--sampler", "sobol", "--replicates", "2", "--correlation", "matrix", "--correlation-matrix", "same.csv").ShouldBe(independent);
        independent.ShouldNotBe(Predict("--draws", "256"));
        Predict("--draws", "256", "--sampler", "sobol", "--replicates", "2", "--correlation", "training", "--training", "cells.csv").ShouldNotBe(independent);

        // As in studies, a relative standard deviation is refused for a value whose zero is a convention.
        Refused("--draws", "10").ShouldContain("MAT, pH: found a standard deviation that is a share");
        Refused("--sd-of", "MAT=1", "pH=5%").ShouldContain("pH: found a standard deviation that is a share");
        Refused("--sd-of", "Mat=1").ShouldContain("no covariate 'Mat'");
        Refused("--sd-of", "MAT=warm").ShouldContain("expected NAME=SD");

        Refused("--draws", "100", "--sampler", "sobol").ShouldContain("128 draws are the nearest to 100");
        Refused("--sampler", "halton").ShouldContain("expected monte-carlo or sobol");
        Refused("--replicates", "2").ShouldContain("--sampler sobol");
        Refused("--correlation", "matrix").ShouldContain("--correlation-matrix M.csv");
        Refused("--correlation", "training", "--training", "cells.csv", "--exact-mean").ShouldContain("independent errors");
        File.WriteAllText(_folder.Path("two.csv"), "MAT,MAP\n1,0\n0,1\n");
        Soilbeta.Run(_folder.Root, "predict", "--forest", "f.forest", "--table", "cells.csv", "--correlation", "matrix", "--correlation-matrix", "two.csv").ShouldExitWith(1).Error.ShouldContain("have no column");

        string Predict(params string[] options) => Soilbeta.Run(_folder.Root, ["predict", "--forest", "f.forest", "--table", "cells.csv", "--device", "cpu", "--sd-of", "MAT=1", "pH=0.5", .. options]).ShouldExitWith(0).Output;

        string Refused(params string[] options) => Soilbeta.Run(_folder.Root, ["predict", "--forest", "f.forest", "--table", "cells.csv", "--device", "cpu", .. options]).ShouldExitWith(2).Error;
    }
}
