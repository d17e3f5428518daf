using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SoilBeta.Rasters;
using SoilBeta.Reports.Data;
using SoilBeta.Studies;

namespace SoilBeta.Reports.Gis;

/// <summary>Describes each map in machine-readable form: <c>stac/NAME.json</c>, a STAC 1.1 item with projection, bands, style and checksum, <c>stac/collection.json</c> with extent, licence and providers, and <c>stac/catalog.json</c>.</summary>
internal static partial class StacItems
{
    private const string Version = "1.1.0";

    /// <summary>Multihash prefix of a SHA-256 of 32 bytes.</summary>
    private const string Sha256 = "1220";

    private const string Json = "application/json", GeoJson = "application/geo+json";

    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, IndentSize = 1, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes an item for each existing map, the collection and the catalogue.</summary>
    /// <param name="outputs">Outputs.</param>
    /// <param name="thumbnail">Name of the picture in <c>figures/</c> that stands for the maps; null for none.</param>
    public static void Write(StudyOutputs outputs, string? thumbnail)
    {
        string[] codes = [.. outputs.Study.Ecosystems.Select(ecosystem => ecosystem.Code), "ALL"];
        var kinds = outputs.Study.Products.Select(product => (product.Suffix, product.Title)).Append((Suffix: StudyOutputs.Applicability, Title: "dissimilarity index and area of applicability"));
        var names = new List<string>();
        Bounds? all = null;
        foreach (var (code, kind) in codes.SelectMany(code => kinds.Select(kind => (code, kind))))
        {
            string name = $"{code}_{kind.Suffix}", path = outputs.Folder.Map(name);
            if (!File.Exists(path))
                continue;
            Save(outputs, name, Item(outputs, name, path, $"{kind.Title}, {outputs.NameOf(code)}", out Bounds earth));
            names.Add(name);
            all ??= earth;
        }
        if (all is not { } bounds)
            return;
        JsonArray Links(string self, params JsonObject[] more) => new([Link("self", $"./{self}.json", Json), Link("root", "./catalog.json", Json), .. more, .. names.Select(name => Link("item", $"./{name}.json", GeoJson))]);
        string description = $"Maps of {outputs.Study.Title}, made by SoilBeta.Gpu {ProgramVersion.Current}.";
        Save(outputs, "catalog", new JsonObject { ["type"] = "Catalog", ["stac_version"] = Version, ["id"] = outputs.Study.Name, ["title"] = outputs.Study.Title, ["description"] = description, ["links"] = Links("catalog", Link("child", "./collection.json", Json)) });
        var (start, end) = Interval(outputs);
        var collection = new JsonObject
        {
            ["type"] = "Collection", ["stac_version"] = Version, ["id"] = $"{outputs.Study.Name}-maps", ["title"] = outputs.Study.Title, ["description"] = description,
            ["license"] = "other", ["keywords"] = new JsonArray("soil organic carbon", "uncertainty", "depth"), ["providers"] = Providers(outputs),
            ["extent"] = new JsonObject
            {
                ["spatial"] = new JsonObject { ["bbox"] = new JsonArray(new JsonArray(bounds.West, bounds.South, bounds.East, bounds.North)) },
                ["temporal"] = new JsonObject { ["interval"] = new JsonArray(new JsonArray(start, end)) },
            },
            ["links"] = Links("collection", Link("parent", "./catalog.json", Json), Link("license", "../report.html#method", "text/html")),
        };
        if (thumbnail is not null)
            collection["assets"] = new JsonObject { ["thumbnail"] = Thumbnail(thumbnail) };
        Save(outputs, "collection", collection);
    }

    private static JsonObject Item(StudyOutputs outputs, string name, string path, string title, out Bounds earth)
    {
        using RasterFile file = RasterFile.Open(path);
        earth = Earth(file.Grid);
        GeoTransform t = file.Grid.Transform;
        var (start, end) = Interval(outputs);
        var properties = new JsonObject
        {
            ["title"] = title,
            ["datetime"] = start is null ? Made(outputs, path) : null,
            ["created"] = Made(outputs, path),
            ["license"] = "other",
            ["providers"] = Providers(outputs),
            ["proj:code"] = Epsg().Match(file.Grid.Crs.Wkt) is { Success: true } code ? $"EPSG:{code.Groups["code"].Value}" : null,
            ["proj:wkt2"] = file.Grid.Crs.Wkt,
            ["proj:shape"] = new JsonArray(file.Grid.Height, file.Grid.Width),
            ["proj:transform"] = new JsonArray(t.StepX, t.SkewX, t.OriginX, t.SkewY, t.StepY, t.OriginY, 0, 0, 1),
        };
        if (start is not null)
            (properties["start_datetime"], properties["end_datetime"]) = (start, end);
        foreach (var (key, value) in file.Metadata.Where(item => item.Key.StartsWith("SOILBETA_", StringComparison.Ordinal)))
            properties["soilbeta:" + key["SOILBETA_".Length..].ToLowerInvariant()] = value;
        var assets = new JsonObject
        {
            ["map"] = new JsonObject
            {
                ["href"] = $"../maps/{name}.tif",
                ["type"] = "image/tiff; application=geotiff; profile=cloud-optimized",
                ["roles"] = new JsonArray("data"),
                ["raster:sampling"] = "area",
                ["file:size"] = new FileInfo(path).Length,
                ["file:checksum"] = Sha256 + Checksums.OfFile(path),
                ["bands"] = new JsonArray([.. Enumerable.Range(1, file.Bands.Count).Select(band => Band(file, band))]),
            },
        };
        foreach (var (key, ending, band) in new[] { ("style", ".qml", "the first band"), ("style-u", ".U.qml", "the band U") })
        {
            if (File.Exists(Path.ChangeExtension(path, null) + ending))
                assets[key] = new JsonObject { ["href"] = $"../maps/{name}{ending}", ["type"] = "application/xml", ["title"] = $"QGIS style of {band}", ["roles"] = new JsonArray("style") };
        }
        string? picture = Directory.Exists(outputs.Folder.Figures) ? Directory.EnumerateFiles(outputs.Folder.Figures, $"map-*-{Slug(name)}.png").Order(StringComparer.Ordinal).FirstOrDefault() : null;
        if (picture is not null)
            assets["thumbnail"] = Thumbnail(Path.GetFileNameWithoutExtension(picture));
        return new JsonObject
        {
            ["type"] = "Feature",
            ["stac_version"] = Version,
            ["stac_extensions"] = new JsonArray(
                "https://stac-extensions.github.io/projection/v2.0.0/schema.json", "https://stac-extensions.github.io/raster/v2.0.0/schema.json", "https://stac-extensions.github.io/file/v2.1.0/schema.json"),
            ["id"] = $"{outputs.Study.Name}-{name}",
            ["collection"] = $"{outputs.Study.Name}-maps",
            ["bbox"] = new JsonArray(earth.West, earth.South, earth.East, earth.North),
            ["geometry"] = new JsonObject
            {
                ["type"] = "Polygon",
                ["coordinates"] = new JsonArray(new JsonArray(
                    Point(earth.West, earth.South), Point(earth.East, earth.South), Point(earth.East, earth.North), Point(earth.West, earth.North), Point(earth.West, earth.South))),
            },
            ["properties"] = properties,
            ["links"] = new JsonArray(Link("self", $"./{name}.json", GeoJson), Link("root", "./catalog.json", Json), Link("parent", "./collection.json", Json), Link("collection", "./collection.json", Json)),
            ["assets"] = assets,
        };
    }

    /// <summary>Who made the maps and their inputs, from the study file.</summary>
    private static JsonArray Providers(StudyOutputs outputs)
    {
        var providers = new JsonArray();
        if (outputs.Study.Author.Length > 0)
            providers.Add(new JsonObject { ["name"] = outputs.Study.Author, ["roles"] = new JsonArray("producer", "processor") });
        foreach (StudyInput input in outputs.Study.Inputs.Where(input => input.Source.Length > 0).DistinctBy(input => input.Source))
        {
            var provider = new JsonObject { ["name"] = input.Source, ["description"] = input.Licence.Length > 0 ? $"{input.Uses}; licence: {input.Licence}" : input.Uses, ["roles"] = new JsonArray("licensor") };
            if (input.Doi.Length > 0)
                provider["url"] = "https://doi.org/" + input.Doi;
            providers.Add(provider);
        }
        return providers;
    }

    /// <summary>Time that the data stand for: the study's period, otherwise the years of the profiles; nulls where neither is known.</summary>
    private static (string? Start, string? End) Interval(StudyOutputs outputs)
    {
        var period = outputs.Study.Period;
        if (period is null && outputs.Profiles is { } profiles && profiles.Has("year"))
        {
            int[] years = [.. profiles.Rows.Select(row => profiles.Number(row, "year")).Where(year => year is > 1800 and < 2200).Select(year => (int)year)];
            period = years.Length > 0 ? (years.Min(), years.Max()) : null;
        }
        return period is { } known ? (string.Create(CultureInfo.InvariantCulture, $"{known.First:0000}-01-01T00:00:00Z"), string.Create(CultureInfo.InvariantCulture, $"{known.Last:0000}-12-31T23:59:59Z")) : (null, null);
    }

    private static JsonObject Thumbnail(string picture) => new() { ["href"] = $"../figures/{picture}.png", ["type"] = "image/png", ["roles"] = new JsonArray("thumbnail") };

    private static string Slug(string name) => Markup.Html.Slug(name);

    private static JsonObject Band(RasterFile file, int band)
    {
        RasterBand facts = file.Bands[band - 1];
        var json = new JsonObject { ["name"] = facts.Description, ["nodata"] = "nan", ["data_type"] = facts.DataType.ToLowerInvariant(), ["unit"] = facts.Unit };
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

    /// <summary>Time at which the maps were finished: for items whose data have no time, and as the time of creation.</summary>
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
