using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SoilBeta.Rasters.Native;

/// <summary>Keeps GDAL off the network, whatever refers to it: an address in a sidecar, an overview, a VRT inside one, a reference system of a GeoJSON file.</summary>
/// <remarks>
/// Two ways lead out: virtual files (<c>/vsicurl/</c> and a dozen others), whose handlers are replaced by one that opens nothing, and documents that GDAL fetches itself (CPLHTTPFetch), which a callback answers instead.
/// </remarks>
internal static unsafe class GdalNetwork
{
    // Room for CPLHTTPResult: int nStatus, char *pszContentType, char *pszErrBuf, …
    private const int ResultBytes = 256, ErrorAt = 16;

    // Of VSIFilesystemPluginCallbacksStruct: pUserData, stat, unlink, rename, mkdir, rmdir, read_dir, open, …
    private const int OpenAt = 7;

    // Virtual files that reach neither a server nor a stream of this process: GDAL itself uses them.
    private static readonly string[] s_local = ["/vsimem/", "/vsisubfile/", "/vsisparse/"];

    /// <summary>Refuses every virtual file but GDAL's own and those of a list, and, without a list, every document by address.</summary>
    /// <param name="allowed">Prefixes that may be opened; none where nothing is to be fetched.</param>
    public static void Refuse(IReadOnlyCollection<string> allowed)
    {
        byte** prefixes = GdalNative.VSIGetFileSystemsPrefixes();
        for (int i = 0; prefixes != null && prefixes[i] != null; i++)
        {
            string prefix = Marshal.PtrToStringUTF8((nint)prefixes[i])!;
            if (!prefix.StartsWith("/vsi", StringComparison.Ordinal) || s_local.Contains(prefix) || allowed.Any(known => Same(known, prefix)))
                continue;
            nint* callbacks = (nint*)GdalNative.VSIAllocFilesystemPluginCallbacksStruct();
            callbacks[OpenAt] = (nint)(delegate* unmanaged[Cdecl]<nint, byte*, byte*, nint>)&OpenNothing;
            _ = GdalNative.VSIInstallPluginHandler(prefix, (nint)callbacks);
            GdalNative.VSIFreeFilesystemPluginCallbacksStruct((nint)callbacks);
        }
        GdalNative.CSLDestroy(prefixes);
        if (allowed.Count > 0)
            return;
        GdalNative.CPLSetConfigOption("CPL_VSIL_CURL_ALLOWED_FILENAME", "/vsicurl/none");
        // For all threads; CPLHTTPPushFetchCallback is for the calling one only.
        if (GdalLoader.Export("CPLHTTPSetFetchCallback") is not 0 and nint set)
            ((delegate* unmanaged[Cdecl]<nint, nint, void>)set)((nint)(delegate* unmanaged[Cdecl]<nint, nint, nint, nint, nint, nint, nint, nint>)&FetchNothing, 0);
        else
            GdalNative.CPLSetConfigOption("GDAL_HTTP_PROXY", "127.0.0.1:1"); // before 3.2 a proxy that is not there
        if (GdalLoader.Export("OSRSetPROJEnableNetwork") is not 0 and nint enable)
            ((delegate* unmanaged[Cdecl]<int, void>)enable)(0);
    }

    // GDAL registers some of its prefixes twice, with and without the closing slash.
    private static bool Same(string one, string other) => one.TrimEnd('/') == other.TrimEnd('/');

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint OpenNothing(nint data, byte* name, byte* access) => 0;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint FetchNothing(nint address, nint options, nint progress, nint progressData, nint write, nint writeData, nint data)
    {
        nint result = GdalNative.VSICalloc(1, ResultBytes); // GDAL frees it
        *(int*)result = 1;
        *(nint*)(result + ErrorAt) = GdalNative.CPLStrdup("nothing is fetched without --allow-network");
        return result;
    }
}
