using Microsoft.Playwright;

namespace SoilBeta.Tests.Reports;

/// <summary>The page in a real browser (Debian's Chromium): wide and narrow, light and dark, with scripts and without.</summary>
[Collection(ReportedStudy.Name)]
public sealed class ReportInBrowserTests(ReportedStudy reported)
{
    private const string Chromium = "/usr/bin/chromium";

    private static readonly string[] Arguments =
        ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    [Theory]
    [InlineData(1400, 900, ColorScheme.Light, true)]
    [InlineData(390, 844, ColorScheme.Dark, true)]
    [InlineData(390, 844, ColorScheme.Light, false)]
    public async Task Every_figure_is_drawn_captioned_and_fits(int width, int height, ColorScheme scheme, bool scripts)
    {
        Assert.SkipUnless(File.Exists(Chromium), $"{Chromium} is not there (apt-get install chromium)");
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = Arguments });
        // Checks run in the page even where the page's own scripts are off: Playwright's evaluation needs none of them.
        var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = height }, ColorScheme = scheme, JavaScriptEnabled = scripts });
        var page = await context.NewPageAsync();
        var requests = new List<string>();
        var console = new List<string>();
        page.Request += (_, request) => requests.Add(request.Url);
        page.Console += (_, message) => console.Add(message.Text);
        page.PageError += (_, error) => console.Add(error);
        await page.GotoAsync(new Uri(reported.Page).AbsoluteUri);

        requests.Where(url => !url.StartsWith("file:", StringComparison.Ordinal) && !url.StartsWith("data:", StringComparison.Ordinal)).ShouldBeEmpty();
        console.ShouldBeEmpty();
        var figures = await page.QuerySelectorAllAsync("figure");
        figures.Count.ShouldBeGreaterThan(6);
        foreach (var figure in figures)
        {
            string id = await figure.GetAttributeAsync("id") ?? "";
            string caption = await (await figure.QuerySelectorAsync("figcaption")).ShouldNotBeNull().InnerTextAsync();
            caption.Length.ShouldBeGreaterThan(60, id);
            var panels = await figure.QuerySelectorAllAsync(".panel svg");
            if (panels.Count == 0)
            {
                (await figure.InnerTextAsync()).ShouldContain("Charts are missing"); // the page says so where Node.js is missing
                continue;
            }
            foreach (var panel in panels)
            {
                var box = (await panel.BoundingBoxAsync()).ShouldNotBeNull();
                box.Width.ShouldBeGreaterThan(150, id);
                box.X.ShouldBeGreaterThanOrEqualTo(0, id);
                (box.X + box.Width).ShouldBeLessThanOrEqualTo(width + 1, id);
                (await panel.QuerySelectorAllAsync("image, path[d], rect, circle, line")).Count.ShouldBeGreaterThan(3, id);
            }
        }

        if (scripts)
            await Hovering(page, width);
        string shots = Path.Combine(AppContext.BaseDirectory, "screenshots");
        Directory.CreateDirectory(shots);
        await page.ScreenshotAsync(new() { Path = Path.Combine(shots, $"report-{width}-{scheme}{(scripts ? "" : "-no-scripts")}.png"), FullPage = true });
    }

    /// <summary>Marks have titles, text does not overlap within a panel, and the page itself never scrolls sideways.</summary>
    private static async Task Hovering(IPage page, int width)
    {
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width);
        (await page.EvaluateAsync<int>("document.querySelectorAll('.panel title').length")).ShouldBeGreaterThan(5);
        var mark = (await page.QuerySelectorAsync("#figure-map-profiles circle:has(title)")).ShouldNotBeNull();
        await mark.ScrollIntoViewIfNeededAsync();
        await mark.HoverAsync(new() { Force = true });
        (await (await mark.QuerySelectorAsync("title")).ShouldNotBeNull().TextContentAsync()).ShouldNotBeNull().ShouldContain("mean β 0.");
        string[] overlaps = await page.EvaluateAsync<string[]>("""
            () => {
              const found = [];
              for (const svg of document.querySelectorAll('.panel svg')) {
                const texts = [...svg.querySelectorAll('text')].filter(t => t.textContent.trim() && getComputedStyle(t).display !== 'none' && t.getAttribute('opacity') !== '0')
                  .map(t => ({ t: t.textContent, b: t.getBoundingClientRect() })).filter(t => t.b.width > 0);
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
    }
}
