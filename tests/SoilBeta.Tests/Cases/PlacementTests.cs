using SoilBeta.Tests.Rasters;
using SoilBeta.Workflow.Steps;

namespace SoilBeta.Tests.Cases;

/// <summary>Rasters with uneven cells, or without a datum: the message says how to convert them.</summary>
public class PlacementTests
{
    [Fact]
    public void Irregular_latitudes_are_said_to_be_that()
    {
        using var study = new CaseStudy("26-netcdf-crs-l-irregular-lat"); // netCDF-4: read on trial by the program itself
        string said = Cli.Soilbeta.Spawn(study.Folder, new Dictionary<string, string>(), "check", "study.yml", "--output", "out").ShouldExitWith(1).Output;
        said.ShouldContain("its latitudes are not evenly spaced (steps of 2.1 to 10 degrees), expected even steps.\n  Interpolate it to an even grid first"); // the file's own latitudes: 88.1, 80, 70, … −34.9, −37, −40
        said.ShouldNotContain("-a_ullr");
    }

    /// <summary>The last is Gaussian within GDAL's tolerance of 0.1 degree; as an even axis it would move by 0.09 of its step of 0.5.</summary>
    [Theory]
    [InlineData("longitudes", 3, 0.25, "steps of 0.25 to 0.75 degrees")]
    [InlineData("latitudes", 4, 0.2, "steps of 0.3 to 0.7 degrees")]
    [InlineData("latitudes", 4, 0.09, "steps of 0.41 to 0.59 degrees")]
    public void One_coordinate_out_of_step_is_enough(string axis, int at, double by, string steps)
    {
        using var study = new RasterStudy();
        double[] latitudes = NetCdfText.Latitudes, longitudes = NetCdfText.Longitudes;
        (axis == "latitudes" ? latitudes : longitudes)[at] += by;
        NetCdfText.OnAxes(latitudes, longitudes).Variable("mat", ["lat", "lon"], new double[80]).Save(study["a.nc"]);
        study.Text = study.Text.Replace("a.tif", "a.nc");
        study.Check("covariates[1].raster", Severity.Problem).ShouldContain($"its {axis} are not evenly spaced ({steps})");
    }

    [Fact]
    public void Latitudes_and_longitudes_without_a_grid_mapping_are_read_as_WGS84_and_that_is_said()
    {
        using var study = new RasterStudy();
        NetCdfText.OnAxes().Variable("mat", ["lat", "lon"], [.. Enumerable.Range(0, 80).Select(i => (double)i)]).Save(study["a.nc"]);
        study.Text = study.Text.Replace("a.tif", "a.nc");
        const string said = "a.nc has latitudes and longitudes but does not say on which datum (no grid mapping); they are read as WGS84.";
        study.Check("covariates[1].raster", Severity.Note).ShouldBe(said);
        study.Prepare().Notes.ShouldBe([said]);
        study.Layer("covariate:A").ShouldBe([.. Enumerable.Range(0, 80).Select(i => (float)i)]);
    }

    [Fact]
    public void Southern_latitudes_first_is_the_same_raster()
    {
        using var study = new RasterStudy();
        NetCdfText.OnAxes([.. NetCdfText.Latitudes.Reverse()]).Variable("mat", ["lat", "lon"], [.. Enumerable.Range(0, 80).Select(i => (double)((10 * (7 - (i / 10))) + (i % 10)))]).Save(study["a.nc"]);
        study.Text = study.Text.Replace("a.tif", "a.nc");
        study.Layer("covariate:A").ShouldBe([.. Enumerable.Range(0, 80).Select(i => (float)i)]);
    }

    [Theory]
    [InlineData("gcp", "is placed by 4 ground control points, so its cells are on no even grid yet.\n  Warp it first: gdalwarp -t_srs EPSG:4326 a.tif warped.tif")]
    [InlineData("rpc", "is placed by the camera's rational polynomial coefficients (RPC)")]
    [InlineData("geolocation", "is placed by a latitude and longitude for each cell")]
    public void A_raster_placed_by_other_means_is_to_be_warped_first(string kind, string said)
    {
        using var study = new RasterStudy();
        string[] points = kind == "gcp" ? ["-gcp", "0", "0", "-62", "-34", "-gcp", "10", "0", "-57", "-34.1", "-gcp", "10", "8", "-57.1", "-38", "-gcp", "0", "8", "-62.1", "-38.1", "-a_srs", "EPSG:4326"] : ["-co", "PROFILE=BASELINE", "-a_srs", "EPSG:4326"];
        TestRaster.Write(study["a.tif"], (row, column) => 10 + row + column, ["-ot", "Float32", .. points]);
        if (kind != "gcp")
        {
            string item = kind == "rpc" ? "LINE_OFF" : "X_DATASET", domain = kind == "rpc" ? "RPC" : "GEOLOCATION";
            File.WriteAllText(study["a.tif.aux.xml"], $"<PAMDataset><Metadata domain=\"{domain}\"><MDI key=\"{item}\">1</MDI></Metadata></PAMDataset>");
        }
        study.Check("covariates[1].raster", Severity.Problem).ShouldContain(said);
    }

    [Fact]
    public void Areas_in_the_wrong_unit_are_asked_about_in_words()
    {
        using var study = new RasterStudy();
        TestRaster.Write(study["f.tif"], (_, _) => 1e9, "-ot", "Float32");
        study.Text = study.Text.Replace("area: f.tif", "area: f.tif, area_unit: hectares");
        study.Complaint().ShouldContain("Is it really in hectares?");
        study.Text = study.Text.Replace("hectares", "hectaress");
        Should.Throw<InvalidDataException>(() => study.Read()).Message.ShouldContain("found 'hectaress'. Did you mean 'hectares'?");
    }
}
