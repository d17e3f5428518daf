using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace SoilBeta.Rasters;

/// <summary>Reads a netCDF-4 file to its end in a process of its own before this one opens it.</summary>
/// <remarks>Such a file is HDF5, whose library a damaged file can crash, or leave so that it opens no further file. What happens to the other process is said by name; a file that is read there to its end is opened here.</remarks>
public static class TrialReading
{
    private const int Refused = 1;

    /// <summary>Time that a trial may take, s, and bytes a second that it may take more for.</summary>
    private const double MostSeconds = 30, SlowestBytes = 5e6;

    /// <summary>Memory that it may take.</summary>
    private const long MostBytes = 1L << 30;

    private static readonly ConcurrentDictionary<(string Path, long Length, DateTime Written), string?> s_outcomes = new();
    private static bool s_onTrial;

    /// <summary>How a process is started that calls <see cref="Run"/> with the path that is appended: a program and its first arguments. Null where there is none; netCDF-4 files are refused then.</summary>
    public static IReadOnlyList<string>? Command { get; set; }

    /// <summary>In the other process: reads all of a raster.</summary>
    /// <returns>Exit code; with 1, the reason stands on stdout.</returns>
    public static int Run(string path)
    {
        s_onTrial = true;
        // Ctrl-C reaches this process too, but it is the one that waits that decides; should that one end, so does this.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        new Thread(EndWithParent) { IsBackground = true }.Start();
        try
        {
            using RasterFile raster = RasterFile.Open(path);
            _ = raster.Files;
            _ = raster.Metadata;
            float[] row = new float[raster.Grid.Width];
            for (int band = 1; band <= raster.Bands.Count; band++)
            {
                for (int r = 0; r < raster.Grid.Height; r++)
                    raster.Read(band, new GridWindow(0, r, raster.Grid.Width, 1), row);
            }
            return 0;
        }
        catch (InvalidDataException refusal)
        {
            Console.Out.Write(refusal.Message);
            return Refused;
        }
    }

    private static void EndWithParent()
    {
        using Stream input = Console.OpenStandardInput();
        while (input.ReadByte() >= 0) { }
        Process.GetCurrentProcess().Kill();
    }

    /// <summary>Whether a file is HDF5; if so, it has been read on trial.</summary>
    /// <exception cref="InvalidDataException">It cannot be read; names the file.</exception>
    internal static bool Passes(string path)
    {
        (string Path, long Length, DateTime Written) state;
        try
        {
            using FileStream file = File.OpenRead(path);
            Span<byte> magic = stackalloc byte[8];
            if (file.ReadAtLeast(magic, 8, throwOnEndOfStream: false) < 8 || magic[0] != 0x89 || !magic[1..].SequenceEqual("HDF\r\n\u001a\n"u8))
                return false;
            state = (Path.GetFullPath(path), file.Length, File.GetLastWriteTimeUtc(path));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false; // GDAL says why it cannot be read
        }
        if (!s_onTrial && s_outcomes.GetOrAdd(state, _ => Outcome(path, state.Length)) is { } why)
            throw new InvalidDataException(why);
        return true;
    }

    /// <summary>Why a file cannot be opened, or null where it can.</summary>
    private static string? Outcome(string path, long length)
    {
        if (Command is not { } command)
            return $"{path} is a netCDF-4 (HDF5) file, and there is no program to read it on trial.\n  Convert it: gdal_translate {Path.GetFileName(path)} out.tif";
        var start = new ProcessStartInfo(command[0]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (string argument in command.Skip(1).Append(path))
            start.ArgumentList.Add(argument);
        try
        {
            using Process process = Process.Start(start)!; // its input stays open for as long as this process lives
            var said = process.StandardOutput.ReadToEndAsync();
            _ = process.StandardError.ReadToEndAsync(); // what a runtime says as it crashes helps no one
            var clock = Stopwatch.StartNew();
            string? tooMuch = null;
            while (!process.WaitForExit(20))
            {
                tooMuch = clock.Elapsed.TotalSeconds > MostSeconds + (length / SlowestBytes) ? string.Create(CultureInfo.InvariantCulture, $"takes longer than {MostSeconds + (length / SlowestBytes):0} s to read")
                    : MemoryOf(process) > MostBytes ? $"takes more than {MostBytes >> 20} MB of memory to read"
                    : null;
                if (tooMuch is null)
                    continue;
                process.Kill();
                process.WaitForExit();
                break;
            }
            return tooMuch is not null ? $"{path} is a netCDF-4 (HDF5) file that {tooMuch}.\n  It may be damaged: get it again, or convert it: gdal_translate {Path.GetFileName(path)} out.tif"
                : process.ExitCode == 0 ? null
                : process.ExitCode == 128 + 9 ? $"{path}: the process that read this netCDF-4 (HDF5) file on trial was killed: by the system for lack of memory, or by somebody.\n  Run again with more memory free, or convert it: gdal_translate {Path.GetFileName(path)} out.tif"
                : process.ExitCode == Refused && said.Result.Length > 0 ? said.Result
                : $"{path} is a netCDF-4 (HDF5) file that the reader of such files crashes on (exit code {process.ExitCode}).\n  It is damaged: get it again.";
        }
        catch (Win32Exception failure)
        {
            return $"{path} is a netCDF-4 (HDF5) file, and the program that reads it on trial cannot be started: {failure.Message}\n  Convert it: gdal_translate {Path.GetFileName(path)} out.tif";
        }
    }

    private static long MemoryOf(Process process)
    {
        try
        {
            process.Refresh();
            return process.WorkingSet64;
        }
        catch (InvalidOperationException)
        {
            return 0; // it has just ended
        }
    }
}
