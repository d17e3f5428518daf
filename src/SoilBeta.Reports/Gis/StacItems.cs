using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SoilBeta.Rasters;
using SoilBeta.Reports.Data;
using SoilBeta.Studies;

namespace SoilBeta.Reports.Gis;

/// <summary>Describes each map in machine-readable form: <c>stac/NAME.json</c>, a STAC item with projection, bands and checksum, and <c>stac/catalog.json</c> that lists them.</summary>
internal static partial class StacItems
{
    private const string Version = "1.0.0";

    /// <summary>Multihash prefix of a SHA-256 of 32 bytes.</summary>
    private const string Sha256 = "1220";

    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, IndentSize = 1, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes an item for each existing map, and the catalogue.</summary>
    public static void Write(StudyOutputs outputs)
    {
        string[] codes = [.. outputs.Study.Ecosystems.Select(ecosystem => ecosystem.Code), "ALL"];
        var links = new JsonArray(Link("root", "./catalog.json", "application/json"));
        var kinds = MapProduct.All.Select(product => (Suffix: product.Suffix, Title: product.Title)).Append((Suffix: StudyOutputs.Applicability, Title: "dissimilarity index and area of applicability"));
        foreach (var (code, kind) in codes.SelectMany(code => kinds.Select(kind => (code, kind))))
        {
            string name = $"{code}_{kind.Suffix}", path = outputs.Folder.Map(name);
            if (!File.Exists(path))
                continue;
            Save(outputs, name, Item(outputs, name, path, $"{kind.Title}, {outputs.NameOf(code)}"));
            links.Add(Link("item", $"./{name}.json", "application/geo+json"));
        }
        if (links.Count > 1)
        {
            Save(outputs, "catalog", new JsonObject
            {
                ["type"] = "Catalog",
                ["stac_version"] = Version,
                ["id"] = outputs.Study.Name,
                ["description"] = $"Maps of soil carbon at depth of the study {outputs.Study.Name}, made by SoilBeta.Gpu {ProgramVersion.Current}.",
                ["links"] = links,
            });
        }
    }

    private static JsonObject Item(StudyOutputs outputs, string name, string path, string title)
    {
        using RasterFile file = RasterFile.Open(path);
        Bounds earth = Earth(file.Grid);
        GeoTransform t = file.Grid.Transform;
        var properties = new JsonObject
        {
            ["title"] = title,
            ["datetime"] = Made(outputs, path),
            ["proj:epsg"] = Epsg().Match(file.Grid.Crs.Wkt) is { Success: true } code ? int.Parse(code.Groups["code"].Value, CultureInfo.InvariantCulture) : null,
            ["proj:wkt2"] = file.Grid.Crs.Wkt,
            ["proj:shape"] = new JsonArray(file.Grid.Height, file.Grid.Width),
            ["proj:transform"] = new JsonArray(t.StepX, t.SkewX, t.OriginX, t.SkewY, t.StepY, t.OriginY, 0, 0, 1),
        };
        foreach (var (key, value) in file.Metadata.Where(item => item.Key.StartsWith("SOILBETA_", StringComparison.Ordinal)))
            properties["soilbeta:" + key["SOILBETA_".Length..].ToLowerInvariant()] = value;
        return new JsonObject
        {
            ["type"] = "Feature",
            ["stac_version"] = Version,
            ["stac_extensions"] = new JsonArray(
                "https://stac-extensions.github.io/projection/v1.1.0/schema.json", "https://stac-extensions.github.io/raster/v1.1.0/schema.json", "https://stac-extensions.github.io/file/v2.1.0/schema.json"),
            ["id"] = $"{outputs.Study.Name}-{name}",
            ["bbox"] = new JsonArray(earth.West, earth.South, earth.East, earth.North),
            ["geometry"] = new JsonObject
            {
                ["type"] = "Polygon",
                ["coordinates"] = new JsonArray(new JsonArray(
                    Point(earth.West, earth.South), Point(earth.East, earth.South), Point(earth.East, earth.North), Point(earth.West, earth.North), Point(earth.West, earth.South))),
            },
            ["properties"] = properties,
            ["links"] = new JsonArray(Link("root", "./catalog.json", "application/json"), Link("parent", "./catalog.json", "application/json")),
            ["assets"] = new JsonObject
            {
                ["map"] = new JsonObject
                {
                    ["href"] = $"../maps/{name}.tif",
                    ["type"] = "image/tiff; application=geotiff; profile=cloud-optimized",
                    ["roles"] = new JsonArray("data"),
                    ["file:size"] = new FileInfo(path).Length,
                    ["file:checksum"] = Sha256 + Checksums.OfFile(path),
                    ["raster:bands"] = new JsonArray([.. Enumerable.Range(1, file.Bands.Count).Select(band => Band(file, band))]),
                },
            },
        };
    }

    private static JsonObject Band(RasterFile file, int band)
    {
        RasterBand facts = file.Bands[band - 1];
        var json = new JsonObject { ["name"] = facts.Description, ["nodata"] = "nan", ["sampling"] = "area", ["data_type"] = facts.DataType.ToLowerInvariant(), ["unit"] = facts.Unit };
        var statistics = new JsonObject();
        foreach (var (key, item) in new[] { ("minimum", "STATISTICS_MINIMUM"), ("maximum", "STATISTICS_MAXIMUM"), ("mean", "STATISTICS_MEAN"), ("stddev", "STATISTICS_STDDEV"), ("valid_percent", "STATISTICS_VALID_PERCENT") })
        {
            if (double.TryParse(file.BandMetadata(band, item), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value))
                statistics[key] = value;
        }
        if (statistics.Count > 0)
            json["statistics"] = statistics;
        return json;
    }

    /// <summary>Time at which the maps were finished: STAC requires one, and the map files hold none.</summary>
    private static string Made(StudyOutputs outputs, string path) =>
        DateTimeOffset.TryParse(outputs.Manifest.Text("steps", "map", "finished"), CultureInfo.InvariantCulture, out DateTimeOffset finished)
            ? finished.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)
            : File.GetLastWriteTimeUtc(path).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static Bounds Earth(Grid grid)
    {
        using var projection = PictureProjection.For(grid, grid.Whole, 100);
        return projection.Earth;
    }

    private static JsonArray Point(double x, double y) => new(x, y);

    private static JsonObject Link(string relation, string to, string type) => new() { ["rel"] = relation, ["href"] = to, ["type"] = type };

    private static void Save(StudyOutputs outputs, string name, JsonObject json) => WholeFile.WriteText(Path.Combine(outputs.Folder.Stac, name + ".json"), json.ToJsonString(Options) + "\n");

    [GeneratedRegex(@"ID\[""EPSG"",(?<code>\d+)\]\]$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Epsg();
}
