using System.Reflection;

namespace SoilBeta.Studies;

/// <summary>Version of the program, as it stands in maps, manifests and the keys of finished work.</summary>
public static class ProgramVersion
{
    /// <summary>E.g. <c>0.1.0</c>.</summary>
    public static string Current { get; } = typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Version and sources: changes with every change of a room that this one sees, so that a newer checkout does not take an older one's results for its own; the same for all builds of one commit, so that they can share a map.</summary>
    public static string Build { get; } = $"{Current} {Checksums.OfText(Rooms().Select(SourcesOf))}";

    /// <summary>Checksum of the sources that a room was built from: of the list of names and checksums that the build put into it (Directory.Build.targets).</summary>
    public static string SourcesOf(Assembly room)
    {
        using var list = new StreamReader(room.GetManifestResourceStream("sources.txt") ?? throw new InvalidOperationException($"{room.GetName().Name} was built without the list of its sources."));
        // The order is that of a folder's entries, and separators are the system's.
        return Checksums.OfText(list.ReadToEnd().Replace('\\', '/').Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<Assembly> Rooms()
    {
        var own = typeof(ProgramVersion).Assembly;
        return own.GetReferencedAssemblies().Where(name => name.Name!.StartsWith("SoilBeta.", StringComparison.Ordinal)).OrderBy(name => name.Name, StringComparer.Ordinal).Select(Assembly.Load).Prepend(own);
    }
}
