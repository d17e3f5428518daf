using System.Globalization;

namespace SoilBeta.Tests.Cli;

/// <summary>Mistakes of a user other than bad rasters (<see cref="BadRastersTests"/>) and tables (<see cref="ProfilesVerbTests"/>), with the real program: one message, exit code 1, and no file that looks finished.</summary>
public class BadInputTests
{
    public static TheoryData<string, string> Cases => new()
    {
        { "fraction above 1", "gives the cell at row 0, column 0" },
        { "infinite", "mat.asc" },
        { "topsoil in kg", "expected 0 … 2000" },
        { "missing table", "profiles.csv" },
        { "misspelt key", "'covariats' is not a key of a study. Did you mean 'covariates'?" },
        { "GDAL missing", "GDAL 3.1 or newer was not found" },
        { "no permission", "results cannot be written here" },
        { "file as folder", "results cannot be written here" },
        { "unknown device", "There is no device 'opencl:99' here" },
        { "network path", "network addresses and paths inside archives are not opened" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_is_said_in_one_message_and_nothing_looks_finished(string what, string message)
    {
        using var study = new SmallStudy();
        List<string> arguments = ["run", "study.yml", "--no-report", "--quiet", "--device", "cpu"];
        var environment = new Dictionary<string, string>();
        switch (what)
        {
            case "fraction above 1": study.Raster("cl.asc", (_, _) => 50); break;
            case "infinite": study.Raster("mat.asc", (_, _) => double.PositiveInfinity); break;
            case "topsoil in kg": study.Raster("top.asc", (_, _) => 40_000); break;
            case "missing table": File.Delete(Path.Combine(study.Folder, "profiles.csv")); break;
            case "misspelt key": study.Change("study.yml", "covariates:", "covariats:"); break;
            case "GDAL missing": environment["SOILBETA_GDAL"] = "/nowhere/libgdal.so"; break;
            case "no permission": arguments.AddRange(["--output", "/proc/soilbeta"]); break; // root may write anywhere but here
            case "file as folder": arguments.AddRange(["--output", Path.Combine("profiles.csv", "out")]); break;
            case "unknown device": arguments[^1] = "opencl:99"; break;
            case "network path": study.Change("study.yml", "mat.asc", "/vsicurl/http://localhost/mat.tif"); break;
        }
        if (what == "no permission")
            Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /proc");
        var result = (environment.Count == 0 ? study.Run([.. arguments]) : Soilbeta.Spawn(study.Folder, environment, [.. arguments])).ShouldExitWith(1);
        result.Error.ShouldContain(message);
        result.Error.TrimEnd().Split('\n').ShouldAllBe(line => line.StartsWith("soilbeta run: "));
        // Steps before the failing one may have finished; the failing one leaves nothing.
        string[] finished = study.FinishedFiles();
        finished.ShouldBe(what == "unknown device" ? finished.Where(name => !name.StartsWith("maps/") && !name.StartsWith("totals")) : []);
        Directory.EnumerateFiles(study.Folder, ".soilbeta-*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public void NaN_in_a_raster_is_nodata_and_not_mapped()
    {
        using var study = new SmallStudy();
        study.Write("mat.asc", File.ReadAllText(Path.Combine(study.Folder, "mat.asc")).Replace(" " + ThirdValue(study), " nan"));
        study.Run("run", "study.yml", "--no-report", "--quiet", "--device", "cpu").ShouldExitWith(0);
        using var map = SoilBeta.Rasters.RasterFile.Open(Path.Combine(study.Output, "maps", "CL_beta.tif"));
        float[] row = new float[12];
        map.Read(1, new SoilBeta.Rasters.GridWindow(0, 0, 12, 1), row);
        row.Count(float.IsNaN).ShouldBeGreaterThanOrEqualTo(2); // the topsoil lacks the first cell
        row.Count(value => !float.IsNaN(value)).ShouldBeGreaterThan(5);
    }

    [Fact]
    public void A_forest_with_other_covariates_or_a_damaged_one_is_refused_and_named()
    {
        using var study = new SmallStudy();
        study.Run("run", "study.yml", "--no-report", "--quiet", "--device", "cpu").ShouldExitWith(0);
        string forest = Path.Combine(study.Output, "forests", "CL.forest");
        byte[] whole = File.ReadAllBytes(forest);
        study.Change("study.yml", "name: Clay", "name: Sand");
        Directory.Delete(Path.Combine(study.Output, "maps"), recursive: true);
        study.Run("map", "study.yml", "--quiet", "--device", "cpu").ShouldExitWith(1).Error.ShouldContain("CL.forest was trained on other covariates than the study has; the study lacks Clay; the forest does not know Sand");
        study.Change("study.yml", "name: Sand", "name: Clay");
        whole[whole.Length / 2] ^= 1;
        File.WriteAllBytes(forest, whole);
        study.Run("map", "study.yml", "--quiet", "--device", "cpu").ShouldExitWith(1).Error.ShouldContain("CL.forest");
        File.Delete(forest);
        study.Run("map", "study.yml", "--quiet", "--device", "cpu").ShouldExitWith(1).Error.ShouldContain("there is no such forest");
        study.FinishedFiles().Where(name => name.StartsWith("maps/")).ShouldBeEmpty();
    }

    [Fact]
    public void Check_says_all_of_it_at_once_and_writes_nothing()
    {
        using var study = new SmallStudy();
        study.Change("study.yml", "mat.asc", "missing.asc");
        study.Raster("clay.asc", (_, _) => 20, crs: null);
        study.Change("profiles.csv", "oc", "carbon");
        var result = study.Run("check", "study.yml").ShouldExitWith(1);
        result.Output.ShouldContain("missing.asc: there is no such file");
        result.Output.ShouldContain("clay.asc has no coordinate reference system");
        result.Output.ShouldContain("there is no column 'oc'");
        result.Output.ShouldContain("3 problems would stop a run");
        Directory.Exists(study.Output).ShouldBeFalse();
    }

    private static string ThirdValue(SmallStudy study) =>
        File.ReadAllLines(Path.Combine(study.Folder, "mat.asc")).First(line => char.IsAsciiDigit(line[0])).Split(' ')[2].ToString(CultureInfo.InvariantCulture);
}
