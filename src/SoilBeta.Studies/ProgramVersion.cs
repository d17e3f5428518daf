using System.Reflection;

namespace SoilBeta.Studies;

/// <summary>Version of the program, as it stands in maps, manifests and the keys of finished work.</summary>
public static class ProgramVersion
{
    /// <summary>E.g. <c>0.1.0</c>.</summary>
    public static string Current { get; } = typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
