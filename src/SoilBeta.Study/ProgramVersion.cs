using System.Reflection;

namespace SoilBeta.Studies;

/// <summary>Version of the program for maps, manifests and the keys of finished work.</summary>
public static class ProgramVersion
{
    /// <summary>E.g. <c>0.1.0</c>.</summary>
    public static string Current { get; } = typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Version and source checksum of a room and those it references. A changed checkout does not reuse older results; all builds of one commit agree, so that they can share a map.</summary>
    /// <param name="room">Assembly of the room.</param>
    /// <param name="without">A room that does not affect the results; null for none.</param>
    public static string BuildOf(Assembly room, Assembly? without = null) => $"{Current} {Checksums.OfText(SeenBy(room).Where(seen => seen != without).Select(SourcesOf))}";

    /// <summary>Checksum of a room's sources, from the list of names and checksums that the build embeds (Directory.Build.targets).</summary>
    public static string SourcesOf(Assembly room)
    {
        using var list = new StreamReader(room.GetManifestResourceStream("sources.txt") ?? throw new InvalidOperationException($"{room.GetName().Name} was built without the list of its sources."));
        // Order and path separators of the list depend on the system.
        return Checksums.OfText(list.ReadToEnd().Replace('\\', '/').Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    // The room and all rooms that it references directly or indirectly, sorted by name.
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
