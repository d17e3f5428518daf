using System.Runtime.InteropServices;

namespace SoilBeta.Tests;

/// <summary>CPU time of the calling thread: unlike the clock's, it does not grow while the machine does something else.</summary>
internal static partial class ThreadTime
{
    private const int ThreadProcessorTime = 3; // CLOCK_THREAD_CPUTIME_ID of Linux

    /// <summary>Seconds since the thread began; 0 where the system is not Linux.</summary>
    public static double Seconds => OperatingSystem.IsLinux() && clock_gettime(ThreadProcessorTime, out var time) == 0 ? time.Seconds + (1e-9 * time.Nanoseconds) : 0;

    [LibraryImport("libc")]
    private static partial int clock_gettime(int clock, out Time time);

    private struct Time
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
