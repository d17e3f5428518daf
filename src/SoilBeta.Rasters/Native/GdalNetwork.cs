using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SoilBeta.Rasters.Native;

/// <summary>Blocks GDAL's network access wherever an address may be: in a sidecar file, an overview, a nested VRT, the reference system of a GeoJSON file.</summary>
/// <remarks>
/// GDAL reaches the network in two ways: by virtual files (<c>/vsicurl/</c> and a dozen others), whose handlers are replaced by one that opens nothing, and by documents that it downloads itself (CPLHTTPFetch), which a callback refuses.
/// </remarks>
internal static unsafe class GdalNetwork
{
    // Size of CPLHTTPResult, generously: int nStatus, char *pszContentType, char *pszErrBuf, …
    private const int ResultBytes = 256, ErrorAt = 16;

    // In VSIFilesystemPluginCallbacksStruct: pUserData, stat, unlink, rename, mkdir, rmdir, read_dir, open, …
    private const int OpenAt = 7;

    // Virtual files without access to a server or to a stream of this process, which GDAL uses internally.
    private static readonly string[] s_local = ["/vsimem/", "/vsisubfile/", "/vsisparse/"];

    /// <summary>Refuses all virtual files except GDAL's internal ones and those of a list; without a list, also all downloads.</summary>
    /// <param name="allowed">Prefixes that may be opened; empty to refuse all network access.</param>
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
        // Applies to all threads; CPLHTTPPushFetchCallback applies to the calling thread only.
        if (GdalLoader.Export("CPLHTTPSetFetchCallback") is not 0 and nint set)
            ((delegate* unmanaged[Cdecl]<nint, nint, void>)set)((nint)(delegate* unmanaged[Cdecl]<nint, nint, nint, nint, nint, nint, nint, nint>)&FetchNothing, 0);
        else
            GdalNative.CPLSetConfigOption("GDAL_HTTP_PROXY", "127.0.0.1:1"); // versions before 3.2 have no callback: a proxy that does not exist
        if (GdalLoader.Export("OSRSetPROJEnableNetwork") is not 0 and nint enable)
            ((delegate* unmanaged[Cdecl]<int, void>)enable)(0);
    }

    // GDAL registers some prefixes twice, with and without the trailing slash.
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
