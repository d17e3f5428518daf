using SoilBeta.Tests.Rasters;
using SoilBeta.Devices;
using SoilBeta.Devices.Benchmarks;
using SoilBeta.Mapping.Maps;
using SoilBeta.Numerics;
using SoilBeta.Studies;
using SoilBeta.Tests.Studies;
using SoilBeta.Workflow.Steps;

namespace SoilBeta.Tests.Workflow.Steps;

public class NeedsTests
{
    [Fact]
    public void Bands_draws_and_replicates_are_counted()
    {
        var plain = Of("draws: 128, prediction: []");
        plain.CellsCounted.ShouldBeFalse();
        plain.Cells.ShouldBe(2 * 12 * 12); // all of the grid, for both ecosystems
        plain.Seconds.ShouldBeGreaterThan(0);
        const long MapsOfABand = 3 * 7 * 144 * sizeof(float) * 2; // two ecosystems and ALL, seven maps, twice for a while
        (Of("draws: 128").DiskBytes - plain.DiskBytes).ShouldBe(3 * MapsOfABand); // two bounds and the relative prediction interval
        (Of("draws: 128, prediction: [], map_standard_errors: true").DiskBytes - plain.DiskBytes).ShouldBeGreaterThanOrEqualTo(2 * MapsOfABand);
        Of("draws: 128, sampler: sobol, replicates: 4, map_standard_errors: true, prediction: []").DiskBytes.ShouldBeGreaterThan(Of("draws: 128, map_standard_errors: true, prediction: []").DiskBytes);
        plain.MemoryBytes.ShouldBe(MemoryBudget.Least);
        Of("draws: 10000, refits: crossed, refit_count: 1000").MemoryBytes.ShouldBeGreaterThan(3L * 40 * 10_000_000); // the totals of two ecosystems and ALL: five layers of eight bytes a realisation
        Of("draws: 128, refits: crossed, refit_count: 10").Realisations.ShouldBe(1280);
    }

    [Fact]
    public void Many_realisations_make_the_tiles_no_larger_than_what_is_known_of_the_cells()
    {
        long few = Of("draws: 1000, refits: crossed, refit_count: 2, prediction: []").DiskBytes, many = Of("draws: 1000, refits: crossed, refit_count: 100, prediction: []").DiskBytes;
        (many - few).ShouldBeLessThan(2 * (TileOptions.LeastTotals + (2 * 40 * 100_000)));
    }

    [Fact]
    public void The_measured_speed_tells_a_cells_own_time_from_that_of_its_trees()
    {
        var timing = ShortTiming.Measure(1, 100, DrawMode.Common);
        timing.SecondsPerCellAndTree.ShouldBeGreaterThan(0);
        timing.SecondsPerCell.ShouldBeGreaterThanOrEqualTo(0);
        timing.Seconds(10, 500, 2).ShouldBe(20 * (timing.SecondsPerCell + (500 * timing.SecondsPerCellAndTree)), 1e-9);
    }

    private static ResourceEstimate Of(string uncertainty)
    {
        var study = StudyText.Read($"{StudyText.Small}\nuncertainty: {{ {uncertainty} }}").Study;
        using var scratch = new TemporaryFolder();
        return ResourceEstimate.ForStudy(study, study.Grid.Make(TestGdal.Session), new OutputFolder(scratch["out"]), new StepOptions { Threads = 1 });
    }
}
