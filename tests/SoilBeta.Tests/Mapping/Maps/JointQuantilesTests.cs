using SoilBeta.Devices;
using SoilBeta.Mapping.Maps;
using SoilBeta.Numerics;
using SoilBeta.Rasters;
using SoilBeta.Tests.Devices;

namespace SoilBeta.Tests.Mapping.Maps;

/// <summary>Quantiles of cells that two ecosystems share, from their joint realisations.</summary>
public class JointQuantilesTests
{
    /// <summary>Expected: each realisation of each ecosystem by the plain loop as a plan of one draw and one forest, averaged by area, sorted, and the type 7 quantile taken here.</summary>
    [Theory]
    [InlineData("common", "crossed", "10 %")]
    [InlineData("independent", "cycled", "0")]
    public void Quantiles_of_ALL_are_those_of_the_ecosystems_realisations_averaged_by_area(string mode, string refits, string topsoil)
    {
        using var map = new SyntheticMap(mode, refits, topsoil);
        var apart = map.Make("apart", 50).Folder;
        map.Change(study => study with { Uncertainty = study.Uncertainty with { JointQuantiles = true } });
        using var plain = new PlainDevice();
        var folder = map.Make("joint", 50).Folder;
        SyntheticMap.ShouldBeTheSame(SyntheticMap.FilesOf(map.Make("plain", new MapSettings { TileCells = 9, Device = plain, Threads = 1 }).Folder), SyntheticMap.FilesOf(folder));
        var (context, survey) = map.Context();
        int compared = 0, narrower = 0;
        float[][] beta = [.. Enumerable.Range(1, 3).Select(band => Band(folder, "ALL_beta", band))], density = [.. Enumerable.Range(1, 3).Select(band => Band(folder, "ALL_20-100_SOCD", band))];
        float[][] before = [.. Enumerable.Range(1, 3).Select(band => Band(apart, "ALL_20-100_SOCD", band))];
        var blocks = survey.Ecosystems.Select(ecosystem => context.Cells.Read(ecosystem.Code, ecosystem.Range(context.Cells, Shard.Whole), context.AreaShift)).ToArray();
        RunPlan[] plans = [.. survey.Ecosystems.Select(ecosystem => map.Request(ecosystem).Plan)];
        foreach (long position in blocks[0].Positions.Intersect(blocks[1].Positions))
        {
            density[0][position].ShouldBe(before[0][position]); // the mean stays
            narrower += density[2][position] - density[1][position] < before[2][position] - before[1][position] ? 1 : 0;
            if (compared++ % 13 != 0)
                continue;
            int realisations = (int)plans[0].Realisations;
            double[] betas = new double[realisations], densities = new double[realisations];
            double share = 0;
            for (int e = 0; e < 2; e++)
            {
                int cell = Array.IndexOf(blocks[e].Positions, position);
                double of = blocks[e].Fractions[cell];
                share += of;
                for (int r = 0; r < realisations; r++)
                {
                    var (one, job) = One(plans[e], blocks[e], cell, r);
                    var result = PlainLoop.Run(one, job);
                    betas[r] += of * result.SumS[0] / (one.Forests.Trees * Math.Pow(2, one.Forests.LeafShift));
                    densities[r] += of * result.SumDensity[1..5].Sum() / 65536.0;
                }
            }
            for (int bound = 0; bound < 2; bound++)
            {
                ((double)beta[1 + bound][position]).ShouldBe(Quantile(betas, bound == 0 ? 0.025 : 0.975) / share, 1e-7);
                ((double)density[1 + bound][position]).ShouldBe(Quantile(densities, bound == 0 ? 0.025 : 0.975) / share, 1e-4); // a float of some 100 Mg C ha⁻¹
            }
        }
        compared.ShouldBeGreaterThan(60);
        narrower.ShouldBeGreaterThan(compared / 2);
        using var file = RasterFile.Open(folder.Map("ALL_beta"));
        file.Bands.Select(band => band.Description).ShouldBe(["mean", "q2.5", "q97.5", "U"]);
        file.Metadata["SOILBETA_INTERVAL"].ShouldContain("draw by draw");

        float[] Band(SoilBeta.Studies.OutputFolder from, string name, int band)
        {
            using var raster = RasterFile.Open(from.Map(name));
            var values = new float[map.Stack.Grid.Whole.Cells];
            raster.Read(band, map.Stack.Grid.Whole, values);
            return values;
        }
    }

    // One realisation of a cell: one draw, its normals in a table, and one forest.
    private static (RunPlan Plan, TileJob Job) One(RunPlan plan, CellBlock block, int cell, int r)
    {
        int refits = plan.Forests.Refits.Count;
        var (draw, refit) = plan.Refits switch { RefitMode.None => (r, 0), RefitMode.Cycled => (r, r % refits), _ => (r / refits, r % refits) };
        float[] table = [.. Enumerable.Range(0, plan.Variables).Select(variable => plan.Draws.Table is { } all ? all[(variable * plan.Draws.Count) + draw] : plan.Draws.Normal(block.DrawKeys[cell], draw, variable))];
        var one = plan with { Refits = RefitMode.None, Forests = plan.Forests with { Refits = [plan.Forests.Refits[refit]] }, Draws = new DrawPlan(DrawMode.Common, 1, 0, table, null), Ranks = [] };
        return (one, new TileJob
        {
            Cells = 1,
            Covariates = [.. Enumerable.Range(0, 3).Select(f => block.Covariates[(f * block.Cells) + cell])],
            Topsoil = [block.Topsoil[cell]],
            SoilDepths = block.SoilDepthAt(cell) < 100 ? [block.SoilDepthAt(cell)] : [],
        });
    }

    // Type 7 (Hyndman and Fan 1996).
    private static double Quantile(double[] values, double p)
    {
        double[] sorted = [.. values.Order()];
        double h = (sorted.Length - 1) * p;
        int below = (int)h;
        return sorted[below] + ((h - below) * (sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]));
    }
}
