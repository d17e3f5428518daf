using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SoilBeta.Rasters.Native;

/// <summary>Collects GDAL's error messages for our own messages, instead of printing them to the console.</summary>
internal static unsafe class GdalErrors
{
    private const int Warning = 2;
    private const int Most = 4;

    [ThreadStatic]
    private static List<string>? t_messages;

    // GDAL's worker threads report here too, because the call that started them only returns that it failed.
    private static volatile string? s_latest;

    /// <summary>Function pointer for CPLSetErrorHandler.</summary>
    public static nint Handler => (nint)(delegate* unmanaged[Cdecl]<int, int, byte*, void>)&Keep;

    /// <summary>Discards earlier messages; call it before a GDAL call whose failure is reported.</summary>
    public static void Clear()
    {
        t_messages?.Clear();
        s_latest = null;
        GdalNative.CPLErrorReset();
    }

    /// <summary>GDAL's messages since <see cref="Clear"/>, or a sentence that there are none.</summary>
    public static string Text()
    {
        if (t_messages is { Count: > 0 } messages)
            return string.Join("; ", messages.Distinct(StringComparer.Ordinal).Take(Most));
        return s_latest ?? "GDAL gives no reason.";
    }

    /// <summary>An exception whose message gives the file, the failed action, GDAL's message and advice.</summary>
    public static InvalidDataException Failure(string file, string what, string advice)
    {
        string text = Text();
        bool full = text.Contains("No space left on device", StringComparison.OrdinalIgnoreCase) || text.Contains("disk full", StringComparison.OrdinalIgnoreCase);
        bool limited = text.Contains("File too large", StringComparison.OrdinalIgnoreCase);
        return new($"{file} {what}: {text}\n  {(full ? "The disk is full. Make room, or choose a folder on another disk with --output; the same command again goes on where it was." : limited ? "A file would be larger than this process may write (ulimit -f). Raise that limit; the same command again goes on where it was." : advice)}");
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Keep(int severity, int number, byte* message)
    {
        if (severity <= Warning)
            return;
        string text = Marshal.PtrToStringUTF8((nint)message) ?? "";
        s_latest = text;
        List<string> messages = t_messages ??= [];
        if (messages.Count < 64)
            messages.Add(text);
    }
}
