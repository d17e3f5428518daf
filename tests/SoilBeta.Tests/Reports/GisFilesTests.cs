using System.Diagnostics;
using System.Text.Json;
using System.Xml.Linq;

namespace SoilBeta.Tests.Reports;

/// <summary>Files for other tools: styles for QGIS, STAC items, maps opened by rasterio and GDAL's own validator.</summary>
[Collection(ReportedStudy.Name)]
public sealed class GisFilesTests(ReportedStudy reported)
{
    private string Output => reported.Study.Output;

    [Fact]
    public void Every_map_has_a_style_with_rising_values_and_maps_of_a_kind_share_it()
    {
        foreach (string map in Directory.EnumerateFiles(Path.Combine(Output, "maps"), "*.tif"))
        {
            var style = XDocument.Load(Path.ChangeExtension(map, ".qml"));
            style.Descendants("rasterrenderer").Single().Attribute("type")!.Value.ShouldBe("singlebandpseudocolor");
            double[] values = [.. style.Descendants("item").Select(item => double.Parse(item.Attribute("value")!.Value))];
            values.Length.ShouldBeGreaterThan(4);
            values.ShouldBeInOrder(SortDirection.Ascending);
            // QGIS classifies again with this ramp: its ends are the first and last colour of the items.
            string[] ramp = [.. new[] { "color1", "color2" }.Select(end => style.Descendants("colorramp").Single().Descendants("Option").Single(option => (string?)option.Attribute("name") == end).Attribute("value")!.Value)];
            new[] { style.Descendants("item").First(), style.Descendants("item").Last() }.Select(item => Convert.FromHexString(item.Attribute("color")!.Value[1..])).Select(c => $"{c[0]},{c[1]},{c[2]},255").ShouldBe(ramp);
            style.Descendants("rampLegendSettings").ShouldHaveSingleItem();
            if (!map.Contains("applicability"))
                XDocument.Load(Path.ChangeExtension(map, null) + ".U.qml").Descendants("rasterrenderer").Single().Attribute("band")!.Value.ShouldBe("4");
        }
        File.ReadAllText(Path.Combine(Output, "maps", "CL_beta.qml")).ShouldBe(File.ReadAllText(Path.Combine(Output, "maps", "GL_beta.qml")));
    }

    [Fact]
    public void Every_map_has_a_STAC_item_with_its_projection_bands_and_checksum()
    {
        foreach (string map in Directory.EnumerateFiles(Path.Combine(Output, "maps"), "*.tif"))
        {
            using var item = JsonDocument.Parse(File.ReadAllText(Path.Combine(Output, "stac", Path.GetFileNameWithoutExtension(map) + ".json")));
            var root = item.RootElement;
            root.GetProperty("type").GetString().ShouldBe("Feature");
            root.GetProperty("bbox").EnumerateArray().Select(number => Math.Round(number.GetDouble(), 6)).ShouldBe([-60, -36, -54, -33]);
            var properties = root.GetProperty("properties");
            // The time of the data, which the study says, not of the run.
            properties.GetProperty("datetime").ValueKind.ShouldBe(JsonValueKind.Null);
            properties.GetProperty("start_datetime").GetString().ShouldBe("2001-01-01T00:00:00Z");
            properties.GetProperty("end_datetime").GetString().ShouldBe("2010-12-31T23:59:59Z");
            DateTimeOffset.Parse(properties.GetProperty("created").GetString()!).Year.ShouldBeGreaterThan(2024);
            root.GetProperty("stac_version").GetString().ShouldBe("1.1.0");
            properties.GetProperty("proj:code").GetString().ShouldBe("EPSG:4326");
            properties.GetProperty("proj:shape").EnumerateArray().Select(number => number.GetInt32()).ShouldBe([6, 12]);
            properties.GetProperty("proj:transform").EnumerateArray().Select(number => number.GetDouble()).ShouldBe([0.5, 0, -60, 0, -0.5, -33, 0, 0, 1]);
            var asset = root.GetProperty("assets").GetProperty("map");
            File.Exists(Path.Combine(Output, "stac", asset.GetProperty("href").GetString()!)).ShouldBeTrue();
            asset.GetProperty("file:checksum").GetString().ShouldBe("1220" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(map))));
            asset.GetProperty("bands").EnumerateArray().Select(band => band.GetProperty("name").GetString()).ShouldBe(map.Contains("applicability") ? ["DI", "inside"] : map.Contains("ALL_") ? ["mean", "q2.5_comonotone", "q97.5_comonotone", "U_comonotone", "prediction_q05", "prediction_q95", "rpi"] : ["mean", "q2.5", "q97.5", "U", "prediction_q05", "prediction_q95", "rpi"]);
        }
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Output, "stac")))
        {
            using var any = JsonDocument.Parse(File.ReadAllText(file));
            var links = any.RootElement.GetProperty("links").EnumerateArray().ToList();
            links.ShouldContain(link => link.GetProperty("rel").GetString() == "self" && link.GetProperty("href").GetString() == "./" + Path.GetFileName(file));
            links.Select(link => link.GetProperty("href").GetString()!.Split('#')[0]).Where(to => !File.Exists(Path.Combine(Output, "stac", to))).ShouldBeEmpty();
            if (any.RootElement.TryGetProperty("assets", out var assets))
                assets.EnumerateObject().Select(one => one.Value.GetProperty("href").GetString()!).Where(to => !File.Exists(Path.Combine(Output, "stac", to))).ShouldBeEmpty();
        }
        using var collection = JsonDocument.Parse(File.ReadAllText(Path.Combine(Output, "stac", "collection.json")));
        collection.RootElement.GetProperty("providers").EnumerateArray().Select(one => one.GetProperty("name").GetString()).ShouldBe(["A. Person", "Office of Masks 2020"]);
        collection.RootElement.GetProperty("extent").GetProperty("temporal").GetProperty("interval")[0][0].GetString().ShouldBe("2001-01-01T00:00:00Z");
        using var catalog = JsonDocument.Parse(File.ReadAllText(Path.Combine(Output, "stac", "catalog.json")));
        catalog.RootElement.GetProperty("links").EnumerateArray().Count(link => link.GetProperty("rel").GetString() == "item").ShouldBe(Directory.EnumerateFiles(Path.Combine(Output, "maps"), "*.tif").Count());
    }

    [Fact]
    public void The_snippet_for_Python_in_the_documentation_runs_on_a_map()
    {
        string python = "/usr/bin/python3";
        Assert.SkipUnless(File.Exists(python) && Run(python, "-c", "import rasterio").Code == 0, "python3-rasterio is not installed");
        var run = Run(python, "-c", Snippet("python"));
        run.Code.ShouldBe(0, run.Output);
        run.Output.ShouldContain("mean");
        run.Output.ShouldContain("Mg C ha-1");
    }

    [Fact]
    public void The_snippet_that_reads_an_exported_forest_predicts_what_the_program_predicts()
    {
        string python = "/usr/bin/python3";
        Assert.SkipUnless(File.Exists(python), "python3 is not installed");
        reported.Study.Run("export", Path.Combine("out", "small", "forests", "CL.forest"), "--output", Path.Combine("out", "small", "CL.json")).ShouldExitWith(0);
        var run = Run(python, "-c", Snippet("python", 1) + "\nprint(f\"{predict({'MAT': 17.5, 'Clay': 31.0}):.9f}\")");
        run.Code.ShouldBe(0, run.Output);
        reported.Study.Write("cells.csv", "id,MAT,Clay\na,17.5,31\n");
        string[] rows = reported.Study.Run("predict", "--forest", Path.Combine("out", "small", "forests", "CL.forest"), "--table", "cells.csv", "--sd", "0", "--draws", "1").ShouldExitWith(0).Output.Split('\n');
        double program = double.Parse(rows[1].Split(',')[Array.IndexOf(rows[0].Split(','), "beta_mean")]);
        double.Parse(run.Output.Trim()).ShouldBe(program, 1e-6);
    }

    [Fact]
    public void The_snippet_for_R_in_the_documentation_runs_on_a_map()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/Rscript") && Run("/usr/bin/Rscript", "-e", "library(terra)").Code == 0, "R's terra is not installed");
        var run = Run("/usr/bin/Rscript", "-e", Snippet("r"));
        run.Code.ShouldBe(0, run.Output);
        run.Output.ShouldContain("U");
    }

    /// <summary>A block of a language in docs/outputs.md, counted from 0.</summary>
    private static string Snippet(string language, int number = 0)
    {
        string text = Checkout.CheckoutFolder.Text("docs/outputs.md");
        int start = text.IndexOf($"```{language}\n", StringComparison.Ordinal);
        for (; number > 0; number--)
            start = text.IndexOf($"```{language}\n", start + 1, StringComparison.Ordinal);
        start.ShouldBeGreaterThan(0);
        start += language.Length + 4;
        return text[start..text.IndexOf("```", start, StringComparison.Ordinal)];
    }

    private (int Code, string Output) Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { WorkingDirectory = Output, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit(60_000).ShouldBeTrue();
        return (process.ExitCode, output + error.Result);
    }
}
