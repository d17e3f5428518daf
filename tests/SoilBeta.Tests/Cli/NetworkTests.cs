using System.IO.Compression;
using System.Net;

namespace SoilBeta.Tests.Cli;

/// <summary>Rasters at an address or in an archive: refused by default, opened with <c>--allow-network</c>.</summary>
public class NetworkTests
{
    /// <summary>Variables that name a proxy for GDAL: a request would go there, and the test's server would not see it.</summary>
    private static readonly string[] s_proxies = ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "GDAL_HTTP_PROXY"];

    [Fact]
    public void Addresses_and_archives_are_opened_only_where_the_command_line_allows_them()
    {
        using var study = new SmallStudy();
        study.Raster("lc.asc", (row, _) => row > 3 ? 2 : 1, real: false);
        study.Change("study.yml", "area: gl.asc", "land_cover: lc.asc, classes: [2]");
        study.Run("profiles", "study.yml", "--quiet").ShouldExitWith(0);
        byte[] expected = File.ReadAllBytes(Path.Combine(study.Output, "profiles.csv"));

        using var server = new FileServer(study.Folder);
        using (var archive = ZipFile.Open(Path.Combine(study.Folder, "clay.zip"), ZipArchiveMode.Create))
        {
            archive.CreateEntryFromFile(Path.Combine(study.Folder, "clay.asc"), "in/clay.asc");
            archive.CreateEntryFromFile(Path.Combine(study.Folder, "clay.prj"), "in/clay.prj");
        }
        File.Delete(Path.Combine(study.Folder, "clay.asc"));
        study.Change("study.yml", "raster: mat.asc", $"raster: \"/vsicurl/{server.Address}mat.asc\"");
        study.Change("study.yml", "raster: clay.asc", "raster: /vsizip/clay.zip/in/clay.asc");
        study.Change("study.yml", "density: top.asc", $"density: \"{server.Address}top.asc\"");
        study.Change("study.yml", "area: cl.asc", $"area: \"{server.Address}cl.asc\"");
        study.Change("study.yml", "land_cover: lc.asc", $"land_cover: \"/vsicurl/{server.Address}lc.asc\"");
        foreach (string verb in new[] { "check", "run" })
        {
            string error = study.Run(verb, "study.yml").ShouldExitWith(1).Error;
            foreach (string key in new[] { "covariates[1].raster", "covariates[2].raster", "topsoil.density", "ecosystems[1].area", "ecosystems[2].land_cover" })
                error.ShouldContain($"{key}: '");
            error.ShouldContain("network addresses and paths inside archives are not opened. Download or unpack the file and name that, or say --allow-network");
        }
        server.Requests.ShouldBe(0);

        // Without any proxy from the environment.
        var environment = new Dictionary<string, string> { ["no_proxy"] = "127.0.0.1", ["NO_PROXY"] = "127.0.0.1" };
        string check = Soilbeta.Spawn(study.Folder, environment, "check", "study.yml", "--allow-network").ShouldExitWith(0).Output;
        check.ShouldContain("covariates[1].raster");
        Soilbeta.Spawn(study.Folder, environment, "profiles", "study.yml", "--allow-network", "--quiet").ShouldExitWith(0);
        File.ReadAllBytes(Path.Combine(study.Output, "profiles.csv")).AsSpan().SequenceEqual(expected).ShouldBeTrue();
        server.Requests.ShouldBeGreaterThan(2);

        study.Change("study.yml", "/vsizip/clay.zip/in/clay.asc", "/vsimem/clay.asc");
        Soilbeta.Spawn(study.Folder, environment, "check", "study.yml", "--allow-network").ShouldExitWith(1).Error.ShouldContain("of GDAL's virtual files only /vsicurl/");
    }

    public static TheoryData<string, string> References => new()
    {
        // Overviews named by a sidecar, through every kind of virtual file that reaches a server.
        { "mat.asc.aux.xml", Overview("/vsicurl/{0}a.tif") },
        { "mat.asc.aux.xml", Overview("/vsicurl_streaming/{0}a.tif") },
        { "mat.asc.aux.xml", Overview("/vsizip//vsicurl_streaming/{0}a.zip") },
        { "mat.asc.aux.xml", Overview("/vsitar//vsicurl/{0}a.tar") },
        { "mat.asc.aux.xml", Overview("/vsigzip//vsicurl_streaming/{0}a.tif.gz") },
        { "mat.asc.aux.xml", Overview("/vsiwebhdfs/{0}webhdfs/v1/a.tif") },
        { "mat.asc.aux.xml", Overview("{0}a.tif") },
        // The same inside a VRT that a sidecar is.
        { "mat.asc.ovr", """<VRTDataset rasterXSize="12" rasterYSize="6"><VRTRasterBand dataType="Float32" band="1"><SimpleSource><SourceFilename>/vsicurl_streaming/{0}a.tif</SourceFilename></SimpleSource></VRTRasterBand></VRTDataset>""" },
        { "mat.asc.msk", """<VRTDataset rasterXSize="12" rasterYSize="6"><VRTRasterBand dataType="Byte" band="1"><SimpleSource><SourceFilename>{0}a.tif</SourceFilename></SimpleSource></VRTRasterBand></VRTDataset>""" },
        // Reference systems by address.
        { "mat.asc.aux.xml", "<PAMDataset><SRS>{0}crs.wkt</SRS></PAMDataset>" },
        { "mat.prj", "{0}crs.wkt" },
        { "zones.geojson", GeoJson("""{"type":"link","properties":{"href":"{0}crs.json","type":"proj4"}}""") },
        { "zones.geojson", GeoJson("""{"type":"URL","properties":{"url":"{0}crs.json"}}""") },
        { "zones.geojson", GeoJson("""{"type":"name","properties":{"name":"{0}crs.json"}}""") },
    };

    [Theory]
    [MemberData(nameof(References))]
    public void Nothing_that_a_file_refers_to_is_fetched(string name, string text)
    {
        using var study = new SmallStudy();
        using var server = new FileServer(study.Folder);
        if (name == "zones.geojson")
            study.Change("study.yml", "{ name: side, raster: side.asc, names: { 1: west, 2: east } }", "{ name: side, vector: zones.geojson, field: name }");
        study.Write(name, text.Replace("{0}", server.Address, StringComparison.Ordinal));
        // Whether the file is rejected, or read without the files that it refers to: no request.
        if (s_proxies.Any(variable => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable))))
            Soilbeta.Spawn(study.Folder, new Dictionary<string, string> { ["no_proxy"] = "127.0.0.1" }, "prepare", "study.yml", "--quiet");
        else
            study.Run("prepare", "study.yml", "--quiet");
        server.Requests.ShouldBe(0);
    }

    private static string Overview(string file) => $"""<PAMDataset><Metadata domain="OVERVIEWS"><MDI key="OVERVIEW_FILE">{file}</MDI></Metadata></PAMDataset>""";

    private static string GeoJson(string crs) => $$$"""{"type":"FeatureCollection","crs":{{{crs}}},"features":[{"type":"Feature","properties":{"name":"a"},"geometry":{"type":"Polygon","coordinates":[[[-60,-36],[-54,-36],[-54,-33],[-60,-36]]]}}]}""";

    /// <summary>The files of a folder over HTTP on the loopback, with ranges.</summary>
    private sealed class FileServer : IDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly string _folder;
        private int _requests;

        public FileServer(string folder)
        {
            _folder = folder;
            for (int port = 20_000 + (Environment.ProcessId % 20_000); ; port++)
            {
                Address = $"http://127.0.0.1:{port}/";
                _listener.Prefixes.Clear();
                _listener.Prefixes.Add(Address);
                try
                {
                    _listener.Start();
                    break;
                }
                catch (HttpListenerException) when (port < 60_000)
                {
                    // Another process uses the port.
                }
            }
            _ = Task.Run(Serve);
        }

        public string Address { get; }

        public int Requests => Volatile.Read(ref _requests);

        public void Dispose() => _listener.Close();

        private async Task Serve()
        {
            while (_listener.IsListening)
            {
                HttpListenerContext context;
                try
                {
                    context = await _listener.GetContextAsync();
                }
                catch (Exception end) when (end is HttpListenerException or ObjectDisposedException or InvalidOperationException)
                {
                    return;
                }
                Interlocked.Increment(ref _requests);
                Answer(context);
            }
        }

        private void Answer(HttpListenerContext context)
        {
            string path = Path.Combine(_folder, Path.GetFileName(context.Request.Url!.AbsolutePath));
            using var response = context.Response;
            if (!File.Exists(path))
            {
                response.StatusCode = 404;
                return;
            }
            byte[] bytes = File.ReadAllBytes(path);
            response.AddHeader("Accept-Ranges", "bytes");
            if (context.Request.Headers["Range"] is { } range && range.StartsWith("bytes=", StringComparison.Ordinal))
            {
                string[] ends = range["bytes=".Length..].Split('-');
                int first = int.Parse(ends[0]), last = ends[1].Length > 0 ? Math.Min(int.Parse(ends[1]), bytes.Length - 1) : bytes.Length - 1;
                response.StatusCode = 206;
                response.AddHeader("Content-Range", $"bytes {first}-{last}/{bytes.Length}");
                bytes = bytes[first..(last + 1)];
            }
            response.ContentLength64 = bytes.Length;
            if (context.Request.HttpMethod != "HEAD")
                response.OutputStream.Write(bytes);
        }
    }
}
