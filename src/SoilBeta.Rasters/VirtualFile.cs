using SoilBeta.Rasters.Native;

namespace SoilBeta.Rasters;

/// <summary>Files that GDAL reads over the network or inside archives (<c>/vsicurl/</c>, <c>/vsizip/</c>, …): rejected unless the session allows them, and then restricted to the kinds in this list.</summary>
public static unsafe class VirtualFile
{
    private static readonly string[] s_network = ["/vsicurl/", "/vsis3/", "/vsigs/", "/vsiaz/", "/vsiadls/", "/vsioss/", "/vsiswift/"];
    private static readonly string[] s_archives = ["/vsizip/", "/vsigzip/", "/vsitar/"];

    /// <summary>Path prefixes of virtual files that may be opened if the session allows the network.</summary>
    internal static IReadOnlyCollection<string> Known => [.. s_network, .. s_archives];

    /// <summary>Whether a path is anything but a plain local file.</summary>
    public static bool Is(string path) =>
        path.StartsWith("/vsi", StringComparison.OrdinalIgnoreCase) || path.StartsWith("\\vsi", StringComparison.OrdinalIgnoreCase) || path.Contains("://", StringComparison.Ordinal)
        || (path.Contains("/vsi", StringComparison.OrdinalIgnoreCase) && !File.Exists(path)); // a folder may be called vsites

    /// <summary>Whether the file may exist, as far as can be known without opening it; for a virtual file always true.</summary>
    public static bool MayExist(string path) => Is(path) || File.Exists(path);

    /// <summary>Why a path may not be opened; null if it may.</summary>
    /// <param name="path">Path.</param>
    /// <param name="allowNetwork">Whether virtual files may be opened at all.</param>
    public static string? Refusal(string path, bool allowNetwork)
    {
        if (!Is(path))
            return null;
        if (!allowNetwork)
            return "network addresses and paths inside archives are not opened. Download or unpack the file and name that, or say --allow-network on the command line.";
        // Every nested handler must be known: /vsizip//vsicurl/https://… is, /vsizip//vsimem/… is not.
        for (int at = path.IndexOf("/vsi", StringComparison.OrdinalIgnoreCase); at >= 0; at = path.IndexOf("/vsi", at + 1, StringComparison.OrdinalIgnoreCase))
        {
            if (!s_network.Concat(s_archives).Any(known => path.AsSpan(at).StartsWith(known, StringComparison.Ordinal)))
                return $"of GDAL's virtual files only {string.Join(", ", s_network.Concat(s_archives))} are opened.";
        }
        string address = path.Replace("/vsicurl/", "", StringComparison.Ordinal);
        return path.StartsWith("/vsi", StringComparison.Ordinal) && (!address.Contains("://", StringComparison.Ordinal) || address.Contains("http://", StringComparison.Ordinal) || address.Contains("https://", StringComparison.Ordinal))
            ? null
            : "of network addresses only http:// and https:// are opened.";
    }

    /// <summary>A study's path as GDAL opens it: an address through <c>/vsicurl/</c>, a path inside an archive relative to the study's folder, any other path absolute.</summary>
    /// <param name="path">Path in the study file.</param>
    /// <param name="folder">Folder of the study file.</param>
    public static string Resolve(string path, string folder)
    {
        if (path.StartsWith("http://", StringComparison.Ordinal) || path.StartsWith("https://", StringComparison.Ordinal))
            return "/vsicurl/" + path;
        if (!Is(path))
            return Path.GetFullPath(path, folder);
        string? archive = Array.Find(s_archives, kind => path.StartsWith(kind, StringComparison.Ordinal));
        return archive is null || path.Length == archive.Length || path[archive.Length] is '/' or '{' ? path : archive + Path.Combine(folder, path[archive.Length..]);
    }

    /// <summary>The local file that a path reads: the archive for a path inside one, otherwise the path itself.</summary>
    /// <param name="path">A path from <see cref="Resolve"/>.</param>
    public static string FileOf(string path)
    {
        string? archive = Array.Find(s_archives, kind => path.StartsWith(kind, StringComparison.Ordinal));
        if (archive is null)
            return path;
        string file = path[archive.Length..].Trim('{', '}');
        while (file.Length > 1 && !File.Exists(file))
            file = Path.GetDirectoryName(file) ?? "";
        return file.Length > 1 ? file : path;
    }

    /// <summary>Length of a virtual file, bytes; −1 where it cannot be opened.</summary>
    internal static long Length(string path)
    {
        nint file = GdalNative.VSIFOpenL(path, "rb");
        if (file == 0)
            return -1;
        const int end = 2;
        long length = GdalNative.VSIFSeekL(file, 0, end) == 0 ? (long)GdalNative.VSIFTellL(file) : -1;
        _ = GdalNative.VSIFCloseL(file);
        return length;
    }

    /// <summary>SHA-256 of a virtual file, hexadecimal; reads all of it.</summary>
    /// <param name="session">GDAL session.</param>
    /// <param name="path">Path.</param>
    /// <param name="cancellation">Cancellation token.</param>
    /// <exception cref="InvalidDataException">The file may not or cannot be opened.</exception>
    public static string Sha256(GdalSession session, string path, CancellationToken cancellation = default)
    {
        if (Refusal(path, session.AllowsNetwork) is { } refusal)
            throw new InvalidDataException($"{path}: {refusal}");
        GdalErrors.Clear();
        nint file = GdalNative.VSIFOpenL(path, "rb");
        if (file == 0)
            throw GdalErrors.Failure(path, "cannot be opened", "Is the address right, and can it be reached from here?");
        try
        {
            return Checksums.OfContent(Read, cancellation);
        }
        finally
        {
            _ = GdalNative.VSIFCloseL(file);
        }

        int Read(byte[] buffer, int first, int count)
        {
            fixed (byte* bytes = buffer)
                return (int)GdalNative.VSIFReadL(bytes + first, 1, (nuint)count, file);
        }
    }
}
