using System.Diagnostics;

namespace SoilBeta.Files;

/// <summary>For the soak (bench/soak/soak.sh): ends the process as <c>kill -9</c> does, at a chosen one of the moments at which a file gets its name. Does nothing unless the environment asks for it.</summary>
/// <remarks>
/// <c>SOILBETA_KILL_AFTER=maps/CL_beta.tif</c> ends it right after that file has its name, <c>SOILBETA_KILL_BEFORE</c> right before: what is written under a temporary name stays. <c>SOILBETA_RENAMES=FILE</c> appends each name to a file, so
/// that the soak knows which moments a run has and in which step it was ended.
/// </remarks>
internal static class KillPoint
{
    private static readonly string? s_before = Environment.GetEnvironmentVariable("SOILBETA_KILL_BEFORE");
    private static readonly string? s_after = Environment.GetEnvironmentVariable("SOILBETA_KILL_AFTER");
    private static readonly string? s_names = Environment.GetEnvironmentVariable("SOILBETA_RENAMES");
    private static readonly Lock s_lock = new();

    /// <summary>Gives a file its name.</summary>
    public static void Rename(string temporary, string path)
    {
        if (s_names is not null)
        {
            lock (s_lock)
                File.AppendAllText(s_names, path + "\n");
        }
        if (Is(path, s_before))
            End();
        File.Move(temporary, path, overwrite: true);
        if (Is(path, s_after))
            End();
    }

    private static bool Is(string path, string? name) => !string.IsNullOrEmpty(name) && path.Replace('\\', '/').EndsWith("/" + name, StringComparison.Ordinal);

    private static void End()
    {
        Process.GetCurrentProcess().Kill();
        Thread.Sleep(Timeout.Infinite);
    }
}
