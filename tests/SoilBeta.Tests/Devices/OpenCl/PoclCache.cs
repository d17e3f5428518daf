using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SoilBeta.Tests.Devices.OpenCl;

/// <summary>Gives PoCL its own folder for compiled kernels, so that tests leave nothing in the user's home and use nothing old from there.</summary>
internal static partial class PoclCache
{
    /// <summary>The folder; also for child processes.</summary>
    public static string Folder { get; } = Path.Combine(Path.GetTempPath(), $"soilbeta-tests-pocl-{Environment.ProcessId}");

    /// <summary>Sets the variable where C code reads it: .NET keeps its own copy of the environment.</summary>
    [ModuleInitializer]
    internal static void Set()
    {
        Environment.SetEnvironmentVariable("POCL_CACHE_DIR", Folder);
        if (OperatingSystem.IsWindows())
            return;
        Directory.CreateDirectory(Folder);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Remove();
        if (SetVariable("POCL_CACHE_DIR", Folder, 1) != 0)
            throw new InvalidOperationException("setenv failed.");
    }

    private static void Remove()
    {
        try
        {
            Directory.Delete(Folder, recursive: true);
        }
        catch (IOException)
        {
            // A temporary folder that cannot be deleted must not fail the tests.
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
