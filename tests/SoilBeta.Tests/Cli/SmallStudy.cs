using System.Globalization;
using System.Text;
using SoilBeta.Tests.Rasters;

namespace SoilBeta.Tests.Cli;

/// <summary>A complete study in a folder, small enough that every step is almost immediate: 12 × 6 cells, two covariates, two ecosystems, 60 profiles.</summary>
internal sealed class SmallStudy : IDisposable
{
    public const string Text = """
        name: small
        seed: 5
        grid: { resolution: 0.5 deg, bounds: [-60, -36, -54, -33] }
        profiles:
          - table: profiles.csv
            columns: { soc: oc, bulk_density: bd }
        covariates:
          - { name: MAT, raster: mat.asc, unit: "°C", sd: 1, bounds: [-30, 40] }
          - { name: Clay, raster: clay.asc, unit: "%", sd: 10 %, bounds: [0, 100] }
        topsoil: { density: top.asc }
        zones:
          - { name: side, raster: side.asc, names: { 1: west, 2: east } }
        ecosystems:
          - { code: CL, name: cropland, area: cl.asc }
          - { code: GL, name: grassland, area: gl.asc }
        forest: { trees: 10, model: beta }
        validation: { folds: 2, repeats: 0, holdouts: 0, blocks: [], map_cells: 0 }
        drivers: { points: 3, refits: 0, rows: 20, selection: false }
        uncertainty: { draws: 20 }

        """;

    private readonly TemporaryFolder _folder = new();

    public SmallStudy()
    {
        var random = new Random(11);
        double[] noise = [.. Enumerable.Range(0, 200).Select(_ => random.NextDouble())];
        Raster("mat.asc", (row, column) => 12 + column + (3 * noise[(row * 12) + column]));
        Raster("clay.asc", (row, column) => 10 + (40 * noise[100 + (row * 12) + column]));
        Raster("top.asc", (row, column) => row == 0 && column == 0 ? -9999 : 30 + (5 * row));
        Raster("side.asc", (_, column) => column < 6 ? 1 : 2, real: false);
        Raster("cl.asc", (row, _) => row < 4 ? 0.5 : 0);
        Raster("gl.asc", (row, _) => row > 1 ? 0.5 : 0);
        Write("profiles.csv", Profiles(random));
        Write("study.yml", Text);
    }

    public string Folder => _folder.Root;

    public string Output => Path.Combine(Folder, "out", "small");

    public void Write(string name, string text) => File.WriteAllText(_folder[name], text);

    public void Change(string name, string what, string into)
    {
        string text = File.ReadAllText(_folder[name]);
        text.ShouldContain(what);
        Write(name, text.Replace(what, into, StringComparison.Ordinal));
    }

    public void Raster(string name, Func<int, int, double> value, bool real = true, string? crs = "EPSG:4326", double west = -60)
    {
        File.Delete(_folder[Path.ChangeExtension(name, ".prj")]);
        AsciiGrid.Write(_folder[name], west, -36, 0.5, 12, value, 6, crs, real);
    }

    public Soilbeta.Result Run(params string[] arguments) => Soilbeta.Run(Folder, arguments);

    /// <summary>All results of a run, name → bytes, except those with places or times.</summary>
    public SortedDictionary<string, byte[]> Results(string? output = null)
    {
        string root = output ?? Output;
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (string path in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
        {
            string name = Path.GetRelativePath(root, path).Replace('\\', '/');
            if (name != "manifest.json" && !name.StartsWith("work/", StringComparison.Ordinal))
                files[name] = File.ReadAllBytes(path);
        }
        return files;
    }

    /// <summary>Names of the files that look finished: those below the output folder, except in work/.</summary>
    public string[] FinishedFiles() => Directory.Exists(Output) ? [.. Results().Keys] : [];

    public void Dispose() => _folder.Dispose();

    private static string Profiles(Random random)
    {
        var text = new StringBuilder("profile_id,lat,lon,top,bottom,oc,bd\n");
        for (int profile = 0; profile < 60; profile++)
        {
            double latitude = -35.9 + (2.8 * random.NextDouble()), longitude = -59.4 + (5.3 * random.NextDouble()), carbon = 15 + (10 * random.NextDouble()), decline = 0.4 + (0.2 * random.NextDouble());
            for (int horizon = 0; horizon < 5; horizon++, carbon *= decline)
                text.Append(CultureInfo.InvariantCulture, $"P{profile},{latitude:0.####},{longitude:0.####},{20 * horizon},{20 * (horizon + 1)},{carbon:0.###},1.3\n");
        }
        return text.ToString();
    }
}
