using SoilBeta.Devices;
using SoilBeta.Mapping.Maps;
using SoilBeta.Rasters;
using SoilBeta.Soil;
using SoilBeta.Studies;
using SoilBeta.Training.Models;
using static SoilBeta.Tests.Mapping.Maps.SyntheticMap;

namespace SoilBeta.Tests.Mapping.Maps;

public class MapMakerTests
{
    [Fact]
    public void Tiles_and_threads_do_not_change_a_byte()
    {
        using var map = new SyntheticMap();
        var expected = FilesOf(map.Make("whole", 100_000).Folder);
        foreach (var (cells, threads) in new[] { (1, 1), (Width, 2), (31, 2) })
            ShouldBeTheSame(FilesOf(map.Make($"{cells}-{threads}", new MapSettings { TileCells = cells, Threads = threads }).Folder), expected);
    }

    [Theory]
    [InlineData("common", "crossed", "0")]
    [InlineData("common", "cycled", "10 %")]
    [InlineData("block", "none", "5")]
    [InlineData("independent", "cycled", "0")]
    public void Maps_and_totals_are_those_of_the_plain_loop_in_every_mode(string mode, string refits, string topsoil)
    {
        using var map = new SyntheticMap(mode, refits, topsoil);
        using var plain = new PlainDevice();
        ShouldBeTheSame(FilesOf(map.Make("cpu", 17).Folder), FilesOf(map.Make("plain", new MapSettings { TileCells = 100_000, Device = plain }).Folder));
    }

    [Fact]
    public void Bounds_compute_the_same_pixels_as_the_whole()
    {
        using var map = new SyntheticMap("independent");
        var whole = map.Make("whole").Folder;
        var window = new GridWindow(4, 5, 9, 11);
        var part = map.Make("part", new MapSettings { Window = window }).Folder;
        foreach (string name in new[] { "CL_beta", "GL_20-100_SOCD", "ALL_20-100_SOCD" })
        {
            using var all = RasterFile.Open(whole.Map(name));
            using var some = RasterFile.Open(part.Map(name));
            for (int band = 1; band <= 4; band++)
            {
                float[] expected = new float[window.Cells], found = new float[window.Cells];
                all.Read(band, window, expected);
                some.Read(band, some.Grid.Whole, found);
                found.ShouldBe(expected);
            }
            some.Grid.CellCentre(0, 0).ShouldBe(all.Grid.CellCentre(4, 5));
        }
    }

    [Fact]
    public void Totals_agree_with_the_maps_and_with_each_other()
    {
        using var map = new SyntheticMap();
        var (folder, rows) = map.Make("whole");
        var row = rows.Where(at => at.Interval == "common").ToDictionary(at => (at.Ecosystem, at.Layer, at.Zone));
        foreach (string code in new[] { "CL", "GL" })
        {
            // The area's rounding to fixed point is below a part in a million.
            row[(code, "20-100", "all")].MeanPg.ShouldBe(MeanTimesArea(map, folder, code, "20-100_SOCD"), 1e-6 * row[(code, "20-100", "all")].MeanPg);
        }
        foreach (string layer in new[] { "0-20", "20-40", "20-100", "0-100", "0-30", "30-100" })
        {
            Same(row[("ALL", layer, "all")].MeanPg, row[("CL", layer, "all")].MeanPg + row[("GL", layer, "all")].MeanPg);
            Same(row[("CL", layer, "all")].MeanPg, row[("CL", layer, "half:west")].MeanPg + row[("CL", layer, "half:=east")].MeanPg);
            row[("CL", layer, "third:north")].MeanPg.ShouldBeLessThan(row[("CL", layer, "all")].MeanPg);
        }
        Same(row[("CL", "0-100", "all")].MeanPg, row[("CL", "0-30", "all")].MeanPg + row[("CL", "30-100", "all")].MeanPg);
        // 20–30 cm is the upper slice of 20–40: more than half of it where β is below 1, and at the forest's lowest β of 0.93 two thirds.
        ((row[("CL", "0-30", "all")].MeanPg - row[("CL", "0-20", "all")].MeanPg) / row[("CL", "20-40", "all")].MeanPg).ShouldBeInRange(0.5, 0.68);
        var comonotone = rows.Single(at => at is { Interval: "comonotone", Ecosystem: "CL", Layer: "20-100", Zone: "all" });
        var common = row[("CL", "20-100", "all")];
        comonotone.MeanPg.ShouldBe(common.MeanPg);
        (comonotone.Q975Pg - comonotone.Q025Pg).ShouldBeGreaterThan(common.Q975Pg - common.Q025Pg);
        (common.Q025Pg < common.MeanPg && common.MeanPg < common.Q975Pg).ShouldBeTrue();
        string csv = File.ReadAllText(folder.TotalsCsv);
        csv.Split('\n')[0].ShouldBe("ecosystem,layer,zone,area_mha,mean_pg,q025_pg,q975_pg,interval,density_mg_ha");
        csv.ShouldContain("CL,0-20,all,");

        static void Same(double found, double expected) => found.ShouldBe(expected, 1e-12 * expected); // sums of the same integers, rounded in double
    }

    [Fact]
    public void A_pixel_is_what_the_equations_give()
    {
        using var map = new SyntheticMap();
        var folder = map.Make("whole").Folder;
        var plan = RunPlans.ForForests(map.Study.Study, map.Forest("CL"), "CL.forest");
        var zones = new ZoneIndex(map.Study.Study, map.Stack);
        var reader = new EcosystemCells(map.Study, map.Stack, map.Stack.Grid.Whole, zones);
        var survey = MapSurvey.Count(map.Study, map.Stack, map.Stack.Grid.Whole, 0, CancellationToken.None);
        var tile = survey.Ecosystems[0].Cut(reader, 100_000).ShouldHaveSingleItem();
        var block = reader.Read("CL", tile, survey.AreaShift);
        using var beta = RasterFile.Open(folder.Map("CL_beta"));
        using var density = RasterFile.Open(folder.Map("CL_20-100_SOCD"));
        int checkedCells = 0;
        for (int cell = 0; cell < block.Cells; cell += 41, checkedCells++)
        {
            var at = new GridWindow((int)(block.Positions[cell] % Width), (int)(block.Positions[cell] / Width), 1, 1);
            double[] betas = Betas(plan, block, cell);
            double[] densities = [.. betas.Select(b => Subsoil(b, block.Topsoil[cell], block.SoilDepthAt(cell)))];
            Compare(beta, at, betas, 1e-6);
            Compare(density, at, densities, 1e-3); // Mg C ha⁻¹: 24-bit β to the 100th power
        }
        checkedCells.ShouldBeGreaterThan(8);

        static void Compare(RasterFile file, GridWindow at, double[] realisations, double tolerance)
        {
            double[] sorted = [.. realisations.Order()];
            double mean = realisations.Average(), lower = SoilBeta.Numerics.OrderStatistics.Quantile(sorted, 0.025), upper = SoilBeta.Numerics.OrderStatistics.Quantile(sorted, 0.975);
            ((double)Band(file, 1, at)).ShouldBe(mean, tolerance);
            ((double)Band(file, 2, at)).ShouldBe(lower, tolerance);
            ((double)Band(file, 3, at)).ShouldBe(upper, tolerance);
            ((double)Band(file, 4, at)).ShouldBe(mean == 0 ? 0 : (upper - lower) / mean, 1e-4);
        }
    }

    [Fact]
    public void Map_files_say_how_they_were_made_but_not_where_or_when()
    {
        using var map = new SyntheticMap();
        var folder = map.Make("whole", new MapSettings { AllProducts = true }).Folder;
        Directory.EnumerateFiles(folder.Maps).Count().ShouldBe(21);
        Directory.EnumerateFileSystemEntries(folder.Work).ShouldBe([folder.Tiles]);
        using var file = RasterFile.Open(folder.Map("CL_20-40_SOCD"));
        file.Bands.Select(band => band.Description).ShouldBe(["mean", "q2.5", "q97.5", "U"]);
        file.Bands.Select(band => band.Unit).ShouldBe(["Mg C ha-1", "Mg C ha-1", "Mg C ha-1", "1"]);
        file.Metadata["SOILBETA_SEED"].ShouldBe("7");
        file.Metadata["SOILBETA_STUDY_CHECKSUM"].ShouldBe(map.Study.Checksum);
        file.Metadata["SOILBETA_FOREST_CHECKSUM"].ShouldBe("cl-checksum");
        string.Join(' ', file.Metadata.Values).ShouldNotContain(folder.Root);
    }

    [Fact]
    public void A_forest_with_other_covariates_is_refused_and_one_in_another_order_is_not()
    {
        using var map = new SyntheticMap();
        var forest = map.Forest("CL");
        var renamed = forest with { Features = ["f0", "f1", "MAT"] };
        string message = Should.Throw<InvalidDataException>(() => RunPlans.ForForests(map.Study.Study, renamed, "CL.forest")).Message;
        message.ShouldContain("the study lacks MAT");
        message.ShouldContain("the forest does not know f2");

        int[] from = [2, 0, 1];
        var shuffled = new SoilBeta.Forests.ForestSet(["f1", "f2", "f0"], [.. forest.Refits.Select(refit => refit with
        {
            Nodes = Array.ConvertAll(refit.Nodes, node => node.IsLeaf ? node : new SoilBeta.Forests.FlatNode(node.Value, from[node.Feature], node.RightOffset)),
        })], forest.LeafShift);
        RunPlans.ForForests(map.Study.Study, shuffled, "CL.forest").Forests.Refits[0].Nodes.ShouldBe(forest.Refits[0].Nodes);
    }

    private static float Band(RasterFile file, int band, GridWindow at)
    {
        float[] value = new float[1];
        file.Read(band, at, value);
        return value[0];
    }

    private static double MeanTimesArea(SyntheticMap map, OutputFolder folder, string code, string suffix)
    {
        var whole = map.Stack.Grid.Whole;
        float[] mean = new float[whole.Cells], fraction = new float[whole.Cells], hectares = new float[whole.Cells];
        using (var file = RasterFile.Open(folder.Map($"{code}_{suffix}")))
            file.Read(1, whole, mean);
        map.Stack.Read(StackLayerNames.Fraction(code), whole, fraction);
        map.Stack.Read(StackLayerNames.Hectares, whole, hectares);
        double sum = 0;
        for (int cell = 0; cell < mean.Length; cell++)
            sum += float.IsNaN(mean[cell]) ? 0 : (double)mean[cell] * fraction[cell] * hectares[cell];
        return sum / 1e9;
    }

    private static double[] Betas(RunPlan plan, CellBlock block, int cell)
    {
        double[] betas = new double[plan.Draws.Count];
        for (int draw = 0; draw < betas.Length; draw++)
        {
            float[] x = new float[3];
            for (int f = 0; f < 3; f++)
            {
                var rule = plan.Perturbations[f];
                float value = block.Covariates[(f * block.Cells) + cell];
                float sd = rule.IsShare ? rule.Amount * MathF.Abs(value) : rule.Amount;
                x[f] = MathF.Min(MathF.Max(MathF.FusedMultiplyAdd(sd, plan.Draws.Table![(f * plan.Draws.Count) + draw], value), rule.Lower), rule.Upper);
            }
            var forest = plan.Forests.Refits[0];
            double sum = 0;
            for (int tree = 0; tree < forest.Trees; tree++)
            {
                int node = forest.Roots[tree];
                while (!forest.Nodes[node].IsLeaf)
                    node += x[forest.Nodes[node].Feature] <= forest.Nodes[node].Threshold ? 1 : forest.Nodes[node].RightOffset;
                sum += Math.ScaleB(forest.Nodes[node].LeafValue, -plan.Forests.LeafShift);
            }
            betas[draw] = sum / forest.Trees;
        }
        return betas;
    }

    private static double Subsoil(double beta, double topsoil, int rock)
    {
        double q = Math.Pow(beta, 20);
        return Enumerable.Range(1, LayerDensities.Layers - 1).Sum(layer => topsoil * Math.Pow(q, layer) * Math.Clamp((rock - (20.0 * layer)) / 20, 0, 1));
    }
}
