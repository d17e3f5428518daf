using System.IO.Compression;
using System.Net;

namespace SoilBeta.Tests.Cli;

/// <summary>Rasters behind an address or in an archive: refused, and opened with <c>--allow-network</c>.</summary>
public class NetworkTests
{
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

        // Not through a proxy that the environment may name.
        var environment = new Dictionary<string, string> { ["no_proxy"] = "127.0.0.1", ["NO_PROXY"] = "127.0.0.1" };
        string check = Soilbeta.Run(study.Folder, environment, "check", "study.yml", "--allow-network").ShouldExitWith(0).Output;
        check.ShouldContain("covariates[1].raster");
        Soilbeta.Run(study.Folder, environment, "profiles", "study.yml", "--allow-network", "--quiet").ShouldExitWith(0);
        File.ReadAllBytes(Path.Combine(study.Output, "profiles.csv")).AsSpan().SequenceEqual(expected).ShouldBeTrue();
        server.Requests.ShouldBeGreaterThan(2);

        study.Change("study.yml", "/vsizip/clay.zip/in/clay.asc", "/vsimem/clay.asc");
        study.Run("check", "study.yml", "--allow-network").ShouldExitWith(1).Error.ShouldContain("of GDAL's virtual files only /vsicurl/");
    }

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
                    // Another process has the port.
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
