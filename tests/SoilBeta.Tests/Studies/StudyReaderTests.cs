using System.Text;
using SoilBeta.Numerics;
using SoilBeta.Soil;
using SoilBeta.Studies;
using static SoilBeta.Tests.Studies.StudyText;

namespace SoilBeta.Tests.Studies;

public class StudyReaderTests
{
    [Fact]
    public void A_small_study_gets_the_defaults_of_today()
    {
        var study = Read(Small).Study;
        study.Soil.Rules.Spline.ShouldBe(SplineMode.Exact);
        study.Soil.Rules.Beta.ShouldBe(BetaMode.Ratio);
        study.Soil.Rules.MinHorizons.ShouldBe(3);
        study.Soil.Covariates.ShouldBe(TrainingCovariates.Raster);
        study.Covariates[0].Sd.ShouldBe(new StandardDeviation(false, 1));
        study.Covariates[1].Sd.ShouldBe(new StandardDeviation(true, 0.1));
        (study.Covariates[1].Lower, study.Covariates[1].Upper).ShouldBe((0, double.PositiveInfinity));
        study.Uncertainty.Refits.ShouldBe(RefitMode.None);
        study.Uncertainty.RefitCount.ShouldBe(0);
        study.Forest.Grow.Mtry.ShouldBe(1);
        study.Ecosystems[1].ProfileValues.ShouldBe(["forest"]);
    }

    [Fact]
    public void Titles_and_makers_of_inputs_are_read_and_change_no_checksum()
    {
        var plain = Read(Small);
        plain.Study.Title.ShouldBe("small");
        plain.Study.Inputs.Select(input => input.File).ShouldBe(["profiles.csv", "mat.tif", "map.tif", "clay.tif", "top.tif", "cl.tif", "lc.tif"]);
        var told = Read(Small.Replace("name: small", "name: small\ntitle: Carbon\nauthor: A, B\ndate: May 2026\nperiod: 2000-2015\npaper_comparison: true")
            .Replace("raster: mat.tif,", "raster: mat.tif, source: Makers 2001, licence: CC BY 4.0, doi: https://doi.org/10.1000/x,").Replace("table: profiles.csv", "table: profiles.csv\n    attribution: Diggers 1999")
            .Replace("land_cover: lc.tif", "source: Cover 2010, land_cover: lc.tif"));
        (told.Study.Title, told.Study.Author, told.Study.Date, told.Study.Period, told.Study.ComparesWithPaper).ShouldBe(("Carbon", "A, B", "May 2026", (2000, 2015), true));
        told.Study.Inputs[0].Source.ShouldBe("Diggers 1999");
        told.Study.Inputs[1].ShouldBe(new StudyInput("mat.tif", "covariate MAT", "Makers 2001", "CC BY 4.0", "10.1000/x"));
        told.Study.Inputs[^1].ShouldBe(new StudyInput("lc.tif", "land cover of forest", "Cover 2010", "", ""));
        told.Checksum.ShouldBe(plain.Checksum);
        told.ReaderLines.ShouldContain("covariates[1].source = Makers 2001");
        told.Lines.ShouldNotContain(line => line.Contains("Makers"));
        Complaint(Small + "\nperiod: lately").ShouldContain("period: found 'lately', expected a year or two");
    }

    [Fact]
    public void With_the_papers_preset_covariates_come_from_every_column_that_the_table_maps_and_trees_are_tuned()
    {
        string paper = Small.Replace("name: small", "name: small\npreset: paper").Replace(", sd: 1", "").Replace("columns: { soc: oc }", "columns: { soc: oc, mat: t, map: p, clay: c, bnpp: b }")
            .Replace("name: Clay, raster: clay.tif, unit: \"%\"", "name: Clay, raster: clay.tif, unit: g kg-1") ;
        var study = Read(paper).Study;
        study.Covariates.Select(covariate => covariate.Column?.Name).ShouldBe(["mat", "map", "clay"]);
        study.Tuning.ChooseTrees.ShouldBe(true);
        // Without the column there is nothing to use, and without the preset nothing is used.
        Read(paper.Replace("mat: t, ", "")).Study.Covariates[0].Column.ShouldBeNull();
        var plain = Read(paper.Replace("preset: paper", "preset: default").Replace("bounds: [-30, 40] }", "bounds: [-30, 40], sd: 1 }")).Study;
        plain.Covariates.ShouldAllBe(covariate => covariate.Column == null);
        plain.Tuning.ChooseTrees.ShouldBe(false);
        // A unit that cannot be compared with the table's is refused.
        Complaint(paper.Replace("unit: g kg-1", "unit: dag kg-1")).ShouldContain("covariates[3].unit: found 'dag kg-1', expected the unit of the raster's values");
        Complaint(paper.Replace("map: p", "map: p, cn: r").Replace("name: Clay,", "name: MC, column: mc,").Replace("unit: g kg-1", "unit: \"\"")).ShouldContain("covariates[3].unit: found ''");
        Complaint(Small.Replace("soc: g/kg", "soc: g/kg, mat: K")).ShouldContain("units.mat: found 'K'");
        Complaint(Small + "\nsoil: { min_depth: 80 }").ShouldContain("soil.min_depth: found 80, expected more than 80");
        Read(Small + "\nsoil: { min_depth: 90 }").Study.Soil.Rules.MinDepth.ShouldBe(90);
    }

    [Fact]
    public void The_papers_preset_fills_what_the_file_leaves_open_and_keeps_what_it_says()
    {
        var study = Read(Small.Replace("name: small", "name: small\npreset: paper\nsoil: { beta: normalised }").Replace(", sd: 1", "")).Study;
        study.Soil.Rules.Spline.ShouldBe(SplineMode.MpSpline2);
        study.Soil.Rules.Beta.ShouldBe(BetaMode.Normalised);
        study.Soil.Rules.MinHorizons.ShouldBe(4);
        study.Soil.Covariates.ShouldBe(TrainingCovariates.TableElseRaster);
        study.Covariates.ShouldAllBe(covariate => covariate.Sd == StandardDeviation.Paper);
        study.Uncertainty.Refits.ShouldBe(RefitMode.Cycled);
        study.Uncertainty.RefitCount.ShouldBe(100);
        study.Uncertainty.Draws.ShouldBe(1000);
    }

    [Fact]
    public void Paths_are_taken_from_the_folder_of_the_study()
    {
        var study = Read(Small);
        string folder = Path.GetDirectoryName(study.Path)!;
        study.Study.Covariates[0].Raster.Path.ShouldBe(Path.Combine(folder, "mat.tif"));
        study.Study.Profiles[0].Path.ShouldBe(Path.Combine(folder, "profiles.csv"));
        study.Study.Ecosystems[1].Raster.Path.ShouldBe(Path.Combine(folder, "lc.tif"));
    }

    [Fact]
    public void The_checksum_is_that_of_what_is_meant_not_of_the_layout()
    {
        string checksum = Read(Small).Checksum;
        Read("# a comment\n" + Small.Replace("resolution: 5 arcmin", "resolution:   \"5 arcmin\"") + "\nseed: 1\n").Checksum.ShouldBe(checksum);
        Read(Small + "\nseed: 2\n").Checksum.ShouldNotBe(checksum);
        Read(Small, new StudyOverrides(Seed: 2)).Checksum.ShouldBe(Read(Small + "\nseed: 2\n").Checksum);
    }

    [Fact]
    public void A_sections_checksum_sees_only_that_section()
    {
        var one = Read(Small);
        var other = Read(Small.Replace("mat.tif", "other.tif"));
        one.ChecksumOf("covariates").ShouldNotBe(other.ChecksumOf("covariates"));
        one.ChecksumOf("grid", "ecosystems").ShouldBe(other.ChecksumOf("grid", "ecosystems"));
    }

    [Theory]
    [InlineData("topsoil:", "topsol:", "line 13, 'topsol' is not a key of a study. Did you mean 'topsoil'?")]
    [InlineData("unit: mm", "untit: mm", "line 11, 'untit' is not a key of covariates[2]. Did you mean 'unit'?")]
    [InlineData("resolution: 5 arcmin", "resolution: 5 parsec", "line 3, grid.resolution: found '5 parsec'")]
    [InlineData("[-60, -35, -59, -34]", "[-60, -35, -59, 95]", "line 4, grid.bounds: found [-60, -35, -59, 95], expected degrees")]
    [InlineData("[-60, -35, -59, -34]", "[-60, -34, -59, -35]", "west < east and south < north")]
    [InlineData("bounds: [-30, 40]", "bounds: [40, -30]", "line 10, covariates[1].bounds: found [40, -30]")]
    [InlineData("sd: 1,", "sd: 10 %,", "line 10, covariates[1].sd: found '10 %', expected a number in °C")]
    [InlineData("sd: 1,", "", "line 10, covariates[1].sd: found nothing, expected a number in °C")]
    [InlineData("sd: 1,", "sd: -1,", "covariates[1].sd: found '-1'")]
    [InlineData("name: MAP", "name: mat", "covariates: 'MAT' stands 2 times")]
    [InlineData("code: FL", "code: ../FL", "ecosystems[2].code: found '../FL'")]
    [InlineData("code: FL", "code: ALL", "neither of ALL and direct")]
    [InlineData("code: FL", "code: Direct", "neither of ALL and direct")]
    [InlineData("name: small", "name: ../small", "'../small' cannot name a folder")]
    [InlineData("raster: map.tif", "raster: /vsicurl/https://example.org/map.tif", "network addresses")]
    [InlineData("[1, 2]", "[1, two]", "line 17, ecosystems[2].classes[2]: found 'two', expected an integer")]
    [InlineData("table: profiles.csv", "table: profiles.json", "expected a .csv, .tsv, .csv.gz, .tsv.gz or .xlsx file")]
    [InlineData("{ soc: oc }", "{ socc: oc }", "Did you mean 'soc'?")]
    [InlineData("{ soc: g/kg }", "{ soc: g/t }", "found 'g/t'")]
    [InlineData("name: small", "name: small\nforest: { mtry: 4 }", "forest.mtry: found 4, expected 1 to 3")]
    [InlineData("name: small", "name: small\nforest: { trees: many }", "forest.trees: found 'many', expected an integer")]
    [InlineData("name: small", "name: small\nuncertainty: { draws: 10, refits: cycled, refit_count: 20 }", "uses only the first 10")]
    [InlineData("name: small", "name: small\nseed: -1", "seed: found '-1', expected an integer from 0 up")]
    [InlineData("name: small", "name: small\nsoil: { spline: spline }", "soil.spline: found 'spline'")]
    [InlineData("name: small", "name: small\nsoil: { beta: ration }", "soil.beta: found 'ration'. Did you mean 'ratio'? Known are: ratio, normalised, paper, loglinear.")]
    [InlineData("name: small", "name: &a small", "anchors (&name) are not read")]
    [InlineData("name: small", "name: !!str small", "tags (!name) are not read")]
    [InlineData("name: small", "name: small\nname: twice", "line 2")]
    [InlineData("name: small", "name: 'small", "this is not valid YAML")]
    [InlineData("  density: top.tif", "  - density", "topsoil: found a list, expected keys below it")]
    public void What_is_wrong_is_said_with_its_line(string right, string wrong, string expected)
    {
        Small.ShouldContain(right);
        Complaint(Small.Replace(right, wrong)).ShouldContain(expected);
    }

    [Fact]
    public void All_problems_are_said_at_once()
    {
        string message = Complaint(Small.Replace("topsoil:", "topsol:").Replace("5 arcmin", "5 miles").Replace("code: CL", "code: C L") + "\nseed: x\n");
        message.Split(Environment.NewLine).Length.ShouldBe(5, message);
    }

    /// <summary>What the command line gives goes through the same checks; the option is named, and not a line of the file that never held the value.</summary>
    [Theory]
    [InlineData("", 0, "--draws 0: found 0, expected 1 to 1048576 (draws).")]
    [InlineData("uncertainty: { draws: 1024, sampler: sobol }", 1000, "--draws 1000: Sobol points come in powers of two")]
    [InlineData("uncertainty: { draws: 1000, refits: cycled, refit_count: 20 }", 10, "--draws 10: uncertainty.refit_count: found 20, but with 10 draws 'cycled' uses only the first 10")]
    [InlineData("uncertainty: { draws: 1000, standard_errors: true }", 50, "--draws 50: uncertainty.standard_errors: are taken from ten batches of draws; 50 draws are too few")]
    public void A_problem_with_what_the_command_line_gives_names_the_option(string uncertainty, int draws, string expected)
    {
        Read($"{Small}\n{uncertainty}"); // nothing is wrong with the file
        Should.Throw<UsageException>(() => Read($"{Small}\n{uncertainty}", new StudyOverrides(Draws: draws))).Message.ShouldStartWith(expected);
    }

    [Fact]
    public void Problems_with_options_and_with_the_file_are_said_at_once()
    {
        string message = Should.Throw<UsageException>(() => Read(Small.Replace("5 arcmin", "5 miles"), new StudyOverrides(Draws: 0) { Bounds = "1,2,3", Threads = 0, Memory = "400MB" })).Message;
        string[] lines = message.Split(Environment.NewLine);
        lines.Length.ShouldBe(5, message);
        lines.Select(line => line.Split(' ')[0]).ShouldBe(["--bounds", "--memory", "--threads", "--draws", "study.yml,"], ignoreOrder: true);
        lines[^1].ShouldStartWith("study.yml, line 3, grid.resolution: found '5 miles'");
        var limits = Read(Small, new StudyOverrides { Bounds = "-60,-35,-59,-34", Threads = 3, Memory = "1.5GB" }).Limits;
        limits.ShouldBe(new RunLimits(new SoilBeta.Rasters.Bounds(-60, -35, -59, -34), 3, 3L << 29));
        Read(Small).Limits.ShouldBe(RunLimits.None);
        // 2GB typed at a PowerShell prompt arrives as its number of bytes.
        Read(Small, new StudyOverrides { Memory = "2147483648", KeepTiles = "0" }).Limits.ShouldSatisfyAllConditions(limits => limits.MemoryBytes.ShouldBe(2L << 30), limits => limits.TileBytes.ShouldBe(0));
        Should.Throw<UsageException>(() => Read(Small, new StudyOverrides { KeepTiles = "4" }));
    }

    [Fact]
    public void A_billion_laughs_and_deep_nesting_are_refused_at_once()
    {
        double begun = ThreadTime.Seconds;
        Complaint("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n").ShouldContain("anchors");
        Complaint("name: " + new string('[', 500_000)).ShouldContain("nested deeper");
        Complaint("name: x\n#" + new string('x', YamlText.LargestFile)).ShouldContain("larger than 1 MB");
        Complaint(string.Concat(Enumerable.Range(0, 20_000).Select(i => $"key{i}: 1\n"))).ShouldContain("more.");
        (ThreadTime.Seconds - begun).ShouldBeLessThan(10);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused()
    {
        string path = Path.GetTempFileName();
        File.WriteAllBytes(path, [.. Encoding.UTF8.GetBytes("name: "), 0xff, 0xfe, 0x00]);
        Should.Throw<InvalidDataException>(() => StudyReader.Read(path)).Message.ShouldContain("not UTF-8");
        File.Delete(path);
        Should.Throw<InvalidDataException>(() => StudyReader.Read(path)).Message.ShouldContain("no such file");
    }

    [Theory]
    [InlineData("5 arcmin", 5.0 / 60, ResolutionUnit.Degree)]
    [InlineData("30 arcsec", 30.0 / 3600, ResolutionUnit.Degree)]
    [InlineData("0.5 deg", 0.5, ResolutionUnit.Degree)]
    [InlineData("1000 m", 1000, ResolutionUnit.Metre)]
    [InlineData("1 km", 1000, ResolutionUnit.Metre)]
    [InlineData("0.25", 0.25, ResolutionUnit.Crs)]
    public void Cell_sizes_are_read_with_their_unit(string text, double value, ResolutionUnit unit) =>
        Resolution.Parse(text).ShouldBe(new Resolution(value, unit));
}
