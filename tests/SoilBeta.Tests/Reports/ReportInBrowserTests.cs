using Microsoft.Playwright;
using SoilBeta.Rasters;

namespace SoilBeta.Tests.Reports;

/// <summary>The page in a real browser (Debian's Chromium): wide and narrow, light and dark, with scripts and without; and its viewer by pointer, keyboard and touch.</summary>
[Collection(ReportedStudy.Name)]
public sealed class ReportInBrowserTests(ReportedStudy reported)
{
    private const string Chromium = "/usr/bin/chromium";

    private static readonly string[] Arguments =
        ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    /// <summary>Quantum of densities in the page, Mg C ha⁻¹; a value may be off by half of it.</summary>
    private const double Quantum = 0.05;

    [Fact]
    public async Task Pages_fit_and_draw_and_the_viewer_tells_the_values_of_the_rasters()
    {
        Assert.SkipUnless(File.Exists(Chromium), $"{Chromium} is not there (apt-get install chromium)");
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = Arguments });
        foreach (var (width, height, scheme, scripts) in new[] { (1400, 900, ColorScheme.Light, true), (390, 844, ColorScheme.Dark, true), (390, 844, ColorScheme.Light, false) })
        {
            var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = height }, ColorScheme = scheme, JavaScriptEnabled = scripts, HasTouch = width < 500, AcceptDownloads = true, ReducedMotion = ReducedMotion.Reduce });
            var page = await context.NewPageAsync();
            var requests = new List<string>();
            var console = new List<string>();
            page.Request += (_, request) => requests.Add(request.Url);
            page.Console += (_, message) => console.Add(message.Text);
            page.PageError += (_, error) => console.Add(error);
            await page.GotoAsync(new Uri(reported.Page).AbsoluteUri);
            await Figures(page, width, scripts);
            if (scripts)
            {
                await NothingOverlaps(page, width);
                if (width > 500)
                {
                    await ByPointerAndKeyboard(page);
                    await TablesAreSaved(page);
                }
                else
                    await ByTouch(page);
            }
            requests.Where(url => !url.StartsWith("file:", StringComparison.Ordinal) && !url.StartsWith("data:", StringComparison.Ordinal) && !url.StartsWith("blob:", StringComparison.Ordinal)).ShouldBeEmpty();
            console.ShouldBeEmpty();
            await context.CloseAsync();
        }
    }

    /// <summary>Every figure that is shown has a caption and panels that fit; static maps are shown where there are no scripts, and on paper.</summary>
    private static async Task Figures(IPage page, int width, bool scripts)
    {
        (await page.Locator("#viewer").IsVisibleAsync()).ShouldBe(scripts);
        (await page.Locator("#figure-map-main").IsVisibleAsync()).ShouldBe(!scripts);
        var figures = await page.QuerySelectorAllAsync("main > section > figure, .maps figure");
        figures.Count.ShouldBeGreaterThan(3);
        foreach (var figure in figures)
        {
            if (!await figure.IsVisibleAsync())
                continue;
            string id = await figure.GetAttributeAsync("id") ?? "", caption = await (await figure.QuerySelectorAsync("figcaption")).ShouldNotBeNull().InnerTextAsync();
            caption.Length.ShouldBeGreaterThan(60, id);
            var panels = await figure.QuerySelectorAllAsync(".panel svg");
            panels.ShouldNotBeEmpty();
            foreach (var panel in panels)
            {
                var box = (await panel.BoundingBoxAsync()).ShouldNotBeNull();
                box.Width.ShouldBeGreaterThan(150, id);
                box.X.ShouldBeGreaterThanOrEqualTo(0, id);
                (box.X + box.Width).ShouldBeLessThanOrEqualTo(width + 1, id);
            }
        }
        if (scripts)
        {
            await page.EmulateMediaAsync(new() { Media = Media.Print });
            (await page.Locator("#viewer").IsVisibleAsync()).ShouldBeFalse();
            (await page.Locator("#figure-map-main").IsVisibleAsync()).ShouldBeTrue();
            await page.EmulateMediaAsync(new() { Media = Media.Screen });
        }
    }

    /// <summary>The page never scrolls sideways, and texts of a panel do not overlap, folded ones included.</summary>
    private static async Task NothingOverlaps(IPage page, int width)
    {
        await page.EvaluateAsync("for (const d of document.querySelectorAll('details')) d.open = true");
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width);
        (await page.EvaluateAsync<int>("document.querySelectorAll('.panel title').length")).ShouldBeGreaterThan(5);
        string[] overlaps = await page.EvaluateAsync<string[]>("""
            () => {
              const found = [];
              for (const svg of document.querySelectorAll('.panel svg')) {
                const texts = [...svg.querySelectorAll('text')].filter(t => t.textContent.trim()).map(t => ({ t: t.textContent, b: t.getBoundingClientRect() })).filter(t => t.b.width > 0);
                for (let i = 0; i < texts.length; i++)
                  for (let j = i + 1; j < texts.length; j++) {
                    const a = texts[i].b, b = texts[j].b;
                    const w = Math.min(a.right, b.right) - Math.max(a.left, b.left), h = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
                    if (w > 2 && h > 3) found.push(svg.closest('figure').id + ': ' + texts[i].t + ' | ' + texts[j].t);
                  }
              }
              return found;
            }
            """);
        overlaps.ShouldBeEmpty();
        await page.EvaluateAsync("for (const d of document.querySelectorAll('details')) d.open = false; scrollTo({ top: 0, behavior: 'instant' })");
    }

    private async Task ByPointerAndKeyboard(IPage page)
    {
        await page.SelectOptionAsync("#viewer-cover", "GL");
        await page.SelectOptionAsync("#viewer-product", "40-60_SOCD");
        var box = (await page.Locator("#viewer-a").BoundingBoxAsync()).ShouldNotBeNull();
        await page.Mouse.MoveAsync(box.X + (box.Width * 0.4f), box.Y + (box.Height * 0.6f));
        await ShouldTellTheRaster(page, "GL_40-60_SOCD");
        string before = await page.EvaluateAsync<string>("document.getElementById('viewer-a').toDataURL()");
        await page.Mouse.WheelAsync(0, -300);
        await page.WaitForFunctionAsync("before => document.getElementById('viewer-a').toDataURL() !== before", before);
        await page.FocusAsync("#viewer-a");
        await page.Keyboard.PressAsync("0");
        await page.Keyboard.PressAsync("+");
        await page.Keyboard.PressAsync("ArrowLeft");
        await page.Keyboard.PressAsync("Enter");
        await ShouldTellTheRaster(page, "GL_40-60_SOCD");
        await page.Keyboard.PressAsync("Escape");
        (await page.Locator("#viewer-tip").IsVisibleAsync()).ShouldBeFalse();
        foreach (string mode in new[] { "swipe", "one", "pair" })
            await page.SelectOptionAsync("#viewer-mode", mode);
        await page.CheckAsync("#viewer-sites");

        string saved = Path.Combine(reported.Study.Folder, "saved.tif");
        var download = await page.RunAndWaitForDownloadAsync(() => page.ClickAsync("#viewer-tif"));
        download.SuggestedFilename.ShouldBe("GL_40-60_SOCD_mean.tif");
        await download.SaveAsAsync(saved);
        using var tif = RasterFile.Open(saved);
        using var map = RasterFile.Open(Path.Combine(reported.Study.Output, "maps", "GL_40-60_SOCD.tif"));
        tif.Grid.Transform.ShouldBe(map.Grid.Transform);
        tif.Grid.Crs.IsDegrees.ShouldBeTrue();
        float[] here = new float[(int)map.Grid.Cells], there = new float[here.Length];
        tif.Read(1, map.Grid.Whole, here);
        map.Read(1, map.Grid.Whole, there);
        here.Zip(there).ShouldAllBe(pair => float.IsNaN(pair.First) ? float.IsNaN(pair.Second) : Math.Abs(pair.First - pair.Second) <= 0.501 * Quantum);
        here.Count(float.IsFinite).ShouldBeGreaterThan(20);
    }

    /// <summary>A table is saved as it is shown: numbers without thousands separators, a range in its own column, quotes where CSV needs them (RFC 4180), nothing that a spreadsheet would take for a formula.</summary>
    private async Task TablesAreSaved(IPage page)
    {
        (await page.EvaluateAsync<bool>("[...document.querySelectorAll('main table')].every(table => table.nextElementSibling.matches('button.csv'))")).ShouldBeTrue();
        await page.EvaluateAsync("""
            document.querySelector('#carbon table').innerHTML = '<thead><tr><th>a name</th><th>density</th></tr></thead><tbody>'
              + '<tr><td>=1+1</td><td>1,277 <span class="range">1,100–1,300</span></td></tr><tr><td>a "b", c</td><td>−0.02</td></tr><tr><td>@x</td><td>–</td></tr></tbody>'
            """);
        string saved = Path.Combine(reported.Study.Folder, "table.csv");
        var download = await page.RunAndWaitForDownloadAsync(() => page.ClickAsync("#carbon button.csv >> nth=0"));
        download.SuggestedFilename.ShouldBe("carbon-table-1.csv");
        await download.SaveAsAsync(saved);
        File.ReadAllText(saved).ShouldBe("a name,density,\"density, range\"\n'=1+1,1277,\"1,100–1,300\"\n\"a \"\"b\"\", c\",-0.02,\n'@x,,\n");
    }

    private async Task ByTouch(IPage page)
    {
        await page.Locator("#viewer-a").ScrollIntoViewIfNeededAsync();
        var box = (await page.Locator("#viewer-a").BoundingBoxAsync()).ShouldNotBeNull();
        await page.Touchscreen.TapAsync(box.X + (box.Width * 0.4f), box.Y + (box.Height * 0.5f));
        await ShouldTellTheRaster(page, "ALL_20-100_SOCD");
    }

    /// <summary>What the viewer says of a cell is the raster's value there, to half a quantum.</summary>
    private async Task ShouldTellTheRaster(IPage page, string map)
    {
        var tip = page.Locator("#viewer-tip");
        await tip.WaitForAsync(new() { State = WaitForSelectorState.Visible });
        await page.WaitForFunctionAsync("document.getElementById('viewer-tip').innerText.includes('Mg C')");
        int column = int.Parse(await tip.GetAttributeAsync("data-column") ?? ""), row = int.Parse(await tip.GetAttributeAsync("data-row") ?? "");
        double told = double.Parse(await tip.GetAttributeAsync("data-value") ?? "");
        using var file = RasterFile.Open(Path.Combine(reported.Study.Output, "maps", map + ".tif"));
        float[] value = new float[1];
        file.Read(1, new GridWindow(column, row, 1, 1), value);
        told.ShouldBe(value[0], 0.501 * Quantum);
        (await tip.InnerTextAsync()).ShouldContain($"{told:F1} Mg C ha⁻¹");
    }
}
