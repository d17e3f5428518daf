using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using SoilBeta.Rasters.Native;

namespace SoilBeta.Rasters;

/// <summary>The child's side of the process that opens files first: reads a file's name from standard input, opens the file, and writes the result to standard output, one line each.</summary>
public static class OpeningService
{
    /// <summary>Line that reports that it can open files.</summary>
    internal const string Ready = "ready";

    private const string Fine = "fine", Refused = "refused ", Raster = "raster ", Vector = "vector ", Network = "network";

    /// <summary>GDAL's block cache, bytes; small, because each cell is read once.</summary>
    private const long CacheBytes = 16L << 20;

    /// <summary>Opens files until standard input ends because the parent has closed it or ended.</summary>
    /// <param name="arguments">Arguments that <see cref="FirstOpenProcess"/> appended.</param>
    /// <returns>Exit code.</returns>
    public static int Run(IReadOnlyList<string> arguments)
    {
        bool allowNetwork = arguments.Contains(Network);
        return Run(arguments, () => _ = new GdalSession(null, CacheBytes, allowNetwork), file => FirstLook.Refusal(file, allowNetwork));
    }

    /// <summary>As above with other functions for setup and opening, for tests.</summary>
    internal static int Run(IReadOnlyList<string> arguments, Action begin, Func<InputFile, string?> refusalOf)
    {
        // Ctrl-C reaches this process too, but the parent decides; exceeding the file size limit is an error of the file being opened.
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

    /// <summary>Arguments for the process.</summary>
    internal static IEnumerable<string> Arguments(OpeningLimits limits, bool allowNetwork) =>
        [limits.MemoryBytes.ToString(CultureInfo.InvariantCulture), .. allowNetwork ? [Network] : Array.Empty<string>()];

    /// <summary>Line that requests a file.</summary>
    internal static string Request(InputFile file) => (file.IsVector ? Vector : Raster) + Uri.EscapeDataString(file.Path);

    /// <summary>Whether a line is a reply.</summary>
    internal static bool IsAnswer(string line) => line is Ready or Fine || line.StartsWith(Refused, StringComparison.Ordinal);

    /// <summary>Parses a reply.</summary>
    internal static OpeningAnswer Answer(string line) => new(line == Fine ? null : Uri.UnescapeDataString(line[Refused.Length..]), Survived: true);

    private const int FileSizeSignal = 25; // SIGXFSZ on Linux and macOS

    // If the parent ends, this process ends too, even inside a GDAL call.
    private static void ReadRequests(BlockingCollection<string> requests)
    {
        using var input = new StreamReader(Console.OpenStandardInput());
        while (input.ReadLine() is { } line)
            requests.Add(line);
        Process.GetCurrentProcess().Kill();
    }
}
