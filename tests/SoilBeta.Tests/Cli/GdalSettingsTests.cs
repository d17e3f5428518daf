namespace SoilBeta.Tests.Cli;

public class GdalSettingsTests
{
    [Fact]
    public void Neither_the_environment_nor_a_gdalrc_changes_a_stack_or_a_map()
    {
        string[] settings =
        [
            "GTIFF_POINT_GEO_IGNORE=TRUE", "GDAL_PAM_ENABLED=NO", "GDAL_DISABLE_READDIR_ON_OPEN=EMPTY_DIR", "GDAL_TIFF_ENDIANNESS=INVERTED", "CENTER_LONG=180", "AAIGRID_DATATYPE=Int32", "GDAL_NUM_THREADS=ALL_CPUS",
            "GDAL_CACHEMAX=1", "OGR_ENABLE_PARTIAL_REPROJECTION=YES", "GTIFF_SRS_SOURCE=GEOKEYS", "GDAL_SKIP=AAIGrid", "COMPRESS_OVERVIEW=JPEG",
        ];
        using var study = new SmallStudy();
        string[] run = ["run", "study.yml", "--no-report", "--device", "cpu", "--quiet"];
        Soilbeta.Spawn(study.Folder, new Dictionary<string, string>(), [.. run, "--output", "plain"]).ShouldExitWith(0);
        var expected = study.Results(Path.Combine(study.Folder, "plain"));

        var environment = settings.ToDictionary(setting => setting.Split('=')[0], setting => setting.Split('=')[1]);
        Soilbeta.Spawn(study.Folder, environment, [.. run, "--output", "environment"]).ShouldExitWith(0);
        ShouldBeTheSame(study, "environment", expected);

        Directory.CreateDirectory(Path.Combine(study.Folder, "home", ".gdal"));
        study.Write("home/.gdal/gdalrc", "[configoptions]\n" + string.Join('\n', settings) + "\n");
        study.Write("home/rc", "[configoptions]\n" + string.Join('\n', settings) + "\n");
        Soilbeta.Spawn(study.Folder, new Dictionary<string, string> { ["HOME"] = Path.Combine(study.Folder, "home"), ["GDAL_CONFIG_FILE"] = Path.Combine(study.Folder, "home", "rc") }, [.. run, "--output", "file"]).ShouldExitWith(0);
        ShouldBeTheSame(study, "file", expected);
        File.ReadAllText(Path.Combine(study.Folder, "file", "manifest.json")).ShouldContain("GTIFF_POINT_GEO_IGNORE=FALSE");
    }

    private static void ShouldBeTheSame(SmallStudy study, string output, SortedDictionary<string, byte[]> expected)
    {
        var found = study.Results(Path.Combine(study.Folder, output));
        found.Keys.ShouldBe(expected.Keys);
        found.Where(file => !file.Value.AsSpan().SequenceEqual(expected[file.Key])).Select(file => file.Key).ShouldBeEmpty();
    }
}
