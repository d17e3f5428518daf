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

    /// <summary>Amplitude of the noise, chosen for an out-of-bag R² of about 0.86.</summary>
    private const double NoiseShare = 0.23;

    private static string Name(int feature) => feature < Known.Length ? Known[feature].Name : $"x{feature + 1}";

    private static string Unit(int feature) => feature < Known.Length ? Known[feature].Unit : "";

    private static double Low(int feature) => feature < Known.Length ? Known[feature].Low : 0;

    private static double High(int feature) => feature < Known.Length ? Known[feature].High : 1;
}
