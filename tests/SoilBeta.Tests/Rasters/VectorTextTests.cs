using System.Text;
using SoilBeta.Rasters;
using SoilBeta.Soil.Tables;
using SoilBeta.Tests.Fuzz;

namespace SoilBeta.Tests.Rasters;

/// <summary>Names of zones beyond ASCII: decoded in the encoding of the file or the study, else rejected with a message that quotes them. <c>Peñón</c> and <c>Peñòn</c> stay two zones.</summary>
public sealed class VectorTextTests : IDisposable
{
    private static readonly Grid s_grid = Grid.FromBounds(Crs.Wgs84, new Bounds(0, 0, 4, 1), 1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ISO-8859-1", "Peñón", "Peñòn", "latin1")]
    [InlineData("CP1252", "Œdème", "Œdémé", "windows-1252")]
    [InlineData("UTF-8", "Łódź", "Łodź", "utf-8")]
    public void Text_beyond_ASCII_without_a_cpg_file_is_refused_or_read_by_the_declared_encoding(string written, string west, string east, string declared)
    {
        string path = Shapefile(west, east, written);
        File.Delete(Path.ChangeExtension(path, ".cpg"));
        string refusal = Should.Throw<InvalidDataException>(() => VectorZones.Check(TestGdal.Session, new VectorSource(path, "name"))).Message;
        refusal.ShouldStartWith(path);
        refusal.ShouldContain("field 'name' holds characters beyond ASCII");
        refusal.ShouldContain("no .cpg file says their encoding.");
        refusal.ShouldContain("Give its encoding in the zones (encoding: utf-8, latin1, windows-1252, …).");
        Should.Throw<InvalidDataException>(() => Names(path, null)).Message.ShouldBe(refusal);

        VectorZones.Check(TestGdal.Session, new VectorSource(path, "name", TableRows.EncodingOf(declared)));
        Names(path, declared).ShouldBe(new[] { west, east }.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("UTF-8")]
    [InlineData("ISO-8859-1")]
    public void The_cpg_file_says_the_encoding_as_ever(string written)
    {
        string path = Shapefile("Peñón", "Peñòn", written);
        File.Exists(Path.ChangeExtension(path, ".cpg")).ShouldBeTrue();
        VectorZones.Check(TestGdal.Session, new VectorSource(path, "name"));
        Names(path, null).ShouldBe(["Peñòn", "Peñón"]); // ò U+00F2 before ó U+00F3
    }

    [Fact]
    public void A_cpg_file_that_is_wrong_is_refused_and_the_declared_encoding_comes_before_it()
    {
        string path = Shapefile("Peñón", "Peñòn", "ISO-8859-1");
        File.WriteAllText(Path.ChangeExtension(path, ".cpg"), "UTF-8");
        Should.Throw<InvalidDataException>(() => VectorZones.Check(TestGdal.Session, new VectorSource(path, "name"))).Message.ShouldContain("which are not in the encoding that its .cpg file says");
        Should.Throw<InvalidDataException>(() => Names(path, null)).Message.ShouldContain("encoding");
        Names(path, "latin1").ShouldBe(["Peñòn", "Peñón"]);
        Should.Throw<InvalidDataException>(() => Names(path, "utf-8")).Message.ShouldContain("which are not in the encoding utf-8 that the study declares");
    }

    [Fact]
    public void An_empty_cpg_file_says_nothing_and_ASCII_needs_none()
    {
        string path = Shapefile("Peñón", "Peñòn", "ISO-8859-1");
        File.WriteAllText(Path.ChangeExtension(path, ".cpg"), "");
        Should.Throw<InvalidDataException>(() => VectorZones.Check(TestGdal.Session, new VectorSource(path, "name"))).Message.ShouldContain("encoding");

        string plain = Shapefile("west", "east", "ISO-8859-1");
        File.Delete(Path.ChangeExtension(plain, ".cpg"));
        VectorZones.Check(TestGdal.Session, new VectorSource(plain, "name"));
        Names(plain, null).ShouldBe(["east", "west"]);
    }

    /// <summary>A format whose text is UTF-8 by definition, with invalid bytes.</summary>
    [Fact]
    public void Text_of_another_format_that_is_not_UTF8_is_refused_too()
    {
        Json("Pe#n", "Pe$n");
        GdalFiles.Translate(_folder["zones.geojson"], _folder["zones.fgb"], "FlatGeobuf");
        byte[] bytes = File.ReadAllBytes(_folder["zones.fgb"]);
        File.WriteAllBytes(_folder["zones.fgb"], [.. bytes.Select((value, i) => i > 1 && bytes[i - 1] == 'e' && bytes[i - 2] == 'P' && value is (byte)'#' or (byte)'$' ? (byte)(value == '#' ? 0xF3 : 0xF2) : value)]);
        Should.Throw<InvalidDataException>(() => Names(_folder["zones.fgb"], null)).Message.ShouldContain("which are not UTF-8.\n  Its encoding should be UTF-8");
    }

    private string Shapefile(string west, string east, string encoding)
    {
        Json(west, east);
        string path = _folder[$"zones{Directory.GetFiles(_folder.Root).Length}.shp"];
        GdalFiles.Translate(_folder["zones.geojson"], path, "ESRI Shapefile", "-lco", "ENCODING=" + encoding);
        return path;
    }

    private void Json(string west, string east) => File.WriteAllText(_folder["zones.geojson"], $$$"""
        {"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"name":"{{{west}}}"},"geometry":{"type":"Polygon","coordinates":[[[0,0],[2,0],[2,1],[0,1],[0,0]]]}},
        {"type":"Feature","properties":{"name":"{{{east}}}"},"geometry":{"type":"Polygon","coordinates":[[[2,0],[4,0],[4,1],[2,1],[2,0]]]}}]}
        """, new UTF8Encoding(false));

    private IEnumerable<string> Names(string path, string? encoding)
    {
        using WarpedRaster zones = VectorZones.Rasterise(TestGdal.Session, new VectorSource(path, "name", TableRows.EncodingOf(encoding)), s_grid, _folder.Root, out SortedDictionary<int, string> names);
        zones.Values().Distinct().Count().ShouldBe(2);
        return [.. names.Values];
    }
}
