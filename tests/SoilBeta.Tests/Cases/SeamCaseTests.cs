using System.Globalization;
using SoilBeta.Rasters;
using SoilBeta.Studies;
using SoilBeta.Workflow.Steps;

namespace SoilBeta.Tests.Cases;

/// <summary>Grids and zones across the meridian at which a raster begins.</summary>
public class SeamCaseTests
{
    [Fact]
    public void The_stock_does_not_depend_on_the_meridian_that_the_topsoil_is_stored_from()
    {
        using var from0 = new CaseStudy("28-seam-map-topsoil-0-360");
        from0.Map().ShouldExitWith(0);
        var all = from0.Table("totals.csv").Single(row => row["ecosystem"] == "ALL" && row["layer"] == "0-20" && row["zone"] == "all" && row["interval"] == "common");
        double.Parse(all["mean_pg"], CultureInfo.InvariantCulture).ShouldBe(3.642477, 1e-6); // density × area of the ellipsoid, NumPy
        using var from180 = new CaseStudy("28-seam-map-topsoil-180");
        using StackReader one = StackReader.Open(new OutputFolder(from0.Output).Stack), other = from180.Stack();
        Layer(one, "topsoil").ShouldBe(Layer(other, "topsoil"));
    }

    [Fact]
    public void Profiles_take_their_covariates_modulo_360()
    {
        using var study = new CaseStudy("28-seam-profiles-0-360");
        StudyContext loaded = StudyReader.Read(study["study.yml"]);
        study.Stack().Dispose();
        ProfilesResult result = ProfilesStep.Run(loaded, new OutputFolder(study.Output), new StepOptions());
        double[] covariate = [.. result.Profiles.Select(profile => profile.Covariates[0])];
        // Bilinear interpolation modulo 360 at the cells' centres, NumPy.
        covariate.Min().ShouldBe(4.875, 1e-5);
        covariate.Max().ShouldBe(15.425, 1e-5);
        result.Profiles.Single(profile => profile.Id == "P007").Covariates[0].ShouldBe(8.625, 1e-5);  // 0.25° W
        result.Profiles.Single(profile => profile.Id == "P000").Covariates[0].ShouldBe(13.875, 1e-5); // 3.75° W
    }

    [Fact]
    public void Cells_across_the_antimeridian_are_interpolated_modulo_360()
    {
        using var study = new CaseStudy("20-wrap-d-antimeridian-180-bilinear");
        using StackReader stack = study.Stack();
        float[] found = Layer(stack, "covariate:A");
        // NumPy, columns modulo 360.
        found.Average(value => (double)value).ShouldBe(97.461802, 1e-5);
        found.Min().ShouldBe(64.382551f, 1e-4);
        found.Max().ShouldBe(135.519379f, 1e-4);
        found[9].ShouldBe(76.882551f, 1e-4);  // 179.75° E
        found[10].ShouldBe(86.882551f, 1e-4); // 179.75° W
        found[(7 * 20) + 10].ShouldBe(123.019379f, 1e-4);
    }

    [Theory]
    [InlineData("33-zones-a-grid-175-185-multipart", "bounds: [175, -20, 185, -10]", "bounds: [175, -20, 185, -10]")]
    [InlineData("33-zones-b-grid-world-multipart", "bounds: [-180, -20, 180, -10]", "bounds: [-180, -20, 180, -10]")]
    [InlineData("33-zones-a-grid-175-185-multipart", "bounds: [175, -20, 185, -10]", "bounds: [0, -20, 360, -10]")]
    [InlineData("33-zones-a-grid-175-185-multipart", "bounds: [175, -20, 185, -10]", "bounds: [170, -20, 190, -10]\n  crs: EPSG:4269")] // NAD83: looked up, not drawn
    public void A_zone_on_both_sides_of_the_antimeridian_has_all_of_its_area(string name, string what, string into)
    {
        using var study = new CaseStudy(name);
        study.Change("study.yml", what, into);
        using StackReader stack = study.Stack();
        float[] zones = Layer(stack, "zone:z"), hectares = Layer(stack, "hectares");
        double area = zones.Zip(hectares, (zone, area) => float.IsNaN(zone) ? 0 : (double)area).Sum();
        (area * 1e-6).ShouldBe(47.542, 0.001); // Mha on the ellipsoid
    }

    private static float[] Layer(StackReader stack, string name)
    {
        float[] values = new float[stack.Grid.Cells];
        stack.ReadRows(name, 0, values);
        return values;
    }
}
