using SoilBeta.Devices;
using SoilBeta.Mapping.Maps;
using SoilBeta.Numerics;
using SoilBeta.Rasters;
using SoilBeta.Studies;
using SoilBeta.Tests.Devices;
using SoilBeta.Training.Models;

namespace SoilBeta.Tests.Mapping.Maps;

public class CellErrorsTests
{
    private const string MonteCarlo = "draws: 200, map_standard_errors: true, mode: common", Sobol = "draws: 128, sampler: sobol, replicates: 4, map_standard_errors: true, mode: common";

    [Fact]
    public void Errors_from_spacing_are_half_the_distance_of_the_quantiles_a_binomial_error_away()
    {
        using var map = new SyntheticMap(uncertainty: MonteCarlo);
        var (folder, _) = map.Make("a", new MapSettings { AllProducts = true });
        double[][] realisations = Realisations(map, "CL", RunPlans.ForForests(map.Study.Study, map.Forest("CL"), "CL.forest"));
        float[] lower = Band(folder, map, "CL_beta", "q025_se"), upper = Band(folder, map, "CL_beta", "q975_se");
        double share = Math.Sqrt(0.025 * 0.975 / 200);
        foreach (var (values, position) in realisations.Zip(Positions(map, "CL")))
        {
            double[] sorted = [.. values.Order()];
            lower[position].ShouldBe((float)((OrderStatistics.Quantile(sorted, 0.025 + share) - OrderStatistics.Quantile(sorted, 0.025 - share)) / 2), 1e-9);
            upper[position].ShouldBe((float)((OrderStatistics.Quantile(sorted, 0.975 + share) - OrderStatistics.Quantile(sorted, 0.975 - share)) / 2), 1e-9);
        }
        Band(folder, map, "CL_20-100_SOCD", "q975_se").Count(value => value > 0).ShouldBeGreaterThan(100);
        Band(folder, map, "ALL_beta", "q025_se").Count(value => value > 0).ShouldBeGreaterThan(100);
    }

    [Theory, InlineData("none"), InlineData("cycled"), InlineData("crossed")]
    public void Errors_from_replicates_are_those_of_each_replicates_own_quantiles_however_the_map_is_cut(string refits)
    {
        using var map = new SyntheticMap(refits: refits, uncertainty: Sobol);
        var (folder, _) = map.Make("a", tileCells: 40);
        var (other, _) = map.Make("b", new MapSettings { Threads = 1 });
        SyntheticMap.ShouldBeTheSame(SyntheticMap.FilesOf(other), SyntheticMap.FilesOf(folder));
        var plan = RunPlans.ForForests(map.Study.Study, map.Forest("CL"), "CL.forest");
        double[][] realisations = Realisations(map, "CL", plan);
        float[] lower = Band(folder, map, "CL_beta", "q025_se");
        int each = (int)plan.Realisations / 4;
        foreach (var (values, position) in realisations.Zip(Positions(map, "CL")))
        {
            double[] quantiles = [.. values.Chunk(each).Select(part => OrderStatistics.Quantile([.. part.Order()], 0.025))];
            double mean = quantiles.Average();
            lower[position].ShouldBe((float)Math.Sqrt(quantiles.Sum(q => (q - mean) * (q - mean)) / 3 / 4), 1e-9);
        }
    }

    [Fact]
    public void Replicates_add_up_to_the_whole_with_every_draw_at_its_refit()
    {
        var plan = Devices.Cases.Plan(DrawMode.Common, RefitMode.Cycled, topsoilVaries: true, count: 64); // 7 refits: 16 draws of a replicate begin at refits 0, 2, 4, 6
        var job = Devices.Cases.Job(5, 0);
        long[] whole = PlainLoop.Run(plan, job).SumS;
        TileResult[] parts = [.. Enumerable.Range(0, 4).Select(replicate => PlainLoop.Run(ReplicateMap.PlanOf(plan, 4, replicate), job))];
        Enumerable.Range(0, 5).Select(cell => parts.Sum(part => part.SumS[cell])).ShouldBe(whole);
    }

    /// <summary>β of every realisation of every cell, in the realisations' order, [cell][realisation].</summary>
    private static double[][] Realisations(SyntheticMap map, string code, RunPlan plan)
    {
        var block = Block(map, code);
        double unit = 1.0 / (plan.Forests.Trees * Math.ScaleB(1.0, plan.Forests.LeafShift));
        int refits = plan.Forests.Refits.Count, draws = plan.Draws.Count;
        return [.. Enumerable.Range(0, block.Cells).Select(cell => Enumerable.Range(0, (int)plan.Realisations).Select(r =>
        {
            (int draw, int refit) = plan.Refits switch { RefitMode.None => (r, 0), RefitMode.Cycled => (r, r % refits), _ => (r / refits, r % refits) };
            // One realisation is a plan of one draw and one forest.
            var one = plan with
            {
                Refits = RefitMode.None,
                Forests = plan.Forests with { Refits = [plan.Forests.Refits[refit]] },
                Draws = plan.Draws with { Count = 1, Table = [.. Enumerable.Range(0, plan.Variables).Select(variable => plan.Draws.Table![(variable * draws) + draw])] },
                WithLayers = false,
                Ranks = [],
            };
            var job = new TileJob { Cells = 1, Covariates = [.. Enumerable.Range(0, 3).Select(f => block.Covariates[(f * block.Cells) + cell])] };
            return PlainLoop.Run(one, job).SumS[0] * unit;
        }).ToArray())];
    }

    private static long[] Positions(SyntheticMap map, string code) => Block(map, code).Positions;

    private static CellBlock Block(SyntheticMap map, string code)
    {
        var whole = map.Stack.Grid.Whole;
        var cells = new EcosystemCells(map.Study, map.Stack, whole, new ZoneIndex(map.Study.Study, map.Stack));
        var survey = MapSurvey.Count(map.Study, map.Stack, whole, 0, default);
        var ecosystem = survey.Ecosystems.First(found => found.Code == code);
        // Two rows are enough to be sure.
        return cells.Read(code, new CellRange(0, 2 * SyntheticMap.Width, ecosystem.CellsInRow[0] + ecosystem.CellsInRow[1]), survey.AreaShift);
    }

    private static float[] Band(OutputFolder folder, SyntheticMap map, string name, string band)
    {
        using var file = RasterFile.Open(folder.Map(name));
        var values = new float[map.Stack.Grid.Whole.Cells];
        file.Read(file.Bands.Select(found => found.Description).ToList().IndexOf(band) + 1, map.Stack.Grid.Whole, values);
        return values;
    }
}
