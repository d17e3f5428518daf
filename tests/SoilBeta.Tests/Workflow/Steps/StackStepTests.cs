using SoilBeta.Forests;
using SoilBeta.Rasters;
using SoilBeta.Studies;
using SoilBeta.Tests.Rasters;
using SoilBeta.Workflow.Runs;
using SoilBeta.Workflow.Steps;

namespace SoilBeta.Tests.Workflow.Steps;

public sealed class StackStepTests : IDisposable
{
    private const string Text = """
        name: small
        grid:
          resolution: 0.5 deg
          bounds: [-60, -36, -56, -34]
        profiles:
          - table: profiles.csv
            columns: { soc: oc }
            units: { soc: g/kg }
        covariates:
          - { name: MAT, raster: mat.asc, scale: 0.1, offset: 1, unit: "°C", sd: 1, bounds: [-30, 40] }
          - { name: Clay, raster: clay.asc, unit: "%", resampling: nearest }
        topsoil:
          density: top.asc
        ecosystems:
          - { code: CL, name: cropland, area: cl.asc, area_unit: percent }
          - { code: FL, name: forest, land_cover: lc.asc, classes: [1, 2] }

        """;

    private readonly TemporaryFolder _folder = new();

    public StackStepTests()
    {
        // Eight by four cells of half a degree.
        AsciiGrid.Write(_folder["mat.asc"], -61, -37, 1, 6, (row, column) => 100 + (10 * column), 4);
        AsciiGrid.Write(_folder["clay.asc"], -60, -36, 0.5, 8, (row, column) => row == 0 && column == 0 ? -9999 : 20 + column, 4);
        AsciiGrid.Write(_folder["top.asc"], -60, -36, 0.5, 8, (row, column) => row == 3 && column == 7 ? -9999 : 50, 4);
        AsciiGrid.Write(_folder["cl.asc"], -60, -36, 0.5, 8, (row, column) => column < 4 ? 25 : 0, 4);
        AsciiGrid.Write(_folder["lc.asc"], -60, -36, 0.25, 16, (row, column) => column < 14 ? column % 4 : 9, 8);
    }

    private OutputFolder Output => new(_folder["out"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_raster_of_a_study_lies_on_its_grid()
    {
        StackSummary summary = Run(Text);
        using StackReader stack = StackStep.Open(Output);
        (stack.Grid.Width, stack.Grid.Height).ShouldBe((8, 4));
        stack.Sample("covariate:MAT", -58.75, -35.25).ShouldBe((float)((117.5 * 0.1) + 1)); // three quarters of the way from 110 to 120
        stack.Sample("covariate:Clay", -56.1, -34.1).ShouldBe(27);
        stack.Sample("topsoil", -58.75, -35.25).ShouldBe(50);
        stack.Sample("fraction:CL", -59.9, -35).ShouldBe(0.25f);
        stack.Sample("fraction:CL", -56.1, -35).ShouldBe(0);
        stack.Sample("fraction:FL", -59.9, -35.1).ShouldBe(0.5f);
        stack.Sample("valid", -59.9, -34.1).ShouldBe(0);
        stack.Sample("valid", -59.9, -34.6).ShouldBe(1);
        using var areas = new CellAreas(stack.Grid);
        double[] row = new double[8];
        areas.Row(2, row);
        stack.Sample("hectares", -58, -35.2).ShouldBe((float)row[0]);
        stack.Verify();

        (summary.Cells, summary.EcosystemCells, summary.ValidCells).ShouldBe((32, 28, 27)); // the last column is not an ecosystem
        UnmappedArea unmapped = summary.Unmapped.ShouldHaveSingleItem();
        (unmapped.Reason, unmapped.Cells).ShouldBe(("no Clay", 1));
        areas.Row(0, row);
        unmapped.Hectares.ShouldBe(row[0] * 0.75, 1e-2);
        summary.Ecosystems[0].Hectares.ShouldBe(summary.Ecosystems[0].MappedHectares + (row[0] * 0.25), 1e-2);
    }

    [Fact]
    public void A_current_stack_is_kept_and_a_changed_input_makes_it_again()
    {
        WhyMade(Text).ShouldBe("stack: not done yet.");
        byte[] first = File.ReadAllBytes(Output.Stack);
        WhyMade(Text).ShouldBe("stack: current.");
        WhyMade(Text.Replace("sd: 1,", "sd: 1, resampling: cubic,")).ShouldBe("stack: the study's sections on grid and rasters changed.");
        WhyMade(Text).ShouldBe("stack: the study's sections on grid and rasters changed.");
        File.ReadAllBytes(Output.Stack).ShouldBe(first);
        AsciiGrid.Write(_folder["mat.asc"], -61, -37, 1, 6, (_, _) => 90, 4);
        WhyMade(Text).ShouldBe("stack: covariates[1].raster (mat.asc) changed.");
        File.WriteAllBytes(Output.Stack, File.ReadAllBytes(Output.Stack)[..^100]);
        WhyMade(Text).ShouldBe("stack: work/stack is no longer what the step wrote.");
        WhyMade(Text).ShouldBe("stack: current.");
    }

    [Fact]
    public void Masks_rock_and_zones_join_in()
    {
        AsciiGrid.Write(_folder["countries.asc"], -60, -36, 0.5, 8, (row, column) => row == 2 ? 7 : 32, 4);
        AsciiGrid.Write(_folder["rock.asc"], -60, -36, 0.5, 8, (row, _) => row == 1 ? 5 : -9999, 4);
        File.WriteAllText(_folder["z.geojson"], """{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"west"},"geometry":{"type":"Polygon","coordinates":[[[-60,-36],[-58,-36],[-58,-34],[-60,-34],[-60,-36]]]}}]}""");
        StackSummary summary = Run(Text + """
            masks:
              - { raster: countries.asc, keep: [32, 858] }
            depth_to_rock: { raster: rock.asc, scale: 10, resampling: nearest }
            zones:
              - { name: country, raster: countries.asc, names: { 32: Argentina } }
              - { name: part, vector: z.geojson, field: name }
            """);
        summary.Unmapped.Select(reason => (reason.Reason, reason.Cells)).ShouldBe([("masked by countries.asc", 7L), ("no Clay", 1L)]);
        using StackReader stack = StackStep.Open(Output);
        stack.Sample("rock", -59.9, -34.6).ShouldBe(50);
        stack.Sample("rock", -59.9, -35.1).ShouldBe(float.PositiveInfinity);
        stack.Layer("zone:country").Codes.ShouldBe(new Dictionary<int, string> { [7] = "7", [32] = "Argentina" });
        stack.Sample("zone:country", -59.9, -35.1).ShouldBe(7);
        stack.Layer("zone:part").Codes.ShouldBe(new Dictionary<int, string> { [1] = "west" });
        stack.Sample("zone:part", -58.1, -35.1).ShouldBe(1);
        stack.Sample("zone:part", -57.9, -35.1).ShouldBe(float.NaN);
    }

    [Fact]
    public void Content_bulk_density_and_gravel_make_a_density_by_equation_1()
    {
        AsciiGrid.Write(_folder["soc.asc"], -60, -36, 0.5, 8, (_, _) => 200, 4);
        AsciiGrid.Write(_folder["bd.asc"], -60, -36, 0.5, 8, (_, _) => 130, 4);
        AsciiGrid.Write(_folder["gc.asc"], -60, -36, 0.5, 8, (_, _) => 10, 4);
        Run(Text.Replace("density: top.asc", "{ soc: soc.asc, soc_scale: 0.1, bulk_density: bd.asc, bulk_density_scale: 0.01, gravel: gc.asc, depth: 30 }").Replace("topsoil:\n  {", "topsoil: {"));
        using StackReader stack = StackStep.Open(Output);
        stack.Sample("topsoil", -58, -35).ShouldBe(20f * 1.3f * 30 * 0.9f / 10, 1e-4); // Eq. 1: g kg⁻¹ · g cm⁻³ · cm · share / 10
    }

    [Fact]
    public void Fractions_above_1_are_refused_with_the_worst_cell()
    {
        AsciiGrid.Write(_folder["cl.asc"], -60, -36, 0.5, 8, (row, column) => (row, column) == (2, 3) ? 95 : 60, 4);
        string said = Complaint(Text);
        said.ShouldContain("their fractions add up to 1.45 (CL 0.95 + FL 0.5) in the cell at row 2, column 3 (longitude -58.25, latitude -35.25)");
    }

    [Theory]
    [InlineData("area_unit: percent", "area_unit: fraction", "ecosystem CL: ", "a fraction of 25, expected 0 … 1")]
    [InlineData("classes: [1, 2]", "classes: [77]", "ecosystem FL: ", "has none of the classes 77 on the study's grid")]
    [InlineData("density: top.asc", "density: top.asc\n  scale: 100", "topsoil: ", "gives 5000 Mg C ha⁻¹ for 0–20 cm in the cell at row 0, column 0")]
    [InlineData("density: top.asc", "density: top.asc\n  scale: 23\n  depth: 10", "topsoil: ", "gives 1150 Mg C ha⁻¹ for 0–10 cm in the cell at row 0, column 0 (longitude -59.75, latitude -34.25), expected 0 … 1149.")]
    [InlineData("raster: mat.asc", "raster: missing.tif", "missing.tif", "there is no such raster")]
    [InlineData("0.5 deg", "1000 m", "grid.resolution", "EPSG:4326 counts in degrees")]
    [InlineData("raster: clay.asc", "raster: none.asc", "none.asc", "has no data anywhere on the study's grid")]
    [InlineData("raster: clay.asc", "raster: far.asc", "far.asc", "does not overlap the study's grid")]
    [InlineData("raster: clay.asc", "raster: nocrs.asc", "nocrs.asc", "has no coordinate reference system")]
    [InlineData("density: top.asc", "density: cut.tif", "cut.tif", "cannot be")]
    public void Rasters_that_cannot_be_used_are_named_and_leave_no_stack(string what, string by, string where, string said)
    {
        AsciiGrid.Write(_folder["none.asc"], -60, -36, 0.5, 8, (_, _) => -9999, 4);
        AsciiGrid.Write(_folder["far.asc"], 10, 50, 0.5, 8, (_, _) => 1, 4);
        AsciiGrid.Write(_folder["nocrs.asc"], -60, -36, 0.5, 8, (_, _) => 1, 4, crs: null);
        byte[] tif = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "golden", "rasters", "mat_cut.tif"));
        File.WriteAllBytes(_folder["cut.tif"], tif[..2000]);
        string message = Complaint(Text.Replace(what, by));
        message.ShouldContain(where);
        message.ShouldContain(said);
    }

    /// <summary>0–10 cm of more than 1,149 Mg C ha⁻¹ overflow the sums of layers at β = 1.02; a deeper topsoil may have 2,000.</summary>
    [Theory]
    [InlineData(30, 10, "top.asc: 1500 … 1500 Mg C ha⁻¹, expected 0 … 1149. Are its scale, unit and nodata value right?")]
    [InlineData(23, 10, "top.asc: 1150 … 1150 Mg C ha⁻¹, expected 0 … 1149. Are its scale, unit and nodata value right?")]
    [InlineData(22, 10, null)]
    [InlineData(30, 20, null)]
    [InlineData(40, 30, null)]
    public void The_largest_topsoil_depends_on_its_depth(int scale, int depth, string? problem)
    {
        File.WriteAllText(_folder["study.yml"], Text.Replace("density: top.asc", $"density: top.asc\n  scale: {scale}\n  depth: {depth}"));
        Finding found = CheckStep.Run(StudyReader.Read(_folder["study.yml"]), Output, new StepOptions()).Single(finding => finding.Key == "topsoil.density");
        found.ShouldBe(new Finding(problem is null ? Severity.Fine : Severity.Problem, "topsoil.density", problem ?? $"top.asc: {50 * scale} … {50 * scale} Mg C ha⁻¹"));
        if (problem is null)
            Run(File.ReadAllText(_folder["study.yml"])).ValidCells.ShouldBePositive();
    }

    [Fact]
    public void Check_looks_at_imported_forests()
    {
        File.WriteAllText(_folder["study.yml"], Text);
        var forest = new Forest { Features = ["MAT", "Clay"], Units = ["", ""], Trees = [Tree.Constant(0.97)], Model = ModelKind.Imported };
        ForestFile.Write(Output.Forest("CL"), forest);
        ForestFile.Write(Output.Forest("FL"), forest with { Features = ["MAT", "Sand"] });
        var findings = CheckStep.Run(StudyReader.Read(_folder["study.yml"]), Output, new StepOptions()).ToDictionary(finding => finding.Key, StringComparer.Ordinal);
        findings["forests/CL.forest"].Severity.ShouldBe(Severity.Fine);
        findings["forests/FL.forest"].Severity.ShouldBe(Severity.Problem);
        findings["forests/FL.forest"].Text.ShouldContain("the forest does not know Clay");
    }

    [Fact]
    public void A_study_that_leaves_no_cell_says_why()
    {
        AsciiGrid.Write(_folder["top.asc"], -60, -36, 0.5, 8, (row, column) => (row, column) == (0, 0) ? 50 : -9999, 4);
        Complaint(Text.Replace("density: top.asc", "density: top.asc\n  resampling: nearest"))
            .ShouldContain("No cell of the study's grid can be mapped: no topsoil in 27 cells, no Clay in 1 cells");
    }

    [Fact]
    public void Check_says_all_of_it_without_making_anything()
    {
        AsciiGrid.Write(_folder["far.asc"], 10, 50, 0.5, 8, (_, _) => 1, 4);
        File.WriteAllText(_folder["study.yml"], Text.Replace("raster: clay.asc", "raster: far.asc").Replace("density: top.asc", "density: top.asc\n  scale: 100").Replace("lc.asc", "missing.asc"));
        IReadOnlyList<Finding> findings = CheckStep.Run(StudyReader.Read(_folder["study.yml"]), Output, new StepOptions());
        Of("covariates[1].raster").ShouldBe((Severity.Fine, "mat.asc: 12 … 15 °C"));
        Of("covariates[2].raster").Text.ShouldContain("does not overlap the study's grid");
        Of("topsoil.density").ShouldBe((Severity.Problem, "top.asc: 5000 … 5000 Mg C ha⁻¹, expected 0 … 2000. Are its scale, unit and nodata value right?"));
        Of("ecosystems[2].land_cover").Text.ShouldContain("there is no such file");
        Of("grid").Text.ShouldBe("8 × 4 cells, geographic");
        Directory.Exists(Output.Root).ShouldBeFalse();

        (Severity Severity, string Text) Of(string key) => findings.Where(finding => finding.Key == key).Select(finding => (finding.Severity, finding.Text)).ShouldHaveSingleItem();
    }

    [Fact]
    public void A_machine_without_GDAL_is_told_what_to_install()
    {
        File.WriteAllText(_folder["study.yml"], Text);
        Cli.Soilbeta.Spawn(_folder.Root, new Dictionary<string, string> { ["SOILBETA_GDAL"] = "/nowhere/libgdal.so" }, "check", "study.yml")
            .ShouldExitWith(1).Error.ShouldContain("GDAL 3.1 or newer was not found. Tried /nowhere/libgdal.so");
    }

    // Messages of a run about the stack: why it is made, or that it is current.
    private string WhyMade(string text)
    {
        File.WriteAllText(_folder["study.yml"], text);
        var said = new Said();
        using var run = new StudyRun(StudyReader.Read(_folder["study.yml"]), Output, new StepOptions { Report = said });
        run.Stack();
        return said.Lines.Single(line => line.StartsWith("stack: ", StringComparison.Ordinal));
    }

    private sealed class Said : IStepReport
    {
        public List<string> Lines { get; } = [];

        public void Say(string message) => Lines.Add(message);

        public IWorkReport Begin(string what, long total, string unit) => SilentReport.Instance;
    }

    private StackSummary Run(string text)
    {
        File.WriteAllText(_folder["study.yml"], text);
        return StackStep.Run(StudyReader.Read(_folder["study.yml"]), Output, new StepOptions());
    }

    private string Complaint(string text)
    {
        string message = Should.Throw<InvalidDataException>(() => Run(text)).Message;
        File.Exists(Output.Stack).ShouldBeFalse();
        if (Directory.Exists(Output.Work))
            Directory.EnumerateFileSystemEntries(Output.Work).ShouldBeEmpty();
        return message;
    }
}
