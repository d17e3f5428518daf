using System.Reflection;

namespace SoilBeta.Studies;

/// <summary>Version of the program, as it stands in maps, manifests and the keys of finished work.</summary>
public static class ProgramVersion
{
    /// <summary>E.g. <c>0.1.0</c>.</summary>
    public static string Current { get; } = typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Version and sources: changes with every change of a room or of one that it sees, so that a newer checkout does not take an older one's results for its own; the same for all builds of one commit, so that they can share a map.</summary>
    /// <param name="room">Assembly of the room.</param>
    /// <param name="without">A room that takes no part in the results; null for none.</param>
    public static string BuildOf(Assembly room, Assembly? without = null) => $"{Current} {Checksums.OfText(SeenBy(room).Where(seen => seen != without).Select(SourcesOf))}";

    /// <summary>Checksum of the sources that a room was built from: of the list of names and checksums that the build put into it (Directory.Build.targets).</summary>
    public static string SourcesOf(Assembly room)
    {
        using var list = new StreamReader(room.GetManifestResourceStream("sources.txt") ?? throw new InvalidOperationException($"{room.GetName().Name} was built without the list of its sources."));
        // The order is that of a folder's entries, and separators are the system's.
        return Checksums.OfText(list.ReadToEnd().Replace('\\', '/').Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    // The room itself and all that it sees, directly or through others, by name.
    private static Assembly[] SeenBy(Assembly room)
    {
        var seen = new SortedDictionary<string, Assembly>(StringComparer.Ordinal);
        Add(room);
        return [.. seen.Values];

        void Add(Assembly one)
        {
            if (!seen.TryAdd(one.GetName().Name!, one))
                return;
            foreach (var name in one.GetReferencedAssemblies().Where(name => name.Name!.StartsWith("SoilBeta.", StringComparison.Ordinal)))
                Add(Assembly.Load(name));
        }
    }
}
