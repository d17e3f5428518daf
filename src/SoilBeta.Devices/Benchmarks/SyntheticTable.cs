using SoilBeta.Forests;
using SoilBeta.Numerics;

namespace SoilBeta.Devices.Benchmarks;

/// <summary>The seeded table for tests, benchmarks and comparisons with other programs: covariates in plausible ranges, and a β that depends on them with steps, curves, interactions and noise.</summary>
/// <remarks>6,000 rows of 9 features with minimum node size 5 give about 2,000 leaves for each tree and an out-of-bag R² of about 0.86. The data are synthetic: no conclusion about soil follows from them.</remarks>
public static class SyntheticTable
{
    private static readonly (string Name, string Unit, double Low, double High)[] Known =
    [
        ("MAT", "°C", 2, 28), ("MAP", "mm", 150, 2600), ("Clay", "%", 4, 60), ("pH", "", 4.2, 8.8), ("CN", "", 8, 24), ("TN", "g/kg", 0.3, 6), ("BNPP", "g/m²", 40, 900), ("MC", "mmol/kg", 5, 120), ("MN", "mmol/kg", 1, 18),
    ];

    /// <summary>Creates the table.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="features">Number of features: the paper's nine, then further ones without influence.</param>
    /// <param name="seed">Seed: the same seed gives the same table everywhere.</param>
    public static TrainingTable Create(int rows = 6000, int features = 9, ulong seed = 1)
    {
        var random = new ForestRandom(seed, RandomStream.SyntheticTable);
        var columns = new float[features][];
        for (int feature = 0; feature < features; feature++)
            columns[feature] = new float[rows];
        var target = new double[rows];
        Span<double> u = stackalloc double[Math.Max(9, features)];
        for (int row = 0; row < rows; row++)
        {
            double climate = random.NextDouble();
            for (int feature = 0; feature < u.Length; feature++)
                u[feature] = feature is 1 or 6 ? (0.5 * climate) + (0.5 * random.NextDouble()) : random.NextDouble();
            for (int feature = 0; feature < features; feature++)
                columns[feature][row] = (float)(Low(feature) + ((High(feature) - Low(feature)) * u[feature]));
            double signal = (1.6 * Math.Sqrt(u[1])) - u[0] + (u[2] > 0.45 ? 0.4 : 0) + (1.2 * (u[3] - 0.5) * (u[4] - 0.5)) + (0.3 * u[5]) + (0.3 * u[6]) - (0.2 * u[7]);
            double noise = random.NextDouble() + random.NextDouble() + random.NextDouble() + random.NextDouble() - 2; // sd √(1/3)
            target[row] = 0.955 + (0.014 * (signal + (NoiseShare * noise)));
        }
        return new TrainingTable([.. Enumerable.Range(0, features).Select(Name)], [.. Enumerable.Range(0, features).Select(Unit)], columns, target);
    }

    /// <summary>The same rows with five targets, the carbon densities of 20 cm layers, Mg C ha⁻¹: a topsoil that depends on the covariates, declining with the row's β, each layer with noise of its own.</summary>
    /// <param name="table">A table of <see cref="Create"/> with at least the paper's nine features.</param>
    /// <param name="seed">Seed: the same seed gives the same table everywhere.</param>
    public static TrainingTable WithLayers(TrainingTable table, ulong seed = 2)
    {
        var random = new ForestRandom(seed, RandomStream.SyntheticTable);
        double[][] layers = [.. Enumerable.Range(0, 5).Select(_ => new double[table.Rows])];
        for (int row = 0; row < table.Rows; row++)
        {
            double density = 20 + (0.012 * table.Columns[1][row]) + (9 * table.Columns[5][row]) - (0.4 * table.Columns[0][row]);
            double rate = Math.Pow(table.Target[row], 20);
            foreach (double[] layer in layers)
            {
                layer[row] = density * (0.85 + (0.3 * random.NextDouble()));
                density *= rate;
            }
        }
        return table.WithTargets(layers, ["0-20", "20-40", "40-60", "60-80", "80-100"]);
    }

    /// <summary>Amplitude of the noise, chosen for an out-of-bag R² of about 0.86.</summary>
    private const double NoiseShare = 0.23;

    private static string Name(int feature) => feature < Known.Length ? Known[feature].Name : $"x{feature + 1}";

    private static string Unit(int feature) => feature < Known.Length ? Known[feature].Unit : "";

    private static double Low(int feature) => feature < Known.Length ? Known[feature].Low : 0;

    private static double High(int feature) => feature < Known.Length ? Known[feature].High : 1;
}
