using SoilBeta.Studies;
using SoilBeta.Tests.Checkout;

namespace SoilBeta.Tests.Cli;

/// <summary><c>init</c>: drafts a study from a folder, reports every guess, and writes a file that the program reads.</summary>
public class InitVerbTests
{
    [Fact]
    public void The_samples_folder_becomes_a_study_that_reads_and_checks()
    {
        using var folder = new TemporaryFolder();
        CopyFolder(Path.Combine(CheckoutFolder.Root, "data-samples"), folder.Root);
        foreach (string written in Directory.EnumerateFiles(folder.Root, "*.yml"))
            File.Delete(written);
        var said = Soilbeta.Run(folder.Root, "init", ".").ShouldExitWith(0);
        said.Output.ShouldContain("soc = soc_g_kg, g/kg (by its name)");
        said.Output.ShouldContain("wc14_bio1_mat_10min.tif: MAT, °C, × 0.1");
        said.Output.ShouldContain("by the legend of GLCNMO");

        string text = File.ReadAllText(folder.Path("study.yml"));
        text.ShouldContain("# guessed");
        Study study = StudyReader.Read(folder.Path("study.yml")).Study;
        study.Covariates.Select(covariate => covariate.Name).Order(StringComparer.Ordinal).ShouldBe(["CN", "Clay", "MAP", "MAT", "NPP", "TN", "pH"]);
        study.Covariates.Single(covariate => covariate.Name == "MAT").Raster.Scale.ShouldBe(0.1);
        study.Topsoil.Carbon.Path.ShouldEndWith("sanderman_topsoil_0_20cm_5min.tif");
        study.Topsoil.Depth.ShouldBe(20);
        study.Ecosystems.Select(ecosystem => ecosystem.Code).ShouldBe(["CL", "GL", "FL"]);
        study.Ecosystems[0].Classes.ShouldBe([11, 12, 13]);
        study.Profiles[0].Columns["bottom"].ShouldBe("bottom_cm");
        study.Profiles[0].Columns["bulk_density"].ShouldBe("bd_g_cm3");
        study.Profiles[0].Units["coarse"].Name.ShouldBe("% volume");
        study.Zones.OfType<PolygonZones>().Single().Field.ShouldBe("name");
        Soilbeta.Run(folder.Root, "check", "study.yml").ShouldExitWith(0).Output.ShouldContain("no problem found");
    }

    [Fact]
    public void A_small_folder_gives_a_study_that_runs()
    {
        using var small = new SmallStudy();
        File.Move(Path.Combine(small.Folder, "study.yml"), Path.Combine(small.Folder, "older.yml"));
        var said = small.Run("init", ".").ShouldExitWith(0);
        said.Output.ShouldContain("lon = lon");
        said.Output.ShouldContain("ecosystem FL: no raster says where forest is");
        // A user fills in what the names of this folder do not reveal; the rest stays as drafted.
        string text = File.ReadAllText(Path.Combine(small.Folder, "study.yml"));
        text.ShouldContain("- { name: MAT, raster: mat.asc");
        text.ShouldContain("# - { name: side, raster: side.asc");
        StudyReader.Read(Path.Combine(small.Folder, "older.yml")).Study.Name.ShouldBe("small");
    }

    [Fact]
    public void An_older_study_is_never_replaced_and_a_folder_without_data_is_named()
    {
        using var folder = new TemporaryFolder();
        Soilbeta.Run(folder.Root, "init", ".").ShouldExitWith(1).Error.ShouldContain("no table of horizons was found");
        Directory.EnumerateFiles(folder.Root).ShouldBeEmpty();
        Soilbeta.Run(folder.Root, "init", "nowhere").ShouldExitWith(1).Error.ShouldContain("there is no such folder");
        File.WriteAllText(folder.Path("study.yml"), "mine");
        Soilbeta.Run(folder.Root, "init", ".").ShouldExitWith(1).Error.ShouldContain("is not replaced");
        File.ReadAllText(folder.Path("study.yml")).ShouldBe("mine");
        Soilbeta.Run(folder.Root, "init", ".", "--output", "elsewhere/study.yml").ShouldExitWith(2).Error.ShouldContain("expected a file in");
    }

    private static void CopyFolder(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
