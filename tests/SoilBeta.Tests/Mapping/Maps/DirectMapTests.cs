using SoilBeta.Devices;
using SoilBeta.Forests;
using SoilBeta.Mapping.Maps;
using SoilBeta.Rasters;
using SoilBeta.Soil;
using SoilBeta.Tests.Devices;
using SoilBeta.Training.Models;
using static SoilBeta.Tests.Mapping.Maps.SyntheticMap;

namespace SoilBeta.Tests.Mapping.Maps;

/// <summary>Maps of a study whose carbon a direct forest carries: β from its own forest, layers and totals from the direct one.</summary>
public class DirectMapTests
{
    [Theory]
    [InlineData("common", "crossed", "10 %")]
    [InlineData("independent", "cycled", "0")]
    public void Maps_and_totals_are_those_of_the_plain_loop_with_other_tiles_and_one_thread(string mode, string refits, string topsoil)
    {
        using var map = new SyntheticMap(mode, refits, topsoil, layers: Random);
        using var plain = new PlainDevice();
        var expected = FilesOf(map.Make("plain", new MapSettings { TileCells = 100_000, Device = plain }).Folder);
        ShouldBeTheSame(FilesOf(map.Make("cpu", new MapSettings { TileCells = 17, Threads = 1 }).Folder), expected);
    }

    [Fact]
    public void Shards_and_an_interrupted_run_give_the_same_bytes_and_a_name_to_the_tiles_of_beta()
    {
        using var map = new SyntheticMap(layers: Random);
        var expected = FilesOf(map.Make("whole").Folder);
        foreach (int number in new[] { 2, 1, 3 })
            map.Shard("parts", new Shard(number, 3), new MapSettings { TileCells = 11 });
        ShouldBeTheSame(FilesOf(map.Merge("parts", 3)), expected);
        using var stop = new CancellationTokenSource();
        Should.Throw<OperationCanceledException>(() => map.Make("resumed", MapSettings.StoppedAfter(2, 31, stop)));
        ShouldBeTheSame(FilesOf(map.Make("resumed").Folder), expected);
        Directory.EnumerateDirectories(map.Output("resumed").Tiles).Select(path => Path.GetFileName(path)!).Select(name => name[..name.LastIndexOf('-')]).Order()
            .ShouldBe(["CL-beta-common", "CL-common", "GL-beta-common", "GL-common"]);
    }

    [Fact]
    public void Beta_is_that_of_its_own_forest_and_its_map_says_where_the_layers_come_from()
    {
        using var direct = new SyntheticMap(topsoil: "10 %", layers: Random);
        using var beta = new SyntheticMap(topsoil: "10 %");
        var (own, other) = (direct.Make("direct").Folder, beta.Make("beta").Folder);
        foreach (string code in new[] { "CL", "GL", "ALL" })
        {
            for (int band = 1; band <= 4; band++)
                Band(own, $"{code}_beta", band).ShouldBe(Band(other, $"{code}_beta", band));
        }
        using var map = RasterFile.Open(own.Map("CL_beta"));
        map.Metadata["SOILBETA_CARBON_MODEL"].ShouldBe("direct");
        map.Metadata["SOILBETA_LAYERS"].ShouldContain("do not come from this beta");
        map.Metadata["SOILBETA_FOREST_CHECKSUM"].ShouldBe("cl-checksum");
        using var density = RasterFile.Open(own.Map("CL_20-100_SOCD"));
        density.Metadata["SOILBETA_FOREST_CHECKSUM"].ShouldBe("direct-checksum");
        density.Metadata.ContainsKey("SOILBETA_LAYERS").ShouldBeFalse();
        using var single = RasterFile.Open(other.Map("CL_beta"));
        single.Metadata["SOILBETA_CARBON_MODEL"].ShouldBe("beta");
        single.Metadata.ContainsKey("SOILBETA_LAYERS").ShouldBeFalse();
    }

    /// <summary>Every tree predicts 30, 20, 15, 10 and 5 Mg C ha⁻¹: what the maps hold follows by hand from the topsoil and the rock.</summary>
    [Fact]
    public void The_topsoil_replaces_the_first_layer_and_rock_ends_the_others()
    {
        double[] densities = [30, 20, 15, 10, 5];
        var forests = ForestFlattening.Flatten(new Forest
        {
            Features = ["f0", "f1", "f2"], Units = ["", "", ""], Outputs = ["a", "b", "c", "d", "e"], Target = "SOC density",
            Trees = [.. Enumerable.Range(0, 20).Select(_ => new Tree([-1], [0], [-1], [-1], densities) { Outputs = 5 })],
        });
        using var map = new SyntheticMap(layers: (_, _) => forests);
        var (folder, rows) = map.Make("whole", new MapSettings { AllProducts = true });
        var zones = new ZoneIndex(map.Study.Study, map.Stack);
        var reader = new EcosystemCells(map.Study, map.Stack, map.Stack.Grid.Whole, zones);
        var (context, survey) = map.Context();
        var block = reader.Read("CL", survey.Ecosystems[0].Cut(reader, 100_000).Single(), context.AreaShift);
        var maps = new[] { "40-60", "20-100", "0-100" }.ToDictionary(layer => layer, layer => Band(folder, $"CL_{layer}_SOCD", 1));
        double total = 0, topsoil = 0;
        int cut = 0;
        foreach (int cell in Enumerable.Range(0, block.Cells))
        {
            double Soil(int layer) => densities[layer] * Math.Clamp(block.SoilDepthAt(cell) - (20 * layer), 0, 20) / 20;
            double first = block.Topsoil[cell] * Math.Clamp(block.SoilDepthAt(cell), 0, 20) / 20, below = Soil(1) + Soil(2) + Soil(3) + Soil(4);
            Value("40-60", cell).ShouldBe(Soil(2), 1e-4); // a unit is 1/65,536; the topsoil's float has 24 bits
            Value("20-100", cell).ShouldBe(below, 1e-4);
            Value("0-100", cell).ShouldBe(first + below, 1e-4);
            cut += block.SoilDepthAt(cell) < 100 ? 1 : 0;
            double hectares = AreaScale.Hectares(block.Areas[cell], context.AreaShift);
            (total, topsoil) = (total + (hectares * below), topsoil + (hectares * first));
        }
        cut.ShouldBeGreaterThan(10);
        Row("20-100").MeanPg.ShouldBe(total / 1e9, 1e-5 * total / 1e9);
        Row("0-20").MeanPg.ShouldBe(topsoil / 1e9, 1e-5 * topsoil / 1e9);
        rows.Select(row => row.Layer).Distinct().ShouldBe(["0-20", "20-40", "40-60", "60-80", "80-100", "20-100", "0-100"]); // 30 cm is not a bound
        rows.Where(row => row is { Ecosystem: "CL", Layer: "60-80", Zone: "all" }).ShouldAllBe(row => Math.Abs(row.Q025Pg - row.Q975Pg) < 1e-12);

        // A target is no amount per hectare: pH above rock at 30 cm is what it is.
        var plan = RunPlans.ForDirect(map.Study.Study, forests, "direct.forest");
        block.ToJob(plan, zones: false).SoilDepths.ShouldBe(block.SoilDepths);
        block.ToJob(plan with { EndsAtRock = false }, zones: false).SoilDepths.ShouldBeEmpty();
        int[] sums = [.. densities.Select(density => (int)Math.Round(density / plan.Forests.Scale))];
        foreach (var (ends, expected) in new[] { (true, new double[] { 30, 10, 0, 0, 0 }), (false, densities) })
        {
            long[] parts = new long[5];
            RealisedParts.Compute(plan with { EndsAtRock = ends, TopsoilReplacesFirst = false }, sums, 0, 0, 30, parts);
            parts.Select((part, layer) => Math.Abs((part / 65_536.0) - expected[layer])).Max().ShouldBeLessThan(1e-3);
        }

        double Value(string layer, int cell) => maps[layer][block.Positions[cell]];
        SoilBeta.Mapping.Totals.TotalsRow Row(string layer) => rows.Single(row => row is { Ecosystem: "CL", Zone: "all", Interval: "common" } && row.Layer == layer);
    }

    /// <summary>Where one ecosystem is alone, joint quantiles are its own; where two share a cell with the same forest, they are those of either.</summary>
    [Fact]
    public void Joint_quantiles_of_one_forest_for_all_are_those_of_each_ecosystem()
    {
        using var map = new SyntheticMap(topsoil: "10 %", uncertainty: "draws: 37, mode: common, joint_quantiles: true", layers: (_, refits) => Random("CL", refits));
        var folder = map.Make("joint").Folder;
        int compared = 0;
        foreach (int band in new[] { 2, 3 })
        {
            float[] own = Band(folder, "CL_20-100_SOCD", band), all = Band(folder, "ALL_20-100_SOCD", band), other = Band(folder, "GL_20-100_SOCD", band);
            foreach (int cell in Enumerable.Range(0, own.Length).Where(cell => !float.IsNaN(own[cell])))
            {
                all[cell].ShouldBe(own[cell], 1e-5f * own[cell]);
                compared += float.IsNaN(other[cell]) ? 0 : 1;
            }
        }
        compared.ShouldBeGreaterThan(50);
    }

    private static ForestSet Random(string code, int refits)
    {
        var set = RandomForests.Make(code == "CL" ? 3 : 4, 3, 20, 40, refits, outputs: 5);
        // Densities are 0 or more.
        return set with { Refits = [.. set.Refits.Select(forest => forest with { Leaves = Array.ConvertAll(forest.Leaves, Math.Abs) })] };
    }

    private static float[] Band(SoilBeta.Studies.OutputFolder folder, string name, int band)
    {
        using var map = RasterFile.Open(folder.Map(name));
        float[] values = new float[Width * Height];
        map.Read(band, new GridWindow(0, 0, Width, Height), values);
        return values;
    }
}
