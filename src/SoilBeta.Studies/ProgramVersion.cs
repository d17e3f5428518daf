using System.Reflection;

namespace SoilBeta.Studies;

/// <summary>Version of the program, as it stands in maps, manifests and the keys of finished work.</summary>
public static class ProgramVersion
{
    /// <summary>E.g. <c>0.1.0</c>.</summary>
    public static string Current { get; } = typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Version and compilation: changes with every change of a room that this one sees, so that a newer checkout does not take an older one's results for its own.</summary>
    public static string Build { get; } = $"{Current} {Checksums.OfText(string.Join(' ', Rooms().Select(room => room.ManifestModule.ModuleVersionId)))}";

    private static IEnumerable<Assembly> Rooms()
    {
        var own = typeof(ProgramVersion).Assembly;
        return own.GetReferencedAssemblies().Where(name => name.Name!.StartsWith("SoilBeta.", StringComparison.Ordinal)).OrderBy(name => name.Name, StringComparer.Ordinal).Select(Assembly.Load).Prepend(own);
    }
}
