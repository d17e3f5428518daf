using SoilBeta.Rasters;
using SoilBeta.Tests.Rasters;
using SoilBeta.Workflow.Steps;

namespace SoilBeta.Tests.Cases;

/// <summary>Codes from 2²⁴ up, which float32 cannot distinguish, in masks, land cover and zones.</summary>
public class CodesTests
{
    [Fact]
    public void A_mask_keeps_its_code_and_not_the_next()
    {
        using var study = new RasterStudy("23-files-q-mask-big-codes");
        // NumPy: 40 of the file's 80 cells, columns 0 to 4, hold 1040020040, the others 1040020050.
        RasterStudy.Cells(study.Layer("mask:1"), value => value == 1).ShouldBe([.. Enumerable.Range(0, 80).Where(i => i % 10 < 5).Select(i => $"{i / 10},{i % 10}")]);
    }

    /// <summary>Neighbouring codes in columns 0–4 and 5–9; the study keeps the first half.</summary>
    [Theory]
    [InlineData("Int32", 16_777_216, 16_777_217, "keep: [16777216]")]
    [InlineData("UInt32", 4_294_967_294, 4_294_967_295, "drop: [4294967295]")]
    [InlineData("Float64", 1_040_020_050, 1_040_020_051, "max: 1040020050.5")]
    [InlineData("Int32", -1_040_020_050, -1_040_020_049, "keep: [-1040020050]")]
    public void Neighbouring_codes_stay_apart_in_masks(string type, double wanted, double other, string rule)
    {
        using var study = new RasterStudy();
        TestRaster.Write(study["m.tif"], (_, column) => column < 5 ? wanted : other, "-ot", type);
        study.Text += $"masks: [{{ raster: m.tif, {rule} }}]";
        float[] mask = study.Layer("mask:1");
        mask.ShouldBe([.. Enumerable.Range(0, 80).Select(i => i % 10 < 5 ? 1f : 0f)]);
    }

    [Fact]
    public void Neighbouring_codes_stay_apart_in_land_cover()
    {
        using var study = new RasterStudy();
        TestRaster.Write(study["lc.tif"], (_, column) => column < 5 ? 1_040_020_040 : 1_040_020_041, "-ot", "UInt32");
        study.Text = study.Text.Replace("area: f.tif", "land_cover: lc.tif, classes: [1040020041]");
        study.Layer("fraction:CL").ShouldBe([.. Enumerable.Range(0, 80).Select(i => i % 10 < 5 ? 0f : 1f)]);
    }

    [Fact]
    public void Zones_of_large_codes_keep_their_names()
    {
        using var study = new RasterStudy();
        TestRaster.Write(study["z.tif"], (row, column) => row == 0 ? 4_294_967_294 : column < 5 ? 1_040_020_040 : 1_040_020_041, "-ot", "UInt32");
        study.Text += "zones: [{ name: basin, raster: z.tif, names: { 1040020041: Salado } }]";
        float[] zones = study.Layer("zone:basin");
        using StackReader stack = StackStep.Open(study.Output);
        stack.Layer("zone:basin").Codes.ShouldBe(new Dictionary<int, string> { [1] = "1040020040", [2] = "Salado", [3] = "4294967294" });
        (zones[0], zones[10], zones[19]).ShouldBe((3, 1, 2));
    }

    [Fact]
    public void A_mask_drops_the_value_that_its_file_calls_no_data_and_refuses_to_keep_it()
    {
        using var study = new RasterStudy();
        TestRaster.Write(study["m.tif"], (row, _) => row == 0 ? 0 : 1, "-ot", "Byte", "-a_nodata", "0");
        string text = study.Text;
        study.Text = text + "masks: [{ raster: m.tif, drop: [0] }]";
        RasterStudy.Cells(study.Layer("mask:1"), value => value == 0).Length.ShouldBe(10);
        study.Text = text + "masks: [{ raster: m.tif, drop: [5] }]";
        study.Layer("mask:1").ShouldAllBe(value => value == 1); // what is not known is kept
        study.Text = text + "masks: [{ raster: m.tif, keep: [0, 1] }]";
        study.Check("masks[1].raster", Severity.Problem).ShouldContain("the study wants the value 0, and it means no data there.\n  Leave it out of masks[1].keep");
    }
}
