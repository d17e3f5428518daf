using SoilBeta.Mapping.Maps;
using SoilBeta.Mapping.Totals;
using SoilBeta.Numerics;
using SoilBeta.Numerics.Statistics;
using SoilBeta.Soil;
using SoilBeta.Studies;
using SoilBeta.Tests.Studies;

namespace SoilBeta.Tests.Mapping.Maps;

public class WiderTotalsTests
{
    [Fact]
    public void Every_correlation_of_errors_and_every_further_error_has_rows_that_say_what_they_include()
    {
        using var map = new SyntheticMap();
        map.Change(study => study with
        {
            Uncertainty = study.Uncertainty with { Compare = [DrawMode.Block, DrawMode.Independent] },
            Ecosystems = [study.Ecosystems[0] with { AreaSd = 0.2 }, study.Ecosystems[1]],
        });
        var (folder, rows) = map.Make("wide", new MapSettings { AllProducts = true });
        TotalsRow Row(string code, string interval) => rows.Single(row => row.Ecosystem == code && row.Layer == "20-100" && row.Zone == "all" && row.Interval == interval);
        double Width(string code, string interval) => Row(code, interval).Q975Pg - Row(code, interval).Q025Pg;

        rows.Select(row => row.Interval).Distinct().Order().ShouldBe(["block", "common", "common+area", "comonotone", "independent"]);
        rows.GroupBy(row => (row.Ecosystem, row.Layer, row.Zone, row.Interval)).ShouldAllBe(group => group.Count() == 1);
        foreach (string mode in new[] { "common", "block", "independent" })
            Width("CL", mode).ShouldBeInRange(1e-6, Width("CL", "comonotone"));
        Width("CL", "common+area").ShouldBeGreaterThan(Width("CL", "common"));
        Width("GL", "common+area").ShouldBe(Width("GL", "common"), 1e-12); // its area is certain
        Row("ALL", "common+area").MeanPg.ShouldBe(Row("ALL", "common").MeanPg, 0.02 * Row("ALL", "common").MeanPg);
        var intervals = TotalsFiles.Read(folder.TotalsJson).Intervals;
        intervals.Keys.Order().ShouldBe(rows.Select(row => row.Interval).Distinct().Order());
        intervals["common"].ShouldContain("the topsoil is certain");
        intervals["common+area"].ShouldContain("area_sd");
    }

    [Fact]
    public void An_independent_comparison_is_what_an_independent_run_gives()
    {
        using var map = new SyntheticMap();
        using var independent = new SyntheticMap("independent");
        map.Change(study => study with { Uncertainty = study.Uncertainty with { Compare = [DrawMode.Independent] } });
        var compared = map.Make("compared").Rows.Where(row => row.Interval == "independent").ToList();
        var own = independent.Make("own").Rows.Where(row => row.Interval == "independent").ToList();
        compared.ShouldBe(own);
    }

    [Fact]
    public void Residuals_that_hold_everywhere_move_totals_as_beta_does()
    {
        using var map = new SyntheticMap();
        var (folder, _) = map.Make("residuals", new MapSettings { AllProducts = true });
        var zones = new ZoneIndex(map.Study.Study, map.Stack);
        var survey = MapSurvey.Count(map.Study, map.Stack, map.Stack.Grid.Whole, 0, CancellationToken.None);
        var context = new MapContext(
            map.Study, folder, new StepOptions { Threads = 2, Report = SilentReport.Instance }, map.Stack, map.Stack.Grid.Whole, zones, new EcosystemCells(map.Study, map.Stack, map.Stack.Grid.Whole, zones), survey.AreaShift, MapProduct.All);
        // A range of half the earth: one residual for the whole map, sd 0.001.
        FinishedTiles[] tiles = [.. survey.Ecosystems.Select(ecosystem => map.Tiles("residuals", ecosystem))];
        var field = ResidualField.Simulate(context, tiles, new Variogram(1, 1e-6, 1e7, []), 400);
        double[] contribution = field.Contribution(tiles[0]);
        double Part(int zone, int layer, int r) => contribution[(((zone * LayerDensities.Parts) + layer) * 400) + r];
        double sd = Math.Sqrt(Enumerable.Range(0, 400).Average(r => Part(0, 4, r) * Part(0, 4, r)));

        var tile = survey.Ecosystems[0].Cut(context.Cells, 100_000).Single();
        var block = context.Cells.Read("CL", tile, survey.AreaShift);
        using var beta = SoilBeta.Rasters.RasterFile.Open(folder.Map("CL_beta"));
        float[] betas = new float[map.Stack.Grid.Whole.Cells];
        beta.Read(1, map.Stack.Grid.Whole, betas);
        double expected = 0;
        for (int cell = 0; cell < block.Cells; cell++)
        {
            double b = betas[block.Positions[cell]];
            expected += 0.001 * AreaScale.Hectares(block.Areas[cell], survey.AreaShift) * block.Topsoil[cell] * 80 * Math.Pow(b, 79) * Math.Clamp(block.SoilDepthAt(cell) - 80, 0, 20) / 20;
        }
        sd.ShouldBe(expected, 0.12 * expected); // 400 realisations: standard error 3.5 %
        for (int r = 0; r < 400; r += 50)
        {
            Part(0, 0, r).ShouldBe(0, 1e-9 * expected);
            Part(0, 3, r).ShouldBe(Part(1, 3, r) + Part(2, 3, r), 1e-9 * Math.Abs(Part(0, 3, r)));
        }
    }

    [Fact]
    public void A_topsoil_from_parts_has_the_root_of_their_squared_errors()
    {
        string text = StudyText.Small.Replace("  density: top.tif", "  soc: s.tif\n  bulk_density: b.tif\n  soc_sd: 30 %\n  bulk_density_sd: 40 %");
        StudyText.Read(text).Study.Topsoil.Sd.Amount.ShouldBe(0.5, 1e-9);
        StudyText.Complaint(StudyText.Small.Replace("density: top.tif", "density: top.tif\n  soc_sd: 30 %")).ShouldContain("a density raster has 'sd'");
        StudyText.Complaint(StudyText.Small.Replace("area: cl.tif", "area: cl.tif, area_sd: 5")).ShouldContain("expected a share such as '10 %'");
        StudyText.Complaint(StudyText.Small + "\nuncertainty: { compare: [common] }").ShouldContain("none that is the mode");
    }
}
