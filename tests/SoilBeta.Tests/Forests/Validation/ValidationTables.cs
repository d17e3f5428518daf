using SoilBeta.Forests;

namespace SoilBeta.Tests.Forests.Validation;

/// <summary>Small seeded tables with coordinates for each row.</summary>
internal static class ValidationTables
{
    /// <summary>Sites with profiles: β depends on x0 and on an effect of the site.</summary>
    public static (TrainingTable Table, double[] Latitude, double[] Longitude) Make(int sites, int perSite, int seed, double siteSd = 0.004, bool siteNumber = false, int extra = 2)
    {
        var random = new Random(seed);
        int rows = sites * perSite;
        var columns = Enumerable.Range(0, extra + 1).Select(_ => new float[rows]).ToList();
        var (lat, lon, beta, site) = (new double[rows], new double[rows], new double[rows], new int[rows]);
        for (int s = 0; s < sites; s++)
        {
            double y = -40 + (20 * random.NextDouble()), x = -70 + (20 * random.NextDouble()), own = siteSd * Normal(random);
            double[] values = [.. columns.Select(_ => random.NextDouble())];
            for (int i = 0; i < perSite; i++)
            {
                int row = (s * perSite) + i;
                (lat[row], lon[row], site[row]) = (y, x, s);
                for (int c = 0; c < columns.Count; c++)
                    columns[c][row] = (float)values[c];
                beta[row] = 0.97 + (0.01 * (values[0] - 0.5)) + own + (0.003 * Normal(random));
            }
        }
        var names = Enumerable.Range(0, columns.Count).Select(c => "x" + c).ToList();
        if (siteNumber)
        {
            columns.Add([.. site.Select(s => (float)s)]);
            names.Add("number");
        }
        return (new TrainingTable(names, [.. names.Select(_ => "")], columns, beta, site), lat, lon);
    }

    /// <summary>The table with every row twice, at the same site.</summary>
    public static TrainingTable Doubled(TrainingTable table) => table.Subset([.. Enumerable.Range(0, table.Rows), .. Enumerable.Range(0, table.Rows)]);

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
