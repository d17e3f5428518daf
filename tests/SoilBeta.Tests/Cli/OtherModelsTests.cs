using System.Text.Json;
using SoilBeta.Rasters;

namespace SoilBeta.Tests.Cli;

/// <summary>A regression and a constant in place of forests, from profiles to totals, with the real program. One ecosystem of the small study has too few profiles for a regression.</summary>
public class OtherModelsTests
{
    [Theory]
    [InlineData("mixed", "draws: 120, map_standard_errors: true, refits: crossed, refit_count: 3, mode: block, block: 1, compare: [common]")]
    [InlineData("constant", "draws: 40, refits: cycled, refit_count: 4")]
    public void A_study_runs_through_with_the_same_bytes_for_any_threads_and_device_and_again(string model, string uncertainty)
    {
        using var study = new SmallStudy();
        study.Change("study.yml", "forest: { trees: 10, model: beta }", $"forest: {{ model: {model} }}");
        study.Change("study.yml", "uncertainty: { draws: 20 }", $"uncertainty: {{ {uncertainty} }}");
        study.Change("study.yml", "repeats: 0", "repeats: 1");
        study.Run("run", "study.yml", "--no-report", "--device", "cpu", "--threads", "2").ShouldExitWith(0).Output.ShouldContain("ALL");
        var results = study.Results();
        results.Keys.ShouldContain("maps/ALL_20-100_SOCD.tif");
        string other = Path.Combine(study.Folder, "other");
        study.Run("run", "study.yml", "--no-report", "--threads", "1", "--output", "other").ShouldExitWith(0);
        var again = study.Results(other);
        again.Keys.ShouldBe(results.Keys);
        foreach (var (name, bytes) in results)
            again[name].AsSpan().SequenceEqual(bytes).ShouldBeTrue(name);

        using var file = RasterFile.Open(Path.Combine(study.Output, "maps", "CL_20-100_SOCD.tif"));
        var bands = file.Bands.Select(band => band.Description).ToList();
        bands.ShouldContain("prediction_q95");
        bands.Contains("q025_se").ShouldBe(uncertainty.Contains("map_standard_errors"));
        bands[^1].ShouldBe("rpi");
        bands.IndexOf("prediction_q05").ShouldBe(4); // bands that were there before the relative prediction interval keep their numbers
        bands.IndexOf("q025_se").ShouldBe(uncertainty.Contains("map_standard_errors") ? 6 : -1);
        var whole = new GridWindow(0, 0, 12, 6);
        float[] mean = Read("mean"), lower = Read("q2.5"), upper = Read("q97.5"), below = Read("prediction_q05"), above = Read("prediction_q95");
        int cells = 0, wide = 0;
        for (int cell = 0; cell < mean.Length; cell++)
        {
            if (float.IsNaN(mean[cell]))
                continue;
            cells++;
            lower[cell].ShouldBeLessThanOrEqualTo(mean[cell] + 1e-3f);
            mean[cell].ShouldBeLessThanOrEqualTo(upper[cell] + 1e-3f);
            below[cell].ShouldBeLessThan(above[cell]);
            wide += upper[cell] > lower[cell] ? 1 : 0;
        }
        cells.ShouldBeGreaterThan(40);
        // A constant's interval of β is the spread of its profiles, the only information there is.
        using (var beta = RasterFile.Open(Path.Combine(study.Output, "maps", "GL_beta.tif")))
        {
            var relative = new float[72];
            beta.Read(beta.Bands.Count, whole, relative);
            relative.Where(float.IsFinite).Distinct().ShouldBe([1f]);
        }
        (wide > 0).ShouldBe(model == "mixed" || uncertainty.Contains("refits"));

        using var validation = JsonDocument.Parse(File.ReadAllText(Path.Combine(study.Output, "validation.json")));
        var ecosystems = validation.RootElement.GetProperty("ecosystems").EnumerateArray().ToDictionary(e => e.GetProperty("code").GetString()!);
        ecosystems["CL"].GetProperty("model").GetString().ShouldBe(model);
        ecosystems["GL"].GetProperty("model").GetString().ShouldBe("constant"); // fewer than 30 profiles
        ecosystems["CL"].GetProperty("coverage").EnumerateArray().Count().ShouldBeGreaterThan(0);
        ecosystems["CL"].GetProperty("designs")[0].GetProperty("models").EnumerateArray().Single(each => each.GetProperty("model").GetString() == model)
            .GetProperty("scores").GetProperty("beta").GetProperty("mean").GetProperty("rmse").GetDouble().ShouldBeGreaterThan(0);

        if (model == "mixed")
        {
            study.Run("check", "study.yml").ShouldExitWith(0).Output.ShouldContain("maps in about");
            study.Run("show", "out/small/forests/CL.forest").ShouldExitWith(0).Output.ShouldContain("  regression ");
            study.Run("export", "out/small/forests/CL.forest", "--output", "x.json").ShouldExitWith(1).Error.ShouldContain("regression");
            study.Run("predict", "--forest", "out/small/forests/CL.forest", "--table", "out/small/profiles.csv", "--device", "cpu", "--draws", "50", "--sd-of", "MAT=1").ShouldExitWith(0).Output.ShouldContain("beta_prediction_q95,di,inside");
        }

        float[] Read(string band)
        {
            var values = new float[72];
            file.Read(bands.IndexOf(band) + 1, whole, values);
            return values;
        }
    }
}
