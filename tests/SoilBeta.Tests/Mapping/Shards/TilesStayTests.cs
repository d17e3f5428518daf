using SoilBeta.Devices;
using SoilBeta.Devices.Catalog;
using SoilBeta.Mapping.Maps;
using SoilBeta.Rasters;
using SoilBeta.Studies;
using SoilBeta.Tests.Mapping.Maps;
using SoilBeta.Training.Models;
using SoilBeta.Training.Tables;
using SoilBeta.Workflow.Runs;
using SoilBeta.Workflow.Steps;

namespace SoilBeta.Tests.Mapping.Shards;

/// <summary>Finished tiles stay when the maps are there: what does not concern the draws computes none again.</summary>
[Collection(PreparedStudySharing.Name)]
public class TilesStayTests(PreparedStudy prepared)
{
    [Fact]
    public void A_changed_interval_residual_name_or_zone_total_computes_no_draw_again()
    {
        var folder = prepared.Copy("stay");
        using var cpu = DeviceCatalog.Open("cpu", new DeviceOptions(1));
        Jobs(prepared.Study).ShouldBeGreaterThan(0);
        Jobs(prepared.Study).ShouldBe(0);
        PreparedStudy.Results(folder).ShouldContainKey("totals.csv");
        SyntheticMap.ShouldBeTheSame(Maps(), new(prepared.Expected.Where(file => file.Key.StartsWith("maps/", StringComparison.Ordinal)).ToDictionary(), StringComparer.Ordinal));
        foreach (var (what, into) in new[]
        {
            ("draws: 20,", "draws: 20, prediction: [0.1, 0.9],"), ("residuals: true", "residuals: false"), ("compare: [independent, block]", "compare: [block]"), ("name: small", "name: another"), ("area_sd: 10 %", "area_sd: 20 %"),
            ("name: cropland", "name: fields"),
        })
        {
            var study = prepared.ReadChanged(what, into);
            study.Checksum.ShouldNotBe(prepared.Study.Checksum, what); // the text was there
            Jobs(study).ShouldBe(0, into);
        }
        // Draws of other modes have other keys.
        Jobs(prepared.ReadChanged("draws: 20,", "draws: 21,")).ShouldBeGreaterThan(0);
        Jobs(prepared.Study).ShouldBe(0);

        int Jobs(StudyContext study)
        {
            using var counted = new CountingDevice(cpu);
            using var inputs = new MapInputs(study.Study, folder);
            new MapMaker(study, folder, PreparedStudy.Options(), inputs.Stack, new DeviceTiles(counted, new TileStore(folder.Tiles)), inputs.Runs) { Training = inputs.Training, Skills = inputs.Skills }.Run(inputs.Stack.Grid.Whole);
            return counted.Jobs;
        }

        SortedDictionary<string, byte[]> Maps() => new(PreparedStudy.Results(folder).Where(file => file.Key.StartsWith("maps/", StringComparison.Ordinal)).ToDictionary(), StringComparer.Ordinal);
    }

    [Fact]
    public void A_run_keeps_tiles_up_to_its_limit_and_removes_them_when_it_is_told_to()
    {
        var folder = prepared.Copy("limits");
        using (var run = new StudyRun(prepared.Study, folder, PreparedStudy.Options()))
        {
            run.Map(new MapRequest());
            Segments().ShouldBeGreaterThan(5); // two ecosystems, three modes
            run.RemoveTiles();
            Segments().ShouldBe(0);
            run.Map(new MapRequest()).ShouldBeNull(); // the maps are current without them
        }
        using (var run = new StudyRun(prepared.Study, folder, PreparedStudy.Options() with { TileBytes = 0 }))
        {
            run.Map(new MapRequest(), always: true);
            Segments().ShouldBe(0);
        }

        int Segments() => Directory.Exists(folder.Tiles) ? Directory.EnumerateFiles(folder.Tiles, "*.segment", SearchOption.AllDirectories).Count() : 0;
    }
}
