using SoilBeta.Tests.Rasters;
using SoilBeta.Workflow.Steps;

namespace SoilBeta.Tests.Cases;

/// <summary>Nodata values that are not declared, or declared with too few digits.</summary>
public class NoDataTests
{
    [Fact]
    public void A_nodata_value_that_misses_by_rounding_is_said_and_no_value()
    {
        using var study = new RasterStudy("22-values-f3-mismatch-rounded");
        study.Check("covariates[1].raster", Severity.Note).ShouldContain("a.tif declares the nodata value -3.4E+38, which misses the value of 6 cells by rounding");
        float[] layer = study.Layer("covariate:A");
        RasterStudy.Cells(layer, float.IsNaN).ShouldBe(["2,3", "2,4", "2,5", "3,3", "3,4", "3,5"]); // NumPy: |a| > 1e30
        layer.Where(float.IsFinite).Max().ShouldBe(21.375f);
    }

    [Theory]
    [InlineData("Float32", "-3.40282e+38", -3.4028234663852886e38)]
    [InlineData("Float32", "1e+38", 9.999e37)]
    [InlineData("Float64", "-1.79e+308", -1.7976931348623157e308)]
    public void Other_roundings_are_no_values_either(string type, string declared, double held)
    {
        using var study = new RasterStudy();
        TestRaster.Write(study["a.tif"], (row, column) => (row, column) == (4, 4) ? held : 15, "-ot", type, "-a_nodata", declared);
        study.Text = study.Text.Replace("resampling: nearest }\ntopsoil", "resampling: average }\ntopsoil");
        RasterStudy.Cells(study.Layer("covariate:A"), float.IsNaN).ShouldBe(["4,4"]);
    }

    [Theory]
    [InlineData("Float32", -9999, "-9999")]
    [InlineData("Int16", -32768, "-32768")]
    [InlineData("Float32", -999, "-999")]
    [InlineData("Float32", -99, "-99")]
    [InlineData("Byte", 255, "255")]
    [InlineData("UInt16", 65535, "65535")]
    [InlineData("Float32", 1e20, "1.0000000200408773E+20")]
    [InlineData("Float32", -3.4028234663852886e38, "-3.4028234663852886E+38")]
    [InlineData("Float32", 9.969209968386869e36, "9.969209968386869E+36")]
    public void An_undeclared_nodata_value_is_refused_with_the_key_that_declares_it(string type, double held, string shown)
    {
        using var study = new RasterStudy();
        TestRaster.Write(study["a.tif"], (row, column) => row == 3 && column < 4 ? held : 10 + row + column, "-ot", type);
        string said = study.Check("covariates[1].raster", Severity.Problem);
        said.ShouldContain($"holds {shown} in 4 of 80 cells about the study's grid; all others are 10 … 26.");
        said.ShouldContain($"Declare it: covariates[1].nodata: {shown}");
        study.Complaint().ShouldBe(said);

        study.Text = study.Text.Replace("unit: x,", $"unit: x, nodata: {shown},");
        study.Check("covariates[1].raster", Severity.Fine).ShouldBe("a.tif: 10 … 26 x");
        RasterStudy.Cells(study.Layer("covariate:A"), float.IsNaN).ShouldBe(["3,0", "3,1", "3,2", "3,3"]);
    }

    [Theory]
    [InlineData("topsoil: { density: t.tif,", "topsoil: { density: b.tif,", "topsoil.density", "topsoil.nodata: -9999")]
    [InlineData("topsoil: { density: t.tif,", "topsoil: { soc: b.tif, bulk_density: t.tif,", "topsoil.soc", "topsoil.soc_nodata: -9999")]
    [InlineData("area: f.tif", "area: b.tif", "ecosystems[1].area", "ecosystems[1].nodata: -9999")]
    [InlineData("topsoil:", "depth_to_rock: { raster: b.tif }\ntopsoil:", "depth_to_rock.raster", "depth_to_rock.nodata: -9999")]
    [InlineData("topsoil:", "soil: { fill: { gravel_raster: b.tif } }\ntopsoil:", "soil.fill.gravel_raster", "soil.fill.gravel_nodata: -9999")]
    [InlineData("topsoil:", "masks: [{ raster: b.tif, max: 5 }]\ntopsoil:", "masks[1].raster", "masks[1].nodata: -9999")]
    [InlineData("topsoil:", "zones: [{ name: z, raster: b.tif }]\ntopsoil:", "zones[1].raster", "zones[1].nodata: -9999")]
    public void Every_use_of_a_raster_refuses_them(string what, string by, string key, string remedy)
    {
        using var study = new RasterStudy();
        TestRaster.Write(study["b.tif"], (row, column) => row == 3 ? -9999 : column % 2, "-ot", "Float32");
        study.Text = study.Text.Replace(what, by);
        study.Check(key, Severity.Problem).ShouldContain($"Declare it: {remedy}");
    }

    [Fact]
    public void Several_nodata_values_are_declared_as_a_list_and_a_value_after_all_as_none()
    {
        using var study = new RasterStudy();
        TestRaster.Write(study["a.tif"], (row, column) => (row, column) switch { (0, 0) => -9999, (0, 1) => -32768, (0, 2) => 255, _ => 12 }, "-ot", "Float32", "-a_nodata", "-9999");
        string text = study.Text;
        study.Text = text.Replace("unit: x,", "unit: x, nodata: [-32768, 255],");
        RasterStudy.Cells(study.Layer("covariate:A"), float.IsNaN).ShouldBe(["0,0", "0,1", "0,2"]);
        study.Text = text.Replace("unit: x,", "unit: x, nodata: [],");
        RasterStudy.Cells(study.Layer("covariate:A"), float.IsNaN).ShouldBe(["0,0"]);
        study.Layer("covariate:A")[2].ShouldBe(255);
        study.Text = text.Replace("unit: x,", "unit: x, nodata: none,");
        Should.Throw<InvalidDataException>(() => study.Read()).Message.ShouldContain("covariates[1].nodata[1]: found 'none', expected a number");
    }

    [Theory]
    [InlineData("Byte", "-9999")]
    [InlineData("Int16", "-40000")]
    [InlineData("UInt16", "0.5")]
    public void A_nodata_value_that_the_type_cannot_hold_takes_no_other_with_it(string type, string declared)
    {
        using var study = new RasterStudy();
        TestRaster.Write(study["a.tif"], (_, column) => column == 0 ? (type == "Int16" ? -32_768 : 0) : column == 1 ? 1 : type == "Int16" ? -30_000 : 9, "-ot", type);
        study.Text = study.Text.Replace("unit: x,", $"unit: x, nodata: {declared},").Replace("resampling: nearest }\ntopsoil", "resampling: bilinear }\ntopsoil");
        study.Layer("covariate:A").ShouldAllBe(value => float.IsFinite(value));
    }

    [Theory]
    [InlineData("UInt16", "-32768", 32768)]
    [InlineData("Byte", "-9999", 241)] // −9999 + 40 × 256
    [InlineData("Byte", "-1", 255)]
    [InlineData("Int16", "65535", -1)]
    [InlineData("UInt16", "-9999", 55537)]
    public void A_declared_value_that_wrapped_into_the_type_is_refused(string type, string declared, double wrapped)
    {
        using var study = new RasterStudy();
        TestRaster.Write(study["a.tif"], (row, column) => row == 3 && column < 4 ? wrapped : 10 + row + column, "-ot", type);
        Declare(study["a.tif"], declared);
        string said = study.Check("covariates[1].raster", Severity.Problem);
        said.ShouldContain($"declares nodata {declared}, which its type {type} cannot hold, and holds {wrapped} in 4 of 80 cells about the study's grid");
        said.ShouldContain($"Declare it: covariates[1].nodata: {wrapped}\n  If they are values after all, write covariates[1].nodata: []");
        study.Complaint().ShouldBe(said);

        string text = study.Text;
        study.Text = text.Replace("unit: x,", "unit: x, nodata: [],");
        study.Layer("covariate:A").ShouldAllBe(value => float.IsFinite(value));
        study.Text = text.Replace("unit: x,", $"unit: x, nodata: {wrapped},");
        RasterStudy.Cells(study.Layer("covariate:A"), float.IsNaN).ShouldBe(["3,0", "3,1", "3,2", "3,3"]);
    }

    [Theory]
    [InlineData("Byte", "-9999")]
    [InlineData("UInt16", "-32768")]
    [InlineData("Int16", "-3.4e+38")]
    public void A_declared_value_that_the_type_cannot_hold_is_said(string type, string declared)
    {
        using var study = new RasterStudy();
        TestRaster.Write(study["a.tif"], (row, column) => row + column, "-ot", type);
        Declare(study["a.tif"], declared);
        study.Check("covariates[1].raster", Severity.Note).ShouldBe($"a.tif declares nodata {declared.Replace("e", "E", StringComparison.Ordinal)}, which its type {type} cannot hold; name what is no data with covariates[1].nodata.");
        study.Layer("covariate:A").ShouldAllBe(value => float.IsFinite(value));
    }

    /// <summary>Declares a nodata value without regard to the type, as other programs do: in GDAL's sidecar file.</summary>
    private static void Declare(string path, string value) =>
        File.WriteAllText(path + ".aux.xml", $"<PAMDataset><PAMRasterBand band=\"1\"><NoDataValue>{value}</NoDataValue></PAMRasterBand></PAMDataset>");

    [Fact]
    public void A_missing_value_beside_another_fill_value_is_no_data_too()
    {
        using var study = new RasterStudy();
        double[] values = [.. Enumerable.Range(0, 80).Select(i => i == 0 ? -9999.0 : i == 1 ? -32767 : 10 + i)];
        NetCdfText.OnAxes().Variable("mat", ["lat", "lon"], values, ("_FillValue", -32767), ("missing_value", -9999)).Save(study["a.nc"]);
        study.Text = study.Text.Replace("a.tif", "a.nc");
        float[] layer = study.Layer("covariate:A");
        RasterStudy.Cells(layer, float.IsNaN).ShouldBe(["0,0", "0,1"]);
        layer[2].ShouldBe(12);
    }
}
