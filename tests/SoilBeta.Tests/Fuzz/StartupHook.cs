using SoilBeta.Tests.Fuzz;

/// <summary>Makes of a process of the program one that reads hostile files for the fuzzing: .NET calls it before the program's own main function where DOTNET_STARTUP_HOOKS names this assembly.</summary>
internal static class StartupHook
{
    /// <summary>Reads files until standard input ends.</summary>
    public static void Initialize() => Environment.Exit(FuzzReader.Run());
}
