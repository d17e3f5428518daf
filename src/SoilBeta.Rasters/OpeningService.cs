using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using SoilBeta.Rasters.Native;

namespace SoilBeta.Rasters;

/// <summary>The process that opens files first, seen from inside: reads a file's name from standard input, opens the file, and says on standard output what became of it, one line each.</summary>
public static class OpeningService
{
    /// <summary>What it says when it can open files.</summary>
    internal const string Ready = "ready";

    private const string Fine = "fine", Refused = "refused ", Raster = "raster ", Vector = "vector ", Network = "network";

    /// <summary>GDAL's block cache, bytes: every cell is read once.</summary>
    private const long CacheBytes = 16L << 20;

    /// <summary>Opens files until standard input ends, and with it the process that wants them.</summary>
    /// <param name="arguments">Those that <see cref="FirstOpenProcess"/> appended.</param>
    /// <returns>Exit code.</returns>
    public static int Run(IReadOnlyList<string> arguments)
    {
        bool allowNetwork = arguments.Contains(Network);
        return Run(arguments, () => _ = new GdalSession(null, CacheBytes, allowNetwork), file => FirstLook.Refusal(file, allowNetwork));
    }

    /// <summary>The same with another look at a file.</summary>
    internal static int Run(IReadOnlyList<string> arguments, Action begin, Func<InputFile, string?> refusalOf)
    {
        // Ctrl-C reaches this process too, but it is the one that waits that decides; a file that grows too large is an error of that file.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        using var fileSize = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create((PosixSignal)FileSizeSignal, context => context.Cancel = true);
        NativeHeap.Restrict(long.Parse(arguments[0], CultureInfo.InvariantCulture));
        begin();
        using var requests = new BlockingCollection<string>();
        new Thread(() => ReadRequests(requests)) { IsBackground = true }.Start();
        using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true, NewLine = "\n" };
        output.WriteLine(Ready);
        foreach (string request in requests.GetConsumingEnumerable())
        {
            var file = new InputFile(Uri.UnescapeDataString(request[Raster.Length..]), request.StartsWith(Vector, StringComparison.Ordinal));
            output.WriteLine(refusalOf(file) is { } refusal ? Refused + Uri.EscapeDataString(refusal) : Fine);
        }
        return 0;
    }

    /// <summary>Arguments of the process.</summary>
    internal static IEnumerable<string> Arguments(OpeningLimits limits, bool allowNetwork) =>
        [limits.MemoryBytes.ToString(CultureInfo.InvariantCulture), .. allowNetwork ? [Network] : Array.Empty<string>()];

    /// <summary>A file's line.</summary>
    internal static string Request(InputFile file) => (file.IsVector ? Vector : Raster) + Uri.EscapeDataString(file.Path);

    /// <summary>Whether a line is an answer.</summary>
    internal static bool IsAnswer(string line) => line is Ready or Fine || line.StartsWith(Refused, StringComparison.Ordinal);

    /// <summary>What a line says of a file.</summary>
    internal static OpeningAnswer Answer(string line) => new(line == Fine ? null : Uri.UnescapeDataString(line[Refused.Length..]), Survived: true);

    private const int FileSizeSignal = 25; // SIGXFSZ on Linux and macOS

    // Should the process that waits end, so does this one, wherever it is inside GDAL.
    private static void ReadRequests(BlockingCollection<string> requests)
    {
        using var input = new StreamReader(Console.OpenStandardInput());
        while (input.ReadLine() is { } line)
            requests.Add(line);
        Process.GetCurrentProcess().Kill();
    }
}
