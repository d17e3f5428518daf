using SoilBeta.Rasters;
using SoilBeta.Tests.Fuzz;
using SoilBeta.Workflow.Steps;

namespace SoilBeta.Tests.Cases;

/// <summary>The key <c>encoding</c> of zones: before the run, <c>check</c> finds layers that need it and values that are invalid.</summary>
public class ZoneEncodingTests
{
    [Fact]
    public void Names_of_zones_without_an_encoding_are_refused_until_the_study_declares_it()
    {
        using var study = new RasterStudy();
        File.WriteAllText(study["zones.geojson"], """
            {"type":"FeatureCollection","features":[
            {"type":"Feature","properties":{"name":"Peñón"},"geometry":{"type":"Polygon","coordinates":[[[-62,-38],[-60,-38],[-60,-34],[-62,-34],[-62,-38]]]}},
            {"type":"Feature","properties":{"name":"Peñòn"},"geometry":{"type":"Polygon","coordinates":[[[-60,-38],[-57,-38],[-57,-34],[-60,-34],[-60,-38]]]}}]}
            """);
        GdalFiles.Translate(study["zones.geojson"], study["zones.shp"], "ESRI Shapefile", "-lco", "ENCODING=ISO-8859-1");
        File.Delete(study["zones.cpg"]);
        string plain = study.Text;
        study.Text = plain + "zones: [{ name: part, vector: zones.shp, field: name }]\n";
        study.Check("zones[1].vector", Severity.Problem).ShouldContain("Give its encoding in the zones (encoding: utf-8, latin1, windows-1252, …).");
        study.Complaint().ShouldContain("('Peñón' if they are latin1), and no .cpg file says their encoding");

        study.Text = plain + "zones: [{ name: part, vector: zones.shp, field: name, encoding: latin1 }]\n";
        study.Check("zones[1].vector", Severity.Problem).ShouldBeEmpty();
        study.Prepare();
        using StackReader stack = StackStep.Open(study.Output);
        stack.Header.Layers.Single(layer => layer.Name == "zone:part").Codes!.Values.ShouldBe(["Peñòn", "Peñón"]);
        float[] layer = new float[stack.Grid.Cells];
        stack.Read("zone:part", stack.Grid.Whole, layer);
        layer.CountBy(code => code).OrderBy(pair => pair.Key).ShouldBe([new(1, 6 * 8), new(2, 4 * 8)]); // columns of 0.5°: 6 east of 60° W, 4 west of it
    }

    [Theory]
    [InlineData("vector: zones.shp, field: name, encoding: latin99", "'latin99' is not a known encoding of shapefiles")]
    [InlineData("vector: zones.shp, field: name, encoding: utf-16", "'utf-16' is not a known encoding of shapefiles")]
    [InlineData("vector: zones.gpkg, field: name, encoding: latin1", "only the text of a shapefile has an encoding to declare")]
    [InlineData("raster: zones.tif, encoding: latin1", "only the text of a shapefile has an encoding to declare")]
    public void What_it_cannot_mean_is_a_problem_of_the_study(string zone, string message)
    {
        using var study = new RasterStudy();
        study.Text += $"zones: [{{ name: part, {zone} }}]\n";
        Should.Throw<InvalidDataException>(study.Read).Message.ShouldContain("zones[1].encoding");
        Should.Throw<InvalidDataException>(study.Read).Message.ShouldContain(message);
    }
}
