using SoilBeta.Rasters;
using SoilBeta.Tests.Rasters;

namespace SoilBeta.Tests.Cli;

/// <summary>Rasters that cannot be used, as a user meets them: exit code 1, one message that says where, what and what to do, and no file under a final name.</summary>
public sealed class BadRastersTests : IDisposable
{
    private const string Study = """
        name: bad
        grid: { resolution: 0.5 deg, bounds: [-60, -36, -56, -34] }
        profiles: [ { table: profiles.csv, columns: { soc: oc }, units: { soc: g/kg } } ]
        covariates:
          - { name: Clay, raster: clay.asc, unit: "%" }
        topsoil: { density: top.asc }
        ecosystems:
          - { code: CL, name: cropland, area: cl.asc, area_unit: percent }
          - { code: FL, name: forest, area: fl.asc, area_unit: percent }
        """;

    private readonly TemporaryFolder _folder = new();

    public BadRastersTests()
    {
        Raster("clay.asc", 20);
        Raster("top.asc", 50);
        Raster("cl.asc", 60);
        Raster("fl.asc", 40);
        File.WriteAllText(_folder["profiles.csv"], "profile_id,lat,lon,top,bottom,oc\np,-35,-58,0,20,10\np,-35,-58,20,50,5\np,-35,-58,50,100,2\n");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("missing", "clay.asc: there is no such raster.")]
    [InlineData("no reference system", "clay.asc has no coordinate reference system.")]
    [InlineData("nodata", "clay.asc has no data anywhere on the study's grid.")]
    [InlineData("not a number", "clay.tif has no data anywhere on the study's grid.")]
    [InlineData("elsewhere", "clay.asc does not overlap the study's grid")]
    [InlineData("above 1", "ecosystems: their fractions add up to 1.3 (CL 0.6 + FL 0.7) in the cell at row 0, column 0")]
    [InlineData("damaged", "top.tif cannot be")]
    public void A_raster_that_cannot_be_used_ends_with_one_message_and_no_result(string what, string said)
    {
        string study = Study;
        switch (what)
        {
            case "missing":
                File.Delete(_folder["clay.asc"]);
                break;
            case "no reference system":
                File.Delete(_folder["clay.prj"]);
                break;
            case "nodata":
                Raster("clay.asc", -9999);
                break;
            case "not a number":
                Grid grid = Grid.FromBounds(Crs.Wgs84, new Bounds(-60, -36, -56, -34), 0.5);
                using (MapWriter nothing = MapWriter.Create(_folder["clay.tif"], grid, [new MapBand("Clay", "%")], new Dictionary<string, string>()))
                {
                    nothing.Write(1, grid.Whole, [.. Enumerable.Repeat(float.NaN, (int)grid.Cells)]);
                    nothing.Finish();
                }
                study = study.Replace("clay.asc", "clay.tif");
                break;
            case "elsewhere":
                AsciiGrid.Write(_folder["clay.asc"], 20, 40, 0.5, 8, (_, _) => 20, 4);
                break;
            case "above 1":
                Raster("fl.asc", 70);
                break;
            case "damaged":
                byte[] whole = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "golden", "rasters", "mat_cut.tif"));
                File.WriteAllBytes(_folder["top.tif"], whole[..(whole.Length / 2)]);
                study = study.Replace("top.asc", "top.tif");
                break;
        }
        File.WriteAllText(_folder["study.yml"], study);
        string error = Soilbeta.Run(_folder.Root, "profiles", "study.yml", "--output", "out").ShouldExitWith(1).Error;
        error.ShouldContain(said);
        string output = _folder["out"];
        string[] left = Directory.Exists(output) ? Directory.GetFiles(output, "*", SearchOption.AllDirectories) : [];
        left.Where(file => Path.GetFileName(file) != "lock").ShouldBeEmpty(); // the lock of the output folder is not a result
    }

    private void Raster(string name, double value) => AsciiGrid.Write(_folder[name], -60, -36, 0.5, 8, (_, _) => value, 4);
}
