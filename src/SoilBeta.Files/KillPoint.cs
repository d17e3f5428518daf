using System.Diagnostics;
using System.Globalization;

namespace SoilBeta.Files;

/// <summary>For the soak (bench/soak/soak.sh): ends the process as <c>kill -9</c> does, at a chosen one of the moments at which a file gets its name. Does nothing unless the environment asks for it.</summary>
/// <remarks>
/// <c>SOILBETA_KILL_AT_RENAME=57</c> ends it right after the 57th file has its name, <c>-57</c> right before: what is written under a temporary name stays. <c>SOILBETA_RENAMES=FILE</c> appends each name to a file, so that the soak
/// knows how many moments a run has and in which step it was ended.
/// </remarks>
internal static class KillPoint
{
    private static readonly int s_at = int.TryParse(Environment.GetEnvironmentVariable("SOILBETA_KILL_AT_RENAME"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int at) ? at : 0;
    private static readonly string? s_names = Environment.GetEnvironmentVariable("SOILBETA_RENAMES");
    private static readonly Lock s_lock = new();
    private static int s_renames;

    /// <summary>Gives a file its name.</summary>
    public static void Rename(string temporary, string path)
    {
        if (s_at == 0 && s_names is null)
        {
            File.Move(temporary, path, overwrite: true);
            return;
        }
        // One at a time, so that the names are counted in the order in which they are given.
        lock (s_lock)
        {
            int number = ++s_renames;
            if (s_names is not null)
                File.AppendAllText(s_names, path + "\n");
            if (number == -s_at)
                End();
            File.Move(temporary, path, overwrite: true);
            if (number == s_at)
                End();
        }
    }

    private static void End()
    {
        Process.GetCurrentProcess().Kill();
        Thread.Sleep(Timeout.Infinite);
    }
}
