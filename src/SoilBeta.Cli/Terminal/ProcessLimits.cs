using System.Globalization;
using System.Runtime.InteropServices;

namespace SoilBeta.Cli.Terminal;

/// <summary>What a process was given to live with, looked at before anything depends on it: its limit of open files, and whether its standard streams are there.</summary>
internal static partial class ProcessLimits
{
    /// <summary>Open files that a run may need: the runtime's and the program's libraries, GDAL's, and the rasters and maps at work.</summary>
    private const int LeastOpenFiles = 256;

    private const int OpenFiles = 7; // RLIMIT_NOFILE on Linux

    /// <summary>Why the program cannot work; null when it can. Beyond the limit of open files not even a message's assembly can be loaded.</summary>
    public static string? Refusal()
    {
        if (!OperatingSystem.IsLinux() || getrlimit(OpenFiles, out var limit) != 0 || limit.Soft >= LeastOpenFiles)
            return null;
        return $"this process may have {limit.Soft} files open at once (ulimit -n), and {LeastOpenFiles} are needed. Raise the limit, e.g. with: ulimit -n 1024";
    }

    /// <summary>A file that grows beyond the process's limit (ulimit -f) is an error of that file, not the end of the process.</summary>
    /// <returns>As long as it is not disposed of; null on Windows.</returns>
    public static IDisposable? KeepFileSizeSignal()
    {
        const int fileSize = 25; // SIGXFSZ on Linux and macOS
        return OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create((PosixSignal)fileSize, context => context.Cancel = true);
    }

    /// <summary>Whether a standard stream was there when the process began. Where it was not, the runtime's own pipe has taken its number, and nothing may be written to it.</summary>
    /// <param name="stream">1 for output, 2 for errors.</param>
    public static bool HasStream(int stream)
    {
        if (!OperatingSystem.IsLinux() || Target(stream) is not { } target)
            return true;
        // A pipe whose reading end is in this process, too, leads nowhere else.
        return IsWritable(stream) && (!target.StartsWith("pipe:", StringComparison.Ordinal) || Directory.EnumerateFiles("/proc/self/fd").All(file => Target(int.Parse(Path.GetFileName(file), CultureInfo.InvariantCulture)) != target || IsWritable(int.Parse(Path.GetFileName(file), CultureInfo.InvariantCulture))));
    }

    private static string? Target(int file)
    {
        try
        {
            return new FileInfo($"/proc/self/fd/{file}").LinkTarget;
        }
        catch (IOException)
        {
            return null; // the listing's own, closed by now
        }
    }

    private static bool IsWritable(int file)
    {
        try
        {
            string flags = File.ReadLines($"/proc/self/fdinfo/{file}").First(line => line.StartsWith("flags:", StringComparison.Ordinal));
            return (flags[^1] & 3) != 0; // octal: O_RDONLY 0, O_WRONLY 1, O_RDWR 2
        }
        catch (IOException)
        {
            return true;
        }
    }

    [LibraryImport("libc")]
    private static partial int getrlimit(int resource, out Limit limit);

    private struct Limit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
