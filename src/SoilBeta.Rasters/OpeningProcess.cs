using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace SoilBeta.Rasters;

/// <summary>The parent's side of a process that opens files: it sends a line with the file's name and receives a line in reply; if none comes, the file has crashed or stalled the process.</summary>
internal sealed class OpeningProcess : IDisposable
{
    /// <summary>Time limit for the start of a process, s, long enough for a busy machine.</summary>
    private const double StartSeconds = 120;

    /// <summary>Interval between checks of its memory where the system cannot limit it, ms.</summary>
    private const int LookEvery = 50;

    private const int Killed = 128 + 9;

    private readonly IReadOnlyList<string> _command;
    private readonly OpeningLimits _limits;
    private readonly bool _allowNetwork;
    private readonly CancellationToken _cancellation;
    private Process? _process;

    public OpeningProcess(IReadOnlyList<string> command, OpeningLimits limits, bool allowNetwork, CancellationToken cancellation = default) =>
        (_command, _limits, _allowNetwork, _cancellation) = (command, limits, allowNetwork, cancellation);

    /// <summary>Opens a file in the process.</summary>
    /// <exception cref="InvalidDataException">The process cannot be started.</exception>
    public OpeningAnswer Open(InputFile file)
    {
        if (_process is { HasExited: true })
            Dispose();
        _process ??= Start();
        long length = File.Exists(file.Path) ? new FileInfo(file.Path).Length : 0;
        double seconds = _limits.SecondsFor(length);
        string? line = null;
        try
        {
            _process.StandardInput.Write(OpeningService.Request(file) + "\n");
            _process.StandardInput.Flush();
            line = Line(_process, seconds);
        }
        catch (IOException)
        {
            // The process has ended; its exit code tells how.
        }
        catch (TimeoutException)
        {
            return End(file, string.Create(CultureInfo.InvariantCulture, $"takes longer than {seconds:0} s to open and read.\n  It may be damaged: get it again. If it is only slow to read, allow more time with --open-seconds, or convert it to GeoTIFF."));
        }
        catch (InsufficientMemoryException)
        {
            return End(file, $"takes more than {_limits.MemoryBytes >> 20} MB of memory to open and read.\n  It may be damaged: get it again.");
        }
        if (line is not null)
        {
            OpeningAnswer answer = OpeningService.Answer(line);
            if (answer.Refusal is not null && IsHdf5(file.Path))
                Dispose(); // after some damaged files the library cannot open valid ones either
            return answer;
        }
        _process.WaitForExit();
        int code = _process.ExitCode;
        if (code == 0)
            throw new InvalidDataException($"The process that opens files first ({_command[0]}) ended before it opened {file.Path}.\n  Run the same command again.");
        return End(file, code == Killed
            ? "was being opened when the process that opens files first was killed: by the system for lack of memory, or by somebody.\n  Run again with more memory free."
            : $"crashes the library that opens it (exit code {code}).\n  It is damaged: get it again.");
    }

    /// <summary>Ends the process.</summary>
    public void Dispose()
    {
        if (_process is null)
            return;
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    private OpeningAnswer End(InputFile file, string why)
    {
        Dispose(); // the next file gets a new process
        return new OpeningAnswer($"{file.Path} {why}", Survived: false);
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(_command[0]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (string argument in _command.Skip(1).Concat(OpeningService.Arguments(_limits, _allowNetwork)))
            start.ArgumentList.Add(argument);
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception failure)
        {
            throw new InvalidDataException($"The process that opens files first cannot be started: {_command[0]}: {failure.Message}", failure);
        }
        process.ErrorDataReceived += static (_, _) => { }; // a crashing library's or runtime's output is of no use to users
        process.BeginErrorReadLine();
        _process = process;
        try
        {
            if (Line(process, StartSeconds) == OpeningService.Ready)
                return process;
            process.WaitForExit();
            throw new InvalidDataException($"The process that opens files first ({string.Join(' ', _command)}) ended with exit code {process.ExitCode} before it opened any.\n  Is there enough memory (ulimit -v, ulimit -d)?");
        }
        catch (TimeoutException late)
        {
            throw new InvalidDataException($"The process that opens files first ({string.Join(' ', _command)}) was not ready after {StartSeconds} s.\n  Run again when the machine is less busy.", late);
        }
        finally
        {
            if (process.HasExited)
                Dispose();
        }
    }

    private static bool IsHdf5(string path)
    {
        if (!File.Exists(path))
            return false;
        using FileStream file = File.OpenRead(path);
        Span<byte> head = stackalloc byte[8];
        return file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && head[0] == 0x89 && head[1..].SequenceEqual("HDF\r\n\u001a\n"u8);
    }

    /// <summary>Reads the next line that is a reply; null if the process has ended.</summary>
    private string? Line(Process process, double seconds)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            Task<string?> line = process.StandardOutput.ReadLineAsync();
            while (!line.Wait(LookEvery, _cancellation))
            {
                if (clock.Elapsed.TotalSeconds > seconds)
                    throw new TimeoutException();
                if (!OperatingSystem.IsLinux() && MemoryOf(process) > _limits.MemoryBytes)
                    throw new InsufficientMemoryException();
            }
            // Libraries may print other lines.
            if (line.Result is not { } text || OpeningService.IsAnswer(text))
                return line.Result;
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

/// <summary>Result of opening a file.</summary>
/// <param name="Refusal">Message why it cannot be used; null if it can.</param>
/// <param name="Survived">Whether the process that opened it is still running.</param>
internal readonly record struct OpeningAnswer(string? Refusal, bool Survived);
