using System.Text.RegularExpressions;
using SoilBeta.Tests.Cli;

namespace SoilBeta.Tests.Reports;

/// <summary>The page as a file: complete, self-contained, every figure with caption and data, and a message for everything that is missing.</summary>
[Collection(ReportedStudy.Name)]
public partial class ReportPageTests(ReportedStudy reported)
{
    [Fact]
    public void It_opens_with_the_result_and_what_decides_trust_and_ends_with_how_it_was_made()
    {
        string[] sections = [.. SectionHead().Matches(reported.Text).Select(match => match.Groups["id"].Value)];
        sections.ShouldBe(["summary", "carbon", "trust", "drivers", "maps", "method"]);
        string first = reported.Text[..reported.Text.IndexOf("<section id=\"carbon\"", StringComparison.Ordinal)];
        foreach (string said in new[] { "<h1>Carbon of a &lt;small&gt; place</h1>", "A. Person", "</b> Pg C in 20–100 cm", "if one error of each covariate holds for the whole map", "if every cell is at its own bound at once", "knows where?", "What to trust.", "id=\"viewer\"", "figure-map-main", "brief.html" })
            first.ShouldContain(said);
        reported.Text.ShouldContain("area of applicability");
        reported.Text.ShouldContain("covariate-and-resampling interval");
        reported.Text.ShouldContain("Checksum of the study");
    }

    [Fact]
    public void It_refers_to_nothing_outside_and_its_policy_allows_only_its_own_script()
    {
        string page = EmbeddedPicture().Replace(reported.Text, "");
        // The study file is quoted, not linked to.
        Address().Matches(Regex.Replace(page, "<pre>.*?</pre>", "", RegexOptions.Singleline, TimeSpan.FromSeconds(5))).Select(match => match.Value).Where(address => !address.StartsWith("http://www.w3.org/", StringComparison.Ordinal)).ShouldBeEmpty();
        Reference().Matches(page).Select(match => match.Groups["to"].Value).Where(to => to.Length > 0 && !to.StartsWith('#') && !to.StartsWith("data:", StringComparison.Ordinal))
            .Where(to => !Path.Exists(Path.Combine(reported.Study.Output, to))).ShouldBeEmpty();
        // The hash of CSP: SHA-256 of the text between the tags.
        string script = page[(page.LastIndexOf("<script>", StringComparison.Ordinal) + "<script>".Length)..page.LastIndexOf("</script>", StringComparison.Ordinal)];
        string hash = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(script)));
        page.ShouldContain($"content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-{hash}'\"");
        Regex.Count(page, "<script").ShouldBe(2); // the data, which are not run, and the viewer
        script.ShouldNotContain("fetch(");
        script.ShouldNotContain("XMLHttpRequest");
    }

    [Fact]
    public void Every_figure_has_a_caption_its_data_and_its_files()
    {
        var figures = Figure().Matches(reported.Text);
        figures.Count.ShouldBeGreaterThan(6);
        foreach (Match figure in figures)
        {
            figure.Value.ShouldContain("<figcaption><b>Figure ");
            string csv = Path.Combine(reported.Study.Output, "figures", figure.Groups["id"].Value + ".csv");
            File.ReadAllLines(csv).Length.ShouldBeGreaterThan(1, csv);
        }
        Directory.EnumerateFiles(Path.Combine(reported.Study.Output, "figures"), "*.png").Count().ShouldBeGreaterThan(15);
        using var archive = System.IO.Compression.ZipFile.OpenRead(Path.Combine(reported.Study.Output, "figures", "figures.zip"));
        archive.Entries.Count.ShouldBe(Directory.EnumerateFiles(Path.Combine(reported.Study.Output, "figures")).Count() - 1);
    }

    [Fact]
    public void Charts_are_static_SVG_and_say_their_values_when_hovered()
    {
        string svg = File.ReadAllText(Path.Combine(reported.Study.Output, "figures", "depth-profile.svg"));
        svg.ShouldContain("<title>cropland, 20–40 cm: ");
        svg.ShouldContain("Mg C ha⁻¹");
        Ids().Matches(reported.Text).Select(match => match.Value).GroupBy(id => id, StringComparer.Ordinal).Where(group => group.Count() > 1).ShouldBeEmpty();
    }

    [Fact]
    public void Totals_on_the_page_are_those_of_the_table()
    {
        string[] row = File.ReadAllLines(Path.Combine(reported.Study.Output, "totals.csv")).First(line => line.StartsWith("ALL,20-100,all,", StringComparison.Ordinal)).Split(',');
        double density = double.Parse(row[8]);
        reported.Text.ShouldContain(SoilBeta.Reports.Data.Digits.Format(density) + " <span class=\"range\">");
    }

    [Fact]
    public void The_first_screen_says_how_many_held_out_profiles_the_intervals_hold()
    {
        string[][] rows = [.. File.ReadAllLines(Path.Combine(reported.Study.Output, "coverage.csv")).Skip(1).Select(line => line.Split(','))];
        foreach (var (interval, nominal, said) in new[] { ("prediction", "0.9", "A new profile is inside its 90 % prediction interval of β in {0} of cases"), ("covariate", "0.95", "the interval of the mean holds only {0} of single profiles") })
        {
            string[][] own = [.. rows.Where(row => row[0] != "ALL" && row[1] == "2-fold" && row[2] == "beta" && row[3] == "all" && row[4] == interval && row[5] == nominal)];
            own.ShouldNotBeEmpty();
            double share = own.Sum(row => double.Parse(row[6]) * double.Parse(row[8])) / own.Sum(row => double.Parse(row[8]));
            reported.Text.ShouldContain(string.Format(said, SoilBeta.Reports.Data.Digits.Percent(share)));
        }
        reported.Text.ShouldContain("so the topsoil's error is inside");
        reported.Text.ShouldContain("20–100 cm</td>");
        reported.Text.ShouldContain("of the mapped area resembles the profiles (area of applicability)");
    }

    [Fact]
    public void Errors_and_coverage_by_index_are_drawn_and_said()
    {
        reported.Text.ShouldContain("<figure id=\"figure-dissimilarity\"");
        reported.Text.ShouldContain("<b>cropland</b>: from an index of 0.125 to one of 0.500 the RMSE of 20–100 cm goes from 30.5 to 44.0 Mg C ha⁻¹, and the share inside their 90 % prediction interval from 95 % to 70 %.");
        File.ReadAllLines(Path.Combine(reported.Study.Output, "figures", "dissimilarity.csv")).Length.ShouldBe(4);
    }

    /// <summary>Summed from the band itself: half of each cell is cropland, so areas are proportional to the cosine of the latitude (on a sphere: within 1 %).</summary>
    [Fact]
    public void The_share_of_the_area_where_the_relative_prediction_interval_is_above_1_is_told()
    {
        using var totals = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(reported.Study.Output, "totals.json")));
        foreach (string code in new[] { "CL", "GL" })
        {
            using var file = SoilBeta.Rasters.RasterFile.Open(Path.Combine(reported.Study.Output, "maps", $"{code}_20-100_SOCD.tif"));
            file.Bands[6].Description.ShouldBe("rpi");
            file.Bands[6].Unit.ShouldBe("1");
            var values = new float[72];
            file.Read(7, file.Grid.Whole, values);
            double Area(Func<float, bool> which) => Enumerable.Range(0, 72).Where(cell => which(values[cell])).Sum(cell => Math.Cos((-33.25 - (0.5 * (cell / 12))) * Math.PI / 180));
            double share = totals.RootElement.GetProperty("relative_prediction_interval").GetProperty(code).GetProperty("20-100_SOCD").GetProperty("share_above_one").GetDouble();
            share.ShouldBe(Area(value => value > 1) / Area(float.IsFinite), 0.01);
            reported.Text.ShouldContain($"<td>{SoilBeta.Reports.Data.Digits.Percent(share)}</td>");
        }
        reported.Text.ShouldContain("<b>Relative prediction interval</b>");
    }

    [Fact]
    public void The_paper_is_compared_only_on_request_at_its_areas_too_and_its_table_S1_is_said_to_be_missing()
    {
        reported.Text.ShouldNotContain("Table S1");
        string copy = Copy("with-paper");
        reported.Study.Write("with-paper.yml", "paper_comparison: true\n" + File.ReadAllText(Path.Combine(reported.Study.Folder, "study.yml")));
        reported.Study.Run("report", "with-paper.yml", "--output", copy).ShouldExitWith(0);
        string page = File.ReadAllText(Path.Combine(reported.Study.Folder, copy, "report.html"));
        foreach (var (code, area, paper) in new[] { ("CL", 1200, "74.4"), ("GL", 2590, "181") })
        {
            string row = File.ReadAllLines(Path.Combine(reported.Study.Output, "totals.csv")).First(line => line.StartsWith(code + ",20-100,all,", StringComparison.Ordinal) && line.Contains(",common,"));
            string there = SoilBeta.Reports.Data.Digits.Format(double.Parse(row.Split(',')[8]) * area / 1000);
            page.ShouldContain($"<td>{area:N0}</td><td>{there}</td>");
            page.ShouldContain($"<td>{paper}</td>");
        }
        page.ShouldContain("<b>Table S1</b> is not part of this program");
        page.ShouldNotContain("the three together"); // there is no forest in this study
    }

    /// <summary>By hand: each ecosystem covers half of its cells; the topsoil lacks the first cell and a mask excludes the last of twelve columns. Areas are proportional to the cosine of the latitude (on a sphere: within 1 %).</summary>
    [Fact]
    public void The_mapped_share_leaves_out_what_the_masks_exclude()
    {
        double Half(int row) => 0.5 * Math.Cos((-33.25 - (0.5 * row)) * Math.PI / 180);
        double inside = Enumerable.Range(0, 6).Sum(row => 11 * ((row < 4 ? Half(row) : 0) + (row > 1 ? Half(row) : 0)));
        double share = 1 - (Half(0) / inside);
        reported.Text.ShouldContain($"Mha mapped: {SoilBeta.Reports.Data.Digits.Percent(share)} of the land covers inside the study's masks.");
    }

    [Fact]
    public void Every_input_is_listed_with_its_makers_and_the_device_by_its_name()
    {
        reported.Text.ShouldContain("<code>mask.asc</code></td><td class=\"left\"><span class=\"words\">mask</span></td><td class=\"left\"><span class=\"words\">Office of Masks 2020, doi:10.1234/mask</span></td><td class=\"left\"><span class=\"words\">CC BY 4.0</span>");
        foreach (string file in new[] { "profiles.csv", "mat.asc", "clay.asc", "top.asc", "side.asc", "cl.asc", "gl.asc" })
            reported.Text.ShouldContain($"<code>{file}</code></td>");
        reported.Text.ShouldContain("Maps were computed on cpu (");
        reported.Text.ShouldContain("<code>manrique_jones_1991</code>"); // the default, which the study does not name
    }

    /// <summary>The outputs of the shared study, told to come from another model: the page reads the model from them.</summary>
    [Theory, InlineData("mixed", "Coefficients of the regressions of β"), InlineData("constant", "nothing drives it")]
    public void A_page_names_the_model_in_use_and_what_drives_it(string model, string said)
    {
        string copy = Copy("with-" + model), validation = Path.Combine(reported.Study.Folder, copy, "validation.json");
        string text = File.ReadAllText(validation), own = "\"model\": \"forest\"";
        int at = text.IndexOf(own, StringComparison.Ordinal); // cropland's; grassland has too few profiles for a forest
        File.WriteAllText(validation, $"{text[..at]}\"model\": \"{model}\"{text[(at + own.Length)..]}");
        foreach (string table in new[] { "importance.csv", "dependence.csv" })
            File.WriteAllText(Path.Combine(reported.Study.Folder, copy, table), File.ReadLines(Path.Combine(reported.Study.Folder, copy, table)).First() + "\n");
        reported.Study.Run("report", "study.yml", "--output", copy).ShouldExitWith(0);
        string page = File.ReadAllText(Path.Combine(reported.Study.Folder, copy, "report.html"));
        string drivers = page[page.IndexOf("<section id=\"drivers\"", StringComparison.Ordinal)..];
        drivers = drivers[..drivers.IndexOf("</section>", StringComparison.Ordinal)];
        drivers.ShouldContain(said);
        drivers.ShouldNotContain("class=\"missing\"");
        Regex.Replace(EmbeddedPicture().Replace(page, ""), "<code>.*?</code>", "", RegexOptions.None, TimeSpan.FromSeconds(1)).ShouldNotContain("forests");
        page.ShouldNotContain("forest</td><td class=\"left\">forest</td>");
    }

    [Fact]
    public void Every_interval_of_the_totals_is_shown_with_what_it_includes()
    {
        reported.Text.ShouldContain("<code>common</code>");
        reported.Text.ShouldContain("<code>comonotone</code>");
        reported.Text.ShouldContain("one error for the whole map");
    }

    [Fact]
    public void What_is_missing_is_said_in_its_section_and_nothing_is_invented()
    {
        string copy = Copy("half");
        foreach (string name in new[] { "totals.csv", "totals.json", "validation.json", "dependence.csv", "importance.csv", "heldout.csv", "coverage.csv", "manifest.json", "maps" })
        {
            string path = Path.Combine(reported.Study.Folder, copy, name);
            if (Directory.Exists(path))
                Directory.Delete(path, recursive: true);
            else
                File.Delete(path);
        }
        reported.Study.Run("report", "study.yml", "--output", copy).ShouldExitWith(0);
        string page = File.ReadAllText(Path.Combine(reported.Study.Folder, copy, "report.html"));
        foreach (string said in new[] { "There is no <code>totals.csv</code>", "nothing is known of the models", "needs <code>dependence.csv</code>", "needs <code>importance.csv</code>", "needs <code>heldout.csv</code>", "not among the outputs (<code>coverage.csv</code>)", "manifest.json</code> is not there", "needs <code>maps/…_beta.tif</code>" })
            page.ShouldContain(said);
        Regex.Replace(EmbeddedPicture().Replace(page, ""), "<script.*?</script>", "", RegexOptions.Singleline, TimeSpan.FromSeconds(5)).ShouldNotContain("NaN", Case.Sensitive);
    }

    [Fact]
    public void A_report_that_cannot_be_made_is_a_warning_unless_it_is_required()
    {
        string copy = Copy("unwritable");
        File.WriteAllText(Path.Combine(reported.Study.Folder, copy, "figures"), "a file where a folder is needed");
        string[] run = ["run", "study.yml", "--device", "cpu", "--output", copy];
        var warned = reported.Study.Run(run).ShouldExitWith(0);
        warned.Error.ShouldContain("warning: the results are whole, but no report could be made of them");
        warned.Output.ShouldContain("SOC of the whole map");
        reported.Study.Run([.. run, "--require-report"]).ShouldExitWith(1).Error.ShouldContain("--require-report: the results are whole");
    }

    [Fact]
    public void A_folder_without_results_is_refused_and_not_made()
    {
        reported.Study.Run("report", "study.yml", "--output", "nothing").ShouldExitWith(1).Error.ShouldContain("there are no results to report on");
        Directory.Exists(Path.Combine(reported.Study.Folder, "nothing")).ShouldBeFalse();
    }

    [Fact]
    public void A_file_of_the_report_that_is_deleted_or_edited_is_made_again()
    {
        string copy = Path.Combine(reported.Study.Folder, Copy("edited"));
        string Run() => reported.Study.Run("run", "study.yml", "--device", "cpu", "--output", "edited").ShouldExitWith(0).Error;
        Run().ShouldContain("report: ");
        string item = Directory.EnumerateFiles(Path.Combine(copy, "stac")).First(), style = Directory.EnumerateFiles(Path.Combine(copy, "maps"), "*.qml").First();
        string whole = File.ReadAllText(style);
        Run().ShouldContain("report: current");
        File.Delete(item);
        Run().ShouldContain($"report: stac/{Path.GetFileName(item)} is missing");
        File.Exists(item).ShouldBeTrue();
        File.AppendAllText(style, "edited");
        Run().ShouldContain($"report: maps/{Path.GetFileName(style)} is no longer what the step wrote");
        File.ReadAllText(style).ShouldBe(whole);
    }

    private string Copy(string name)
    {
        string to = Path.Combine(reported.Study.Folder, name);
        foreach (string file in Directory.EnumerateFiles(reported.Study.Output, "*", SearchOption.AllDirectories))
        {
            string relative = Path.GetRelativePath(reported.Study.Output, file);
            if (relative.StartsWith("figures", StringComparison.Ordinal) || relative == "report.html")
                continue;
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(to, relative))!);
            File.Copy(file, Path.Combine(to, relative), overwrite: true);
        }
        return name;
    }

    [GeneratedRegex("<section id=\"(?<id>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SectionHead();

    [GeneratedRegex("data:image/png;base64,[A-Za-z0-9+/=]+", RegexOptions.None, 1000)]
    private static partial Regex EmbeddedPicture();

    [GeneratedRegex("https?://[^\"<> )]+", RegexOptions.None, 1000)]
    private static partial Regex Address();

    [GeneratedRegex("(href|src)=\"(?<to>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Reference();

    [GeneratedRegex("<figure id=\"figure-(?<id>[^\"]+)\".*?</figure>", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 5000)]
    private static partial Regex Figure();

    [GeneratedRegex(" id=\"[^\"]+\"", RegexOptions.None, 1000)]
    private static partial Regex Ids();
}
