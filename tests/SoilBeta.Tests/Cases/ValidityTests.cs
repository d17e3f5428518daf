using SoilBeta.Rasters;
using SoilBeta.Tests.Rasters;
using SoilBeta.Workflow.Steps;

namespace SoilBeta.Tests.Cases;

/// <summary>Cells without data that a file marks by opacity or a mask, not by a value: no data in every use of a raster.</summary>
public class ValidityTests
{
    private static readonly string[] s_six = ["2,3", "2,4", "2,5", "3,3", "3,4", "3,5"]; // NumPy: where the alpha band or the mask is 0

    [Fact]
    public void A_covariate_has_no_data_where_its_alpha_band_is_0()
    {
        using var study = new RasterStudy("22-values-a-alpha-band");
        float[] layer = study.Layer("covariate:A");
        RasterStudy.Cells(layer, float.IsNaN).ShouldBe(s_six);
        layer.Where(float.IsFinite).Min().ShouldBe(10.625f); // the file's own smallest value under opacity 255
    }

    [Fact]
    public void An_area_holds_nothing_where_its_internal_mask_is_0()
    {
        using var study = new RasterStudy("22-values-d-area-internal-mask");
        RasterStudy.Cells(study.Layer("fraction:CL"), value => value == 0).ShouldBe(s_six);
    }

    [Fact]
    public void Interpolation_does_not_reach_into_cells_of_opacity_0()
    {
        using var study = new RasterStudy();
        TestRaster.Write(study["a.tif"], [(row, _) => row < 4 ? 20 : 99_999, (row, _) => row < 4 ? 255 : 0], "-ot", "Float32", "-colorinterp_2", "alpha");
        study.Text = study.Text.Replace("raster: a.tif, unit: x, resampling: nearest", "raster: a.tif, unit: x").Replace("0.5 deg", "0.25 deg");
        float[] layer = study.Layer("covariate:A");
        layer.Where(float.IsFinite).ShouldAllBe(value => value == 20); // one value is all there is
        layer.Count(float.IsNaN).ShouldBeInRange(20 * 7, 20 * 8); // the southern half, but for a row that the kernel may reach
        study.Check("covariates[1].raster", Severity.Fine).ShouldBe("a.tif: 20 … 20 x");
        study.Check("covariates[1].raster", Severity.Note).ShouldBeEmpty(); // one band of values
    }

    /// <summary>Each use has its own cell without data, in row 1, marked by a mask file or an alpha band; its value there would otherwise count.</summary>
    [Theory]
    [InlineData("mask")]
    [InlineData("alpha")]
    public void Every_use_of_a_raster_knows_its_cells_without_data(string kind)
    {
        using var study = new RasterStudy();
        Marked("t.tif", 1, (_, column) => column == 1 ? 1500 : 50);
        Marked("f.tif", 2, (_, _) => 0.5);
        Marked("fl.tif", 3, (_, _) => 0.25);
        Marked("m.tif", 4, (_, _) => 1);
        Marked("rock.tif", 5, (_, column) => column == 5 ? 1 : 200);
        Marked("z.tif", 6, (_, column) => column < 6 ? 1 : 2);
        study.Text += """
              - { code: FL, name: forest, area: fl.tif }
            masks: [{ raster: m.tif, min: 1 }]
            depth_to_rock: { raster: rock.tif, resampling: nearest }
            zones: [{ name: part, raster: z.tif }]
            """;

        Cells("topsoil", float.IsNaN).ShouldBe(["1,1"]);
        Cells("fraction:CL", value => value == 0).ShouldBe(["1,2"]);
        Cells("fraction:FL", value => value == 0).ShouldBe(["1,3"]);
        Cells("mask:1", value => value == 0).ShouldBe(["1,4"]);
        Cells("rock", float.IsPositiveInfinity).ShouldBe(["1,5"]);
        Cells("zone:part", float.IsNaN).ShouldBe(["1,6"]);

        string[] Cells(string layer, Predicate<float> fits) => RasterStudy.Cells(study.Layer(layer), fits);
        void Marked(string name, int column, Func<int, int, double> values) =>
            TestRaster.Write(study[name], [values, (row, at) => (row, at) == (1, column) ? 0 : 255], kind == "alpha"
                ? ["-ot", "Float32", "-colorinterp_2", "alpha"]
                : ["-ot", "Float32", "-b", "1", "-mask", "2"]);
    }

    [Theory]
    [InlineData("mask")]
    [InlineData("alpha")]
    public void Land_cover_behind_a_mask_is_no_class(string kind)
    {
        using var study = new RasterStudy();
        TestRaster.Write(study["lc.tif"], [(_, _) => 7, (row, column) => (row, column) == (0, 9) ? 0 : 255], kind == "alpha" ? ["-ot", "Byte", "-colorinterp_2", "alpha"] : ["-ot", "Byte", "-b", "1", "-mask", "2"]);
        study.Text = study.Text.Replace("area: f.tif", "land_cover: lc.tif, classes: [7]");
        RasterStudy.Cells(study.Layer("fraction:CL"), value => value == 0).ShouldBe(["0,9"]);
    }

    [Fact]
    public void A_mask_beside_a_nodata_value_counts_too()
    {
        // GDAL's warp considers only one of them.
        using var study = new RasterStudy();
        TestRaster.Write(study["a.tif"], [(row, column) => (row, column) == (0, 0) ? -9999 : 20 + column, (row, column) => (row, column) == (7, 9) ? 0 : 255], "-ot", "Float32", "-b", "1", "-mask", "2", "-a_nodata", "-9999");
        RasterStudy.Cells(study.Layer("covariate:A"), float.IsNaN).ShouldBe(["0,0", "7,9"]);
    }

    [Fact]
    public void A_place_in_a_cell_of_opacity_0_has_no_value_to_fill_with()
    {
        using var folder = new TemporaryFolder();
        TestRaster.Write(folder["bd.tif"], [(_, _) => 1.3, (row, _) => row == 0 ? 0 : 255], "-ot", "Float32", "-colorinterp_2", "alpha");
        using RasterFile raster = RasterFile.Open(folder["bd.tif"]);
        raster.Sample(1, -61.9, -34.1).ShouldBe(float.NaN);
        raster.Sample(1, -61.9, -34.6).ShouldBe(1.3f);
    }
}
