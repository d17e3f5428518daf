using SoilBeta.Devices;
using SoilBeta.Devices.Catalog;
using SoilBeta.Forests;
using SoilBeta.Mapping.Maps;
using SoilBeta.Mapping.Totals;
using SoilBeta.Rasters;
using SoilBeta.Studies;
using SoilBeta.Tests.Rasters;
using SoilBeta.Workflow.Steps;

namespace SoilBeta.Tests.Mapping.Maps;

/// <summary>Maps and totals compared with <c>golden/replica/replica.csv</c>, computed by NumPy from the equations; <c>replica.py</c> next to it has the inputs and trees of this class as the same formulas.</summary>
public sealed class ReplicaTests : IDisposable
{
    private const int Columns = 6, Rows = 4, Trees = 4;
    private const double Tolerance = 2e-5; // relative: β to the 100th power from a float, truncation to 1/65,536 Mg C ha⁻¹, areas as float fractions

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("crossed", "draws: 16, refits: crossed, refit_count: 3", 3)]
    [InlineData("cycled", "draws: 21, refits: cycled, refit_count: 3", 3)]
    [InlineData("sobol", "draws: 64, sampler: sobol, replicates: 2", 1)]
    [InlineData("rock", "draws: 40", 1)]
    public void Maps_and_totals_are_those_of_numpy(string name, string uncertainty, int refits)
    {
        bool rock = name == "rock";
        var (rows, folder) = Map(rock ? ", depth: 30, sd: 15 %" : "", rock ? "depth_to_rock: { raster: rock.asc, resampling: nearest }" : "", uncertainty, refits);
        var totals = rows.Where(row => row.Ecosystem == "CL").ToDictionary(row => $"{row.Interval} {row.Layer},{row.Zone}");
        var maps = MapProduct.All.ToDictionary(product => product.Suffix, product => Bands(folder.Map($"CL_{product.Suffix}")));
        int compared = 0;
        foreach (string line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "golden", "replica", "replica.csv")).Where(line => line.StartsWith(name + ",", StringComparison.Ordinal)))
        {
            string[] fields = line.Split(',');
            double[] expected = [.. fields[3..].Select(field => double.Parse(field, System.Globalization.CultureInfo.InvariantCulture))];
            double[] found = maps.TryGetValue(fields[1], out float[][]? bands)
                ? [.. bands.Take(3).Select(band => (double)band[int.Parse(fields[2], System.Globalization.CultureInfo.InvariantCulture)])]
                : Values(totals[$"{fields[1]},{fields[2]}"]);
            for (int i = 0; i < 3; i++)
                found[i].ShouldBe(expected[i], (Tolerance * Math.Abs(expected[i])) + 1e-9, $"{line}, number {i + 1}");
            compared++;
        }
        compared.ShouldBe((4 * Rows * Columns) + (9 * 3 * 2)); // four maps; nine intervals, three zones, two kinds
        totals.Values.ShouldAllBe(row => row.Q025Pg <= row.Q975Pg);
    }

    /// <summary>The user's own raster, without an sd: nothing is added, lost or spread, whatever its depth; and the bounds of layers that fall, or rise and fall, with β are in order.</summary>
    [Theory]
    [InlineData(20, "0-20")]
    [InlineData(30, "0-30")]
    [InlineData(40, "0-20 20-40")]
    [InlineData(60, "0-20 20-40 40-60")]
    [InlineData(100, "0-100")]
    public void A_given_topsoil_comes_back_exactly_and_no_bounds_are_reversed(int depth, string intervals)
    {
        var (rows, _) = Map($", depth: {depth}", "", "draws: 40", 1);
        double given = 0;
        for (int r = 0; r < Rows; r++)
        {
            for (int c = 0; c < Columns; c++)
                given += (30 + (3 * (((5 * r) + c) % 9))) * 10_000 * (0.25 + (0.05 * ((r + (2 * c)) % 10)));
        }
        foreach (string kind in new[] { "common", "comonotone" })
        {
            TotalsRow[] parts = [.. intervals.Split(' ').Select(layer => rows.Single(row => row.Ecosystem == "CL" && row.Zone == "all" && row.Interval == kind && row.Layer == layer))];
            (1e9 * parts.Sum(row => row.MeanPg)).ShouldBe(given, 1e-6 * given); // Mg of Pg; areas on the ellipsoid, as float fractions
            if (parts is [var whole])
            {
                whole.Q025Pg.ShouldBe(whole.MeanPg, 1e-12 * whole.MeanPg);
                whole.Q975Pg.ShouldBe(whole.MeanPg, 1e-12 * whole.MeanPg);
            }
        }
        rows.ShouldAllBe(row => row.Q025Pg <= row.Q975Pg);
        // β spreads, so every other interval of depth has a width.
        rows.Single(row => row.Ecosystem == "CL" && row.Zone == "all" && row.Interval == "common" && row.Layer == "80-100").ShouldSatisfyAllConditions(row => row.Q025Pg.ShouldBeLessThan(row.MeanPg), row => row.Q975Pg.ShouldBeGreaterThan(row.MeanPg));
    }

    private (IReadOnlyList<TotalsRow> Rows, OutputFolder Folder) Map(string topsoil, string rock, string uncertainty, int refits)
    {
        Raster("f0.asc", (r, c) => 5 + (7 * (((3 * r) + (5 * c)) % 13)));
        Raster("f1.asc", (r, c) => 10 + (6 * (((2 * r) + (7 * c)) % 14)));
        Raster("f2.asc", (r, c) => 2 + (4 * ((r + (c * c)) % 11)));
        Raster("top.asc", (r, c) => 30 + (3 * (((5 * r) + c) % 9)));
        Raster("rock.asc", (r, c) => 15 + (8 * (((6 * r) + c) % 14)));
        Raster("area.asc", (r, c) => 0.25 + (0.05 * ((r + (2 * c)) % 10)), real: true);
        Raster("side.asc", (_, c) => c < 3 ? 1 : 2);
        File.WriteAllText(_folder["study.yml"], $$"""
            name: replica
            seed: 11
            grid: { like: f0.asc }
            covariates:
              - { name: f0, raster: f0.asc, sd: 10 %, bounds: [0, 100], resampling: nearest }
              - { name: f1, raster: f1.asc, sd: "3", resampling: nearest }
              - { name: f2, raster: f2.asc, sd: 20 %, resampling: nearest }
            topsoil: { density: top.asc, resampling: nearest{{topsoil}} }
            {{rock}}
            zones: [ { name: side, raster: side.asc, names: { 1: west, 2: east } } ]
            ecosystems: [ { code: CL, area: area.asc } ]
            uncertainty: { {{uncertainty}} }
            """);
        var study = StudyReader.Read(_folder["study.yml"]);
        var folder = new OutputFolder(_folder["out"]);
        var options = new StepOptions { Threads = 2 };
        StackStep.Run(study, folder, options);
        using var stack = StackReader.Open(folder.Stack);
        using var cpu = DeviceCatalog.Open("cpu", new DeviceOptions(2));
        var forest = new MapForest(ForestFlattening.Flatten([.. Enumerable.Range(0, refits).Select(Forest)]), "replica", "CL.forest");
        return (new MapMaker(study, folder, options, stack, new DeviceTiles(cpu, new TileStore(folder.Tiles)), new MapRuns(study.Study, new CarbonChoice(CarbonModel.Beta), (_, _) => forest)) { Products = MapProduct.All }.Run(stack.Grid.Whole), folder);
    }

    private static double[] Values(TotalsRow row) => [row.MeanPg, row.Q025Pg, row.Q975Pg];

    private static float[][] Bands(string path)
    {
        using var file = RasterFile.Open(path);
        return [.. Enumerable.Range(1, 3).Select(band =>
        {
            float[] values = new float[file.Grid.Cells];
            file.Read(band, file.Grid.Whole, values);
            return values;
        })];
    }

    private static Forest Forest(int refit) => new()
    {
        Features = ["f0", "f1", "f2"],
        Units = ["", "", ""],
        Trees = [.. Enumerable.Range(0, Trees).Select(tree => TreeOf(tree, refit))],
    };

    // Nodes 1 … 7 are splits, 8 … 15 leaves; node i has the children 2 i and 2 i + 1.
    private static Tree TreeOf(int tree, int refit)
    {
        int[] nodes = [.. Enumerable.Range(1, 15)];
        int Step(int node) => ((3 * node) + (5 * tree) + (7 * refit)) % 8;
        return new Tree(
            [.. nodes.Select(node => node < 8 ? (node + tree + refit) % 3 : -1)],
            [.. nodes.Select(node => node >= 8 ? 0 : 0.35 + (((node + tree + refit) % 3) switch { 0 => 8 + (11 * Step(node)), 1 => 12 + (10 * Step(node)), _ => 3 + (5 * Step(node)) }))],
            [.. nodes.Select(node => node < 8 ? (2 * node) - 1 : -1)],
            [.. nodes.Select(node => node < 8 ? 2 * node : -1)],
            [.. nodes.Select(node => node < 8 ? 0 : 0.955 + (0.005 * (((5 * node) + (3 * tree) + (2 * refit)) % 12)))]);
    }

    private void Raster(string name, Func<int, int, double> value, bool real = false) => AsciiGrid.Write(_folder[name], 4_000_000, 3_000_000, 10_000, Columns, value, Rows, "EPSG:3035", real);
}
