using System.Globalization;
using SoilBeta.Rasters;
using SoilBeta.Studies;

namespace SoilBeta.Tests.Cli;

/// <summary><c>predict --study --at</c>: what the maps have at places.</summary>
public class PlacesTests
{
    private const string Places = "id,lon,lat\na,-57.8,-34.2\nb,-55.3,-35.6\nmasked,-59.9,-33.1\nfar,30,10\n";

    [Fact]
    public void Places_get_the_values_of_every_map_in_their_cells_and_others_a_reason()
    {
        using var small = new SmallStudy();
        small.Change("study.yml", "forest: { trees: 10, model: beta }", "forest: { trees: 10, model: direct, topsoil_feature: true }");
        small.Change("study.yml", "topsoil: { density: top.asc }", "topsoil: { density: top.asc, sd: 10 % }");
        small.Run("prepare", "study.yml").ExitCode.ShouldBe(0);
        small.Run("map", "study.yml", "--device", "cpu").ExitCode.ShouldBe(0);
        small.Write("places.csv", Places);
        var result = small.Run("predict", "--study", "study.yml", "--at", "places.csv", "--device", "cpu");
        result.ExitCode.ShouldBe(0, result.Error);
        string[][] rows = [.. result.Output.TrimEnd().Split('\n').Select(line => line.TrimEnd('\r').Split(','))];
        int Column(string name) => Array.IndexOf(rows[0], name) is >= 0 and var column ? column : throw new ArgumentException($"There is no column {name}.");
        rows.Skip(1).Select(row => $"{row[0]} {row[3]} {row[5]} {row[6]}").ShouldBe(
            ["a CL beta no", "a CL direct yes", "a GL beta no", "a GL direct yes", "b GL beta no", "b GL direct yes", "masked   ", "far   "], ignoreOrder: true);
        rows.Single(row => row[0] == "far")[^1].ShouldBe("outside the study's grid");
        rows.Single(row => row[0] == "masked")[^1].ShouldBe("no topsoil density");

        var folder = new OutputFolder(small.Output);
        int compared = 0;
        foreach (string[] row in rows.Skip(1).Where(row => row[3].Length > 0))
        {
            foreach (var product in MapProduct.All.Where(product => product.IsBeta == (row[5] == "beta")))
            {
                using var map = RasterFile.Open(folder.Map($"{row[3]}_{product.Suffix}"));
                string name = product.IsBeta ? "beta" : $"socd_{product.Top}_{product.Bottom}";
                foreach (string band in new[] { "mean", "q2.5", "q97.5", "U", "prediction_q05", "prediction_q95" })
                {
                    double expected = map.Sample(1 + map.Bands.ToList().FindIndex(of => of.Description == band), Number(row[1]), Number(row[2]));
                    double found = Number(row[Column($"{name}_{band.Replace("q2.5", "q025").Replace("q97.5", "q975").Replace("U", "u")}")]);
                    found.ShouldBe(expected, 1e-6 * Math.Abs(expected), $"{row[0]} {row[3]} {name} {band}"); // a map's float32
                    compared++;
                }
            }
            if (row[5] == "beta")
            {
                using var map = RasterFile.Open(folder.Map($"{row[3]}_applicability"));
                Number(row[Column("di")]).ShouldBe(map.Sample(1, Number(row[1]), Number(row[2])), 1e-6);
            }
            // Layers of beta times topsoil are there too, though no map has them.
            row[Column("socd_20_100_mean")].ShouldNotBeEmpty();
        }
        compared.ShouldBe((3 * 6) + (3 * 6 * 6)); // three pairs of a place and an ecosystem, of beta and of six densities, in six bands

        // A study that has changed since is refused, also where the forest has as many layers: their bounds would be wrong.
        small.Run("predict", "--study", "study.yml", "--at", "places.csv", "--seed", "6", "--output", "draws.csv", "--device", "cpu").ExitCode.ShouldBe(0);
        File.AppendAllText(Path.Combine(small.Folder, "study.yml"), "layers: [0, 20, 30, 50, 70, 100]\n");
        var changed = small.Run("predict", "--study", "study.yml", "--at", "places.csv", "--output", "changed.csv", "--device", "cpu");
        changed.ExitCode.ShouldBe(1);
        changed.Error.ShouldContain("the study's sections on training changed since the forests were trained.");
        changed.Error.ShouldContain("First, once: soilbeta prepare study.yml");
        File.Exists(Path.Combine(small.Folder, "changed.csv")).ShouldBeFalse();
    }

    /// <summary>No topsoil section: the direct forest maps 0–20 cm itself, and totals hold it. A target has maps of its layers in its unit, and no totals.</summary>
    [Fact]
    public void Without_a_topsoil_a_direct_forest_maps_every_layer_and_a_target_has_maps_too()
    {
        using var small = new SmallStudy();
        small.Change("study.yml", "topsoil: { density: top.asc }\n", "");
        small.Run("check", "study.yml").Error.ShouldContain("expected 'density: RASTER'");
        small.Change("study.yml", "forest: { trees: 10, model: beta }", "forest: { trees: 10, model: direct }\ntarget: { column: soc, layers: [0, 20, 50] }");
        var run = small.Run("run", "study.yml", "--device", "cpu");
        run.ExitCode.ShouldBe(0, run.Error);
        var folder = new OutputFolder(small.Output);
        using var all = RasterFile.Open(folder.Map("CL_0-100_SOCD"));
        using var first = RasterFile.Open(folder.Map("CL_0-20_SOCD"));
        using var below = RasterFile.Open(folder.Map("CL_20-100_SOCD"));
        double top = first.Sample(1, -57.8, -34.2);
        top.ShouldBeGreaterThan(1);
        ((double)all.Sample(1, -57.8, -34.2)).ShouldBe(top + below.Sample(1, -57.8, -34.2), 1e-4);
        File.ReadAllText(folder.TotalsCsv).ShouldContain("CL,0-20,all,");
        using var carbon = RasterFile.Open(folder.Map("ALL_20-50_soc"));
        carbon.Bands[0].Unit.ShouldBe("g/kg");
        carbon.Metadata.ContainsKey("SOILBETA_CARBON_MODEL").ShouldBeFalse();
        double content = carbon.Sample(1, -57.8, -34.2);
        content.ShouldBeInRange(carbon.Sample(2, -57.8, -34.2), carbon.Sample(3, -57.8, -34.2));
        File.ReadAllText(folder.TotalsCsv).ShouldNotContain("20-50");
        small.Write("places.csv", Places);
        var result = small.Run("predict", "--study", "study.yml", "--at", "places.csv", "--device", "cpu");
        result.ExitCode.ShouldBe(0, result.Error);
        result.Output.Split('\n').Count(line => line.StartsWith("masked,", StringComparison.Ordinal)).ShouldBe(3); // mapped now: beta, direct and the target
        result.Output.ShouldContain(",soc_0_20_mean,");
    }

    [Fact]
    public void A_table_without_coordinates_and_options_of_a_forest_are_refused()
    {
        using var small = new SmallStudy();
        small.Write("none.csv", "id,x\na,1\n");
        small.Write("far.csv", "lon,lat\n200,10\n");
        small.Run("predict", "--study", "study.yml").Error.ShouldContain("go together");
        small.Run("predict").Error.ShouldContain("--forest F.forest --table cells.csv, or --study STUDY.yml --at places.csv");
        small.Run("predict", "--study", "study.yml", "--at", "none.csv", "--sd", "0.2").Error.ShouldContain("--sd: not with --study");
        small.Run("predict", "--study", "study.yml", "--at", "none.csv").Error.ShouldContain("places need the columns lon and lat");
        small.Run("predict", "--study", "study.yml", "--at", "far.csv").Error.ShouldContain("'200' is outside -180 … 180 degrees");
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
