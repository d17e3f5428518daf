using System.Globalization;
using System.Runtime.InteropServices;

namespace SoilBeta.Cli.Terminal;

/// <summary>Limits of the process, checked before anything depends on them: the number of open files, and whether the standard streams are open.</summary>
internal static partial class ProcessLimits
{
    /// <summary>Open files that a run may need: libraries of the runtime, the program and GDAL, and the rasters and maps in use.</summary>
    private const int LeastOpenFiles = 256;

    private const int OpenFiles = 7; // RLIMIT_NOFILE on Linux

    /// <summary>Reason why the program cannot work; null when it can. Checked first, because at the limit of open files not even the assembly for a message can be loaded.</summary>
    public static string? Refusal()
    {
        if (!OperatingSystem.IsLinux() || getrlimit(OpenFiles, out var limit) != 0 || limit.Soft >= LeastOpenFiles)
            return null;
        return $"this process may have {limit.Soft} files open at once (ulimit -n), and {LeastOpenFiles} are needed. Raise the limit, e.g. with: ulimit -n 1024";
    }

    /// <summary>Turns a file that grows beyond the process's limit (ulimit -f) into an I/O error instead of a signal that ends the process.</summary>
    /// <returns>A registration, in force until it is disposed of; null on Windows.</returns>
    public static IDisposable? KeepFileSizeSignal()
    {
        const int fileSize = 25; // SIGXFSZ on Linux and macOS
        return OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create((PosixSignal)fileSize, context => context.Cancel = true);
    }

    /// <summary>Whether a standard stream was open when the process started. If it was not, the runtime's own pipe has taken its number, and nothing may be written to it.</summary>
    /// <param name="stream">1 for output, 2 for errors.</param>
    public static bool HasStream(int stream)
    {
        if (!OperatingSystem.IsLinux() || Target(stream) is not { } target)
            return true;
        // A pipe whose reading end is also in this process is the runtime's own.
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
            return null; // the descriptor of the listing itself, closed by now
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
