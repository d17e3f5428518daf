using SoilBeta.Tests.Rasters;
using SoilBeta.Workflow.Steps;

namespace SoilBeta.Tests.Cases;

/// <summary>Files of several bands or variables, and bands of classes.</summary>
public class BandsTests
{
    [Fact]
    public void A_file_of_twelve_bands_is_said_to_be_one_with_their_names()
    {
        using var study = new RasterStudy("23-files-a-12-bands-no-key");
        const string said = "a.tif has 12 bands (month01; month02; month03; month04; month05; month06; month07; month08; month09; month10; month11; month12); the first is read. covariates[1].band chooses another.";
        study.Check("covariates[1].raster", Severity.Note).ShouldBe(said);
        study.Prepare().Notes.ShouldContain(said);
        study.Text = study.Text.Replace("unit: x,", "unit: x, band: 2,");
        study.Check("covariates[1].raster", Severity.Note).ShouldBeEmpty();
        study.Layer("covariate:A")[0].ShouldBe(22.375f); // NumPy: the second band's first cell
    }

    [Fact]
    public void Times_of_a_netCDF_variable_are_bands_with_their_time()
    {
        using var study = new RasterStudy();
        NetCdfText.OnAxes().Axis("time", [15, 45], ("units", "days since 2000-01-01")).Variable("pr", ["time", "lat", "lon"], [.. Enumerable.Range(0, 160).Select(i => (double)i)]).Save(study["a.nc"]);
        study.Text = study.Text.Replace("a.tif", "a.nc");
        study.Check("covariates[1].raster", Severity.Note).ShouldContain("a.nc has 2 bands (time = 15 days since 2000-01-01; time = 45 days since 2000-01-01); the first is read. covariates[1].band chooses another.");
        study.Text = study.Text.Replace("unit: x,", "unit: x, band: 2,");
        study.Layer("covariate:A")[0].ShouldBe(80);
    }

    [Fact]
    public void Variables_of_a_netCDF_file_are_named()
    {
        using var study = new RasterStudy();
        double[] values = [.. Enumerable.Range(0, 80).Select(i => (double)i)];
        NetCdfText.OnAxes().Variable("mat", ["lat", "lon"], values).Variable("prec", ["lat", "lon"], values).Save(study["a.nc"]);
        study.Text = study.Text.Replace("a.tif", "a.nc");
        study.Check("covariates[1].raster", Severity.Problem).ShouldContain("a.nc holds no bands of its own, but 2 variables: mat, prec.\n  Extract the one you mean, e.g. gdal_translate NETCDF:a.nc:mat out.tif");
    }

    /// <summary>Bands 1, 2 and 3 of one file; every use selects one other than the first.</summary>
    [Fact]
    public void Every_use_of_a_raster_has_a_band()
    {
        using var study = new RasterStudy();
        TestRaster.Write(study["b.tif"], [(_, _) => 1, (_, column) => column < 5 ? 0.25 : 0.5, (_, column) => column < 5 ? 0 : 0.125], "-ot", "Float32");
        TestRaster.Write(study["c.tif"], [(_, _) => 1, (_, column) => column < 5 ? 3 : 4], "-ot", "Byte");
        study.Text = """
            name: bands
            grid: { resolution: 0.5 deg, bounds: [-62, -38, -57, -34] }
            covariates:
              - { name: A, raster: b.tif, band: 2, unit: x, resampling: nearest }
            topsoil: { soc: b.tif, soc_band: 2, soc_scale: 100, bulk_density: b.tif, bulk_density_band: 2, gravel: b.tif, gravel_band: 2, resampling: nearest }
            ecosystems:
              - { code: CL, name: cropland, area: b.tif, band: 3 }
              - { code: FL, name: forest, land_cover: c.tif, band: 2, classes: [7, 3] }
              - { code: GL, name: grass, area: h.tif, area_unit: hectares, band: 2 }
            masks: [{ raster: c.tif, band: 2, keep: [3, 4], nodata: 9 }]
            depth_to_rock: { raster: b.tif, band: 2, scale: 100, resampling: nearest }
            zones: [{ name: z, raster: c.tif, band: 2 }]
            soil: { fill: { gravel_raster: b.tif, gravel_band: 2, bulk_density_raster: b.tif, bulk_density_band: 2 } }
            """;
        TestRaster.Write(study["h.tif"], [(_, _) => 1e9, (_, _) => 10], "-ot", "Float32");
        study.Layer("covariate:A")[9].ShouldBe(0.5f);
        study.Layer("topsoil")[0].ShouldBe(25f * 0.25f * 20 * (1 - 0.0025f) / 10, 1e-4); // Eq. 1: g kg⁻¹ · g cm⁻³ · cm · share / 10
        (study.Layer("fraction:CL")[9], study.Layer("fraction:FL")[0], study.Layer("fraction:FL")[9]).ShouldBe((0.125f, 1, 0));
        study.Layer("rock")[9].ShouldBe(50);
        study.Layer("mask:1").ShouldAllBe(value => value == 1);
        (study.Layer("zone:z")[0], study.Layer("zone:z")[9]).ShouldBe((3, 4));
        study.Layer("fraction:GL")[0].ShouldBe((float)(10 / study.Layer("hectares")[0]), 1e-9);
        study.Text = study.Text.Replace("keep: [3, 4]", "keep: [3]").Replace("band: 2, keep", "band: 3, keep");
        study.Check("masks[1].raster", Severity.Problem).ShouldContain("c.tif has 2 bands, there is no band 3");
        study.Text = study.Text.Replace("band: 3, keep", "band: 0, keep");
        Should.Throw<InvalidDataException>(() => study.Read()).Message.ShouldContain("masks[1].band: found 0, expected 1 to 65535 (band)");
    }

    [Fact]
    public void Classes_with_a_colour_table_are_not_interpolated()
    {
        using var study = new RasterStudy("23-files-i2-colour-table-bilinear");
        study.Check("covariates[1].raster", Severity.Problem).ShouldContain("a.tif holds classes (it has a colour table); 'bilinear' would mix them into numbers of other classes.\n  Write covariates[1].resampling: nearest, or mode.");
        study.Complaint().ShouldContain("'bilinear' would mix them");
        study.Text = study.Text.Replace("resampling: bilinear", "resampling: nearest");
        study.Layer("covariate:A").ShouldAllBe(value => value == MathF.Round(value));
    }

    [Theory]
    [InlineData("<CategoryNames><Category>none</Category><Category>crop</Category></CategoryNames>", "names of categories")]
    [InlineData("<ColorTable><Entry c1=\"0\" c2=\"0\" c3=\"0\" c4=\"255\"/><Entry c1=\"9\" c2=\"9\" c3=\"9\" c4=\"255\"/></ColorTable>", "a colour table")]
    [InlineData("<GDALRasterAttributeTable tableType=\"thematic\"><FieldDefn index=\"0\"><Name>Value</Name><Type>0</Type><Usage>5</Usage></FieldDefn><FieldDefn index=\"1\"><Name>Class</Name><Type>2</Type><Usage>2</Usage></FieldDefn><Row index=\"0\"><F>1</F><F>crop</F></Row></GDALRasterAttributeTable>", "an attribute table with names")]
    public void Classes_that_a_file_beside_the_raster_names_are_not_interpolated(string described, string said)
    {
        using var study = new RasterStudy();
        TestRaster.Write(study["a.tif"], (_, column) => column % 2, "-ot", "Byte");
        File.WriteAllText(study["a.tif.aux.xml"], $"<PAMDataset><PAMRasterBand band=\"1\">{described}</PAMRasterBand></PAMDataset>");
        study.Text = study.Text.Replace("unit: x, resampling: nearest", "unit: x");
        study.Check("covariates[1].raster", Severity.Problem).ShouldContain($"a.tif holds classes (it has {said}); 'bilinear' would mix them");
        study.Text = study.Text.Replace("unit: x", "unit: x, resampling: mode");
        study.Check("covariates[1].raster", Severity.Problem).ShouldBeEmpty();
    }

    [Fact]
    public void Flags_of_a_netCDF_variable_are_classes_and_no_area()
    {
        using var study = new RasterStudy();
        NetCdfText.OnAxes().Variable("lc", ["lat", "lon"], [.. Enumerable.Range(0, 80).Select(i => (double)(i % 2))], ("flag_values", 1), ("flag_meanings", "crop")).Save(study["a.nc"]);
        study.Text = study.Text.Replace("a.tif, unit: x, resampling: nearest", "a.nc, unit: x, resampling: average").Replace("f.tif", "a.nc");
        study.Check("covariates[1].raster", Severity.Problem).ShouldContain("holds classes (it has flag_meanings); 'average' would mix them");
        study.Check("ecosystems[1].area", Severity.Problem).ShouldContain("expected fraction.\n  Give it as ecosystems[1].land_cover");
    }
}
