using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SoilBeta.Rasters;
using SoilBeta.Reports.Data;
using SoilBeta.Reports.Maps;
using SoilBeta.Reports.Markup;

namespace SoilBeta.Reports.Viewer;

/// <summary>The map viewer as part of the page: controls, canvases, and all data; <c>viewer.js</c> draws it. Without scripts the page shows static pictures instead.</summary>
internal static partial class ViewerBlock
{
    /// <summary>Nodes of the mesh along the picture's width; a globe needs more.</summary>
    private const int Nodes = 64, GlobeNodes = 128;

    /// <summary>Largest number of sites in the page.</summary>
    private const int MostSites = 20_000;

    /// <summary>The script; its text decides the hash in the page's content security policy.</summary>
    public static string Script { get; } = Resource("viewer.js");

    /// <summary>The viewer as markup; null without maps.</summary>
    /// <param name="outputs">Outputs.</param>
    /// <param name="canvas">Projection and outlines.</param>
    public static string? Make(StudyOutputs outputs, MapCanvas? canvas)
    {
        var source = new ViewerLayers(outputs);
        if (canvas is null || ViewerGrid.For(outputs, source.ValuesPerCell) is not { } grid)
            return null;
        var (covers, products, layers) = source.Pack(grid);
        if (covers.Count == 0)
            return null;
        var projection = canvas.Projection;
        var data = new JsonObject
        {
            ["width"] = projection.Width, ["height"] = projection.Height, ["metres"] = Math.Round(projection.MetresPerPixel, 3), ["globe"] = projection.IsGlobe,
            ["start"] = outputs.Main.Suffix, ["certain"] = outputs.WholeMap().Any() && outputs.WholeMap().All(line => line.HighPg <= line.LowPg),
            ["grid"] = GridOf(grid.Grid), ["mesh"] = Mesh(projection, grid.Grid),
            ["land"] = Packing.Lines(canvas.Outlines.Land), ["coast"] = Packing.Lines(canvas.Outlines.Coast), ["borders"] = Packing.Lines(canvas.Outlines.Borders),
            ["ramps"] = new JsonObject { ["soc"] = Stops(ColourRamp.Density), ["beta"] = Stops(ColourRamp.Beta), ["u"] = Stops(ColourRamp.Uncertainty), ["input"] = Stops(ColourRamp.Covariate) },
            ["bands"] = new JsonObject { ["mean"] = "mean", ["low"] = "2.5 % bound", ["high"] = "97.5 % bound", ["u"] = "U, interval / mean", ["singleLow"] = "single profile, lower", ["singleHigh"] = "single profile, upper" },
            ["covers"] = covers, ["products"] = products, ["layers"] = layers, ["zones"] = Zones(outputs, grid), ["sites"] = Sites(outputs, projection),
        };
        string note = grid.Factor > 1 ? $" The map has more cells than a page can hold: each cell here stands for {grid.Factor} × {grid.Factor} of them; the files in <code>maps/</code> have all." : "";
        return $"""
            <div class="viewer" id="viewer" hidden>
            <div class="controls">
            <label>land cover <select id="viewer-cover"></select></label><label>layer <select id="viewer-product"></select></label>
            <label>show <select id="viewer-left"></select></label><label class="second">beside <select id="viewer-right"></select></label>
            <label>view <select id="viewer-mode"><option value="pair">two maps</option><option value="swipe">swipe</option><option value="one">one map</option></select></label>
            <label>zone <select id="viewer-zone"></select></label>
            <label><input type="checkbox" id="viewer-hatch" checked> hatching</label><label><input type="checkbox" id="viewer-sites"> profiles</label>
            <span class="buttons"><button id="viewer-in" aria-label="Zoom in">+</button><button id="viewer-out" aria-label="Zoom out">−</button><button id="viewer-home">whole map</button><button id="viewer-tif">save GeoTIFF</button><button id="viewer-csv">save CSV</button></span>
            </div>
            <div class="pictures"><canvas id="viewer-a" tabindex="0" role="img"></canvas><canvas id="viewer-b" tabindex="0" role="img"></canvas></div>
            <label class="swipe">divider <input type="range" id="viewer-swipe" min="0" max="100" value="50"></label>
            <div class="legends"><div id="viewer-legend-a"></div><div id="viewer-legend-b" class="second"></div></div>
            <p class="note"><span id="viewer-hatching"><i class="hatch"></i> do not read: outside the area of applicability, no skill beyond a constant, or U &gt; 1 in 20–100 cm. </span>Drag or arrow keys move, wheel or + − zoom, point or Enter to read a cell.{note}</p>
            <div id="viewer-tip" class="tip" hidden></div><div id="viewer-said" class="unseen" aria-live="polite"></div>
            </div>
            <script type="application/json" id="viewer-data">{data.ToJsonString()}</script>

            """;
    }

    private static JsonObject GridOf(Grid grid)
    {
        GeoTransform t = grid.Transform;
        string code = Epsg().Match(grid.Crs.Wkt) is { Success: true } found ? found.Groups["code"].Value : "0";
        return new JsonObject
        {
            ["columns"] = grid.Width, ["rows"] = grid.Height, ["degrees"] = grid.Crs.IsDegrees, ["epsg"] = int.Parse(code, System.Globalization.CultureInfo.InvariantCulture),
            ["transform"] = new JsonArray(t.OriginX, t.StepX, t.SkewX, t.OriginY, t.SkewY, t.StepY),
        };
    }

    /// <summary>Columns and rows of the grid at the nodes of a mesh over the picture, between which the viewer interpolates: it needs no projection of its own.</summary>
    private static JsonObject Mesh(PictureProjection projection, Grid grid)
    {
        int nx = projection.IsGlobe ? GlobeNodes : Nodes, ny = Math.Max(1, (int)Math.Round((double)nx * projection.Height / projection.Width));
        double[] x = new double[(nx + 1) * (ny + 1)], y = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
            (x[i], y[i]) = ((double)(i % (nx + 1)) * projection.Width / nx, (double)(i / (nx + 1)) * projection.Height / ny);
        projection.ToGrid(grid, x, y);
        // Beyond the edge of a globe there is no place; columns go on there as they do inside, so that the cells at the edge are drawn whole.
        for (int row = 0; row <= ny && projection.IsGlobe && grid.Crs.IsDegrees; row++)
        {
            Extend(x.AsSpan(row * (nx + 1), nx + 1));
            Extend(y.AsSpan(row * (nx + 1), nx + 1));
        }
        float[] nodes = new float[2 * x.Length];
        for (int i = 0; i < x.Length; i++)
            (nodes[2 * i], nodes[(2 * i) + 1]) = ((float)x[i], (float)y[i]);
        return new JsonObject { ["nx"] = nx, ["ny"] = ny, ["z"] = Packing.Floats(nodes) };
    }

    /// <summary>Continues the finite values of a row to both ends on the straight lines of the outermost two.</summary>
    internal static void Extend(Span<double> row)
    {
        int first = 0, last = row.Length - 1;
        while (first < row.Length && !double.IsFinite(row[first]))
            first++;
        while (last >= 0 && !double.IsFinite(row[last]))
            last--;
        if (last - first < 1)
            return;
        double left = row[first + 1] - row[first], right = row[last] - row[last - 1];
        for (int i = first - 1; i >= 0; i--)
            row[i] = row[i + 1] - left;
        for (int i = last + 1; i < row.Length; i++)
            row[i] = row[i - 1] + right;
    }

    private static JsonArray Stops(ColourRamp ramp) => new([.. ramp.Stops.Select(stop => (JsonNode)ColourRamp.Hex(stop))]);

    /// <summary>The first set of zones that has at most 255 of them; null for none.</summary>
    private static JsonObject? Zones(StudyOutputs outputs, ViewerGrid grid)
    {
        foreach (var set in outputs.Study.Zones)
        {
            string layer = StackLayerNames.Zone(set.Name);
            if (outputs.Stack?.Has(layer) != true)
                continue;
            float[] codes = grid.Layer(layer);
            var names = outputs.Stack.Layer(layer).Codes;
            var present = codes.Where(float.IsFinite).Select(code => (int)code).Distinct().Order().ToList();
            if (present.Count is 0 or > 255)
                continue;
            byte[] numbers = [.. codes.Select(code => float.IsFinite(code) ? (byte)(1 + present.IndexOf((int)code)) : (byte)0)];
            return new JsonObject { ["name"] = set.Name, ["names"] = new JsonArray([.. present.Select(code => (JsonNode)(names.GetValueOrDefault(code) ?? code.ToString(System.Globalization.CultureInfo.InvariantCulture)))]), ["z"] = Packing.Bytes(numbers) };
        }
        return null;
    }

    /// <summary>Sites with profiles: position in the picture, ecosystem, site, number of profiles, mean β.</summary>
    private static JsonArray? Sites(StudyOutputs outputs, PictureProjection projection)
    {
        if (outputs.Profiles is not { Rows.Count: > 0 } profiles)
            return null;
        var sites = ProfileSites.Of(profiles);
        if (sites.Count > MostSites)
            return null;
        return new JsonArray([.. sites.Select(site =>
        {
            (double x, double y) = projection.Place(site.Longitude, site.Latitude);
            return double.IsFinite(x + y) ? new JsonArray(Math.Round(x, 1), Math.Round(y, 1), site.Ecosystem, site.Name, site.Profiles, Math.Round(site.Beta, 4)) : null;
        }).OfType<JsonArray>()]);
    }

    private static string Resource(string name)
    {
        using Stream stream = typeof(ViewerBlock).Assembly.GetManifestResourceStream("SoilBeta.Reports.Viewer." + name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"ID\[""EPSG"",(?<code>\d+)\]\]$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Epsg();
}
