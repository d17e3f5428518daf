using System.Runtime.InteropServices;

namespace SoilBeta.Cli.Terminal;

/// <summary>
/// For tests: the environment variable SOILBETA_TEST_STOP names a signal and a point of <see cref="RunPoints"/>, such as <c>KILL renamed totals.csv</c> or <c>TERM stack begins</c>,
/// where the process sends itself the signal, once. Tests can thus end a run at any point independent of timing.
/// </summary>
internal static partial class StopAtPoint
{
    private const string Variable = "SOILBETA_TEST_STOP";

    /// <summary>Listens if the variable is set.</summary>
    /// <param name="interrupted">Cancelled once the program has handled INT or TERM. The work waits for that, so that its further course does not depend on timing.</param>
    public static void Listen(CancellationToken interrupted)
    {
        if (Environment.GetEnvironmentVariable(Variable)?.Split(' ', 2) is not [var signal, var wanted])
            return;
        int number = signal switch { "INT" => 2, "TERM" => 15, "KILL" => 9, _ => throw new InvalidDataException($"{Variable}: expected INT, TERM or KILL and a point, found '{signal}'.") };
        int passed = 0;
        RunPoints.Listen(point =>
        {
            if (point != wanted || Interlocked.Exchange(ref passed, 1) != 0)
                return;
            _ = kill(Environment.ProcessId, number);
            interrupted.WaitHandle.WaitOne();
        });
    }

    [LibraryImport("libc")]
    private static partial int kill(int process, int signal);
}
