using System.Globalization;
using SoilBeta.Forests;
using SoilBeta.Forests.Validation;

namespace SoilBeta.Tests.Forests.Validation;

/// <summary>How often the rule claims skill for β over the real covariates, places and kNNDM folds of the sample's profiles: 40 tables of each kind here, 200 in <c>bench/uncertainty/skill.cs</c>.</summary>
/// <remarks>To be quick: few trees, one repeat, and for noise every second profile. Blocks are held out only where kNNDM shows a gain, since otherwise the answer is no.</remarks>
public class SkillOnNoiseTests
{
    private const int Tables = 40, Trees = 20;

    private static readonly Lazy<SamplePlaces> s_sample = new(() => SamplePlaces.Read(every: 1)), s_half = new(() => SamplePlaces.Read(every: 2));

    [Fact]
    public void Independent_noise_is_claimed_in_no_more_than_8_in_100() => Claims(s_half.Value, (random, _, n) => Normals(random, n)).ShouldBeLessThanOrEqualTo(Tables * 8 / 100);

    /// <summary>Gaussian fields with exponential correlation, 1/e at 2°, 3°, 4° or 5°, which a random combination of smooth covariates may follow by chance.</summary>
    [Fact]
    public void Noise_correlated_over_2_to_5_degrees_is_claimed_in_no_more_than_8_in_100()
    {
        var factors = Enumerable.Range(2, 4).Select(range => new Lazy<double[][]>(() => s_half.Value.CholeskyOfExponential(range))).ToArray();
        Claims(s_half.Value, (random, table, n) => Product(factors[table % 4].Value, Normals(random, n))).ShouldBeLessThanOrEqualTo(Tables * 8 / 100);
    }

    [Fact]
    public void Covariates_that_explain_40_percent_are_claimed_in_80_of_100() =>
        Claims(s_sample.Value, (random, _, _) => Explained(random, 0.4), enough: Tables * 80 / 100).ShouldBe(Tables * 80 / 100);

    private static int Claims(SamplePlaces sample, Func<Random, int, int, double[]> target, int enough = Tables)
    {
        ILearner[] learners = [new ForestLearner(new ForestOptions { Trees = Trees }), new ConstantLearner()];
        int claims = 0;
        for (int t = 0; t < Tables; t++)
        {
            var table = sample.Table.WithTarget([.. target(new Random(1000 + t), t, sample.Table.Rows).Select(value => 0.975 + (0.01 * value))]);
            IReadOnlyList<DesignScores> Run(IReadOnlyList<FoldPlan> plans) => Validator.Run(table, plans, learners, [], new((ulong)t + 1, 2));
            var map = Run([sample.Map])[0];
            var gain = ClusterErrors.Mean([.. map.ForModel("constant")!.Errors["beta"].Zip(map.ForModel("forest")!.Errors["beta"], (a, b) => a - b)], map.Clusters["beta"].Of);
            if (map.ForModel("forest")!.Scores["beta"].Mean.RSquared > 0 && gain.Mean > 2 * gain.StandardError && Skill.Judge([map, .. Run(sample.Blocks)]).HasSkill == true)
                claims++;
            if (claims >= enough)
                break;
        }
        return claims;
    }

    private static double[] Explained(Random random, double share)
    {
        var columns = s_sample.Value.Table.Columns;
        double[] sum = new double[columns[0].Length];
        foreach (float[] column in columns)
        {
            double mean = column.Average(), sd = Math.Sqrt(column.Average(x => (x - mean) * (x - mean))), weight = Normals(random, 1)[0];
            for (int i = 0; i < sum.Length; i++)
                sum[i] += weight * (column[i] - mean) / sd;
        }
        double of = sum.Average(), spread = Math.Sqrt(sum.Average(x => (x - of) * (x - of)));
        double[] noise = Normals(random, sum.Length);
        return [.. sum.Select((x, i) => (Math.Sqrt(share) * (x - of) / spread) + (Math.Sqrt(1 - share) * noise[i]))];
    }

    private static double[] Product(double[][] factor, double[] z) => [.. factor.Select(row => row.Select((a, k) => a * z[k]).Sum())];

    private static double[] Normals(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))];

    private sealed record SamplePlaces(TrainingTable Table, FoldPlan Map, FoldPlan[] Blocks)
    {
        public static SamplePlaces Read(int every)
        {
            string[][] lines = [.. Golden.Rows("sample_places.csv").Select(row => row[0].Split(','))];
            string[][] own = [.. lines.Skip(1).Where((_, i) => i % every == 0)];
            double[] Column(int at) => [.. own.Select(line => double.Parse(line[at], CultureInfo.InvariantCulture))];
            int[] sites = [.. own.Select(line => int.Parse(line[1], CultureInfo.InvariantCulture))];
            double[] latitudes = Column(2), longitudes = Column(3);
            float[][] columns = [.. Enumerable.Range(5, lines[0].Length - 5).Select(at => Column(at).Select(value => (float)value).ToArray())];
            return new SamplePlaces(
                new TrainingTable(lines[0][5..], [.. columns.Select(_ => "")], columns, new double[own.Length], sites).At(latitudes, longitudes),
                new FoldPlan("knndm", "", [Fold.FromAssignment([.. own.Select(line => int.Parse(line[4], CultureInfo.InvariantCulture))])]) { StandsForMap = true },
                [.. new double[] { 1, 2, 5 }.Select(degrees => FoldDesigns.Blocks(latitudes, longitudes, sites, degrees, 10, 1, 1))]);
        }

        public double[][] CholeskyOfExponential(double range)
        {
            double[][] factor = new double[Table.Rows][];
            for (int i = 0; i < Table.Rows; i++)
            {
                factor[i] = new double[i + 1];
                for (int j = 0; j <= i; j++)
                {
                    double sum = i == j ? 1 + 1e-6 : Math.Exp(-Degrees(i, j) / range);
                    for (int k = 0; k < j; k++)
                        sum -= factor[i][k] * factor[j][k];
                    factor[i][j] = i == j ? Math.Sqrt(Math.Max(sum, 1e-9)) : sum / factor[j][j];
                }
            }
            return factor;
        }

        // Great-circle distance by the spherical law of cosines, degrees.
        private double Degrees(int i, int j)
        {
            const double Degree = Math.PI / 180;
            double a = Table.Latitudes![i] * Degree, b = Table.Latitudes[j] * Degree, l = (Table.Longitudes![i] - Table.Longitudes[j]) * Degree;
            return Math.Acos(Math.Clamp((Math.Sin(a) * Math.Sin(b)) + (Math.Cos(a) * Math.Cos(b) * Math.Cos(l)), -1, 1)) / Degree;
        }
    }
}
