using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace SoilBeta.Rasters.Native;

/// <summary>Finds GDAL's shared library on this machine, whatever its version suffix, and loads it for the calls of <see cref="GdalNative"/>.</summary>
internal static class GdalLoader
{
    /// <summary>Environment variable with the path of the library; if set, no other path is tried.</summary>
    public const string Override = "SOILBETA_GDAL";

    /// <summary>Oldest version with the Cloud-Optimised GeoTIFF driver, in the form of GDALVersionInfo("VERSION_NUM").</summary>
    private const int OldestVersion = 3_01_00_00;

    private static readonly Lazy<nint> s_library = new(Load);

    /// <summary>Loads the library and routes the P/Invokes of this assembly to it.</summary>
    /// <exception cref="InvalidDataException">No usable GDAL: the message says what was tried and what to install.</exception>
    public static void Require() => _ = s_library.Value;

    /// <summary>Address of an exported function; 0 where this version of GDAL lacks it.</summary>
    public static nint Export(string name) => NativeLibrary.TryGetExport(s_library.Value, name, out nint address) ? address : 0;

    private static nint Load()
    {
        nint library = Probe();
        NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), (name, _, _) => name == GdalNative.Library ? library : 0);
        return library;
    }

    private static nint Probe()
    {
        var tried = new List<string>();
        string? wanted = Environment.GetEnvironmentVariable(Override);
        foreach (string name in string.IsNullOrEmpty(wanted) ? Names() : [wanted])
        {
            if (!NativeLibrary.TryLoad(name, out nint library))
            {
                tried.Add(name);
                continue;
            }
            int version = Version(library);
            if (version >= OldestVersion)
                return library;
            tried.Add(version == 0 ? $"{name} (not GDAL)" : $"{name} (version {version / 1_000_000}.{version / 10_000 % 100}, too old)");
            NativeLibrary.Free(library);
        }
        throw new InvalidDataException(
            $"GDAL 3.1 or newer was not found. Tried {Shortened(tried)}{(string.IsNullOrEmpty(wanted) ? "" : $", as the environment variable {Override} says")}.\n" +
            "  Install it: `apt-get install libgdal32` (Debian 12; ./run.sh does it), `apt-get install gdal-bin` (other Debian and Ubuntu), " +
            $"`conda install libgdal`, `brew install gdal`; or set {Override} to the path of its shared library.");
    }

    private static IEnumerable<string> Names()
    {
        if (OperatingSystem.IsWindows())
        {
            foreach (string folder in new[] { AppContext.BaseDirectory }.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)))
            {
                if (!Directory.Exists(folder))
                    continue;
                foreach (string file in Directory.EnumerateFiles(folder, "gdal*.dll").Order(StringComparer.OrdinalIgnoreCase))
                    yield return file;
            }
            yield return "gdal.dll";
            yield break;
        }
        if (OperatingSystem.IsMacOS())
        {
            yield return "libgdal.dylib";
            yield return "/opt/homebrew/lib/libgdal.dylib";
            yield return "/usr/local/lib/libgdal.dylib";
            yield break;
        }
        yield return "libgdal.so";
        for (int version = 40; version >= 28; version--)
            yield return string.Create(CultureInfo.InvariantCulture, $"libgdal.so.{version}");
    }

    private static unsafe int Version(nint library)
    {
        if (!NativeLibrary.TryGetExport(library, "GDALVersionInfo", out nint address))
            return 0;
        fixed (byte* request = "VERSION_NUM\0"u8)
        {
            string? text = Marshal.PtrToStringUTF8(((delegate* unmanaged[Cdecl]<byte*, nint>)address)(request));
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int version) ? version : 0;
        }
    }

    private static string Shortened(List<string> tried) =>
        tried.Count <= 4 ? string.Join(", ", tried) : $"{tried[0]}, {tried[1]} … {tried[^1]}{string.Concat(tried.Where(name => name.EndsWith(')')).Select(name => ", " + name))}";
}
