using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using SoilBeta.Rasters;
using SoilBeta.Rasters.Native;

namespace SoilBeta.Tests.Rasters;

public class GdalNetworkTests
{
    // Whatever file contains the reference: GDAL itself reaches no server, neither by any kind of virtual file nor by a reference system with an address.
    [Fact]
    public void No_virtual_file_reaches_a_server()
    {
        GdalLibrary.Require();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        string server = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/a.tif";
        foreach (string kind in Prefixes().Where(kind => kind.StartsWith("/vsi", StringComparison.Ordinal) && kind is not "/vsimem/" and not "/vsistdin/" and not "/vsistdin?"))
        {
            foreach (string path in new[] { kind.TrimEnd('/') + "/" + server, $"{kind.TrimEnd('/')}//vsicurl/{server}", $"{kind.TrimEnd('/')}//vsicurl_streaming/{server}", $"/vsisubfile/0_10,{kind.TrimEnd('/')}/{server}" })
                GdalNative.VSIFOpenL(path, "rb").ShouldBe(0, path);
        }
        listener.Pending().ShouldBeFalse();
        Should.Throw<InvalidDataException>(() => Crs.Parse(server));
        listener.Pending().ShouldBeFalse();
    }

    // Fetching is refused on every thread, not only on the one that set GDAL up.
    [Fact]
    public unsafe void No_thread_fetches_a_reference_system()
    {
        GdalLibrary.Require();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        string server = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/crs";
        int failed = 0;
        var other = new Thread(() =>
        {
            using SpatialReferenceHandle reference = GdalNative.OSRNewSpatialReference(null);
            failed = GdalNative.OSRSetFromUserInput(reference, server);
        }) { IsBackground = true };
        other.Start();
        while (other.IsAlive && !listener.Pending())
            Thread.Yield();
        listener.Pending().ShouldBeFalse();
        failed.ShouldNotBe(0);
    }

    private static unsafe List<string> Prefixes()
    {
        var found = new List<string>();
        byte** prefixes = GdalNative.VSIGetFileSystemsPrefixes();
        for (int i = 0; prefixes[i] != null; i++)
            found.Add(Marshal.PtrToStringUTF8((nint)prefixes[i])!);
        GdalNative.CSLDestroy(prefixes);
        found.ShouldContain(prefix => prefix.StartsWith("/vsicurl", StringComparison.Ordinal));
        return found;
    }
}
