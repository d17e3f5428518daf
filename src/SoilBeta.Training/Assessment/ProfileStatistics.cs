using SoilBeta.Numerics.Statistics;
using SoilBeta.Studies;
using SoilBeta.Training.Profiles;

namespace SoilBeta.Training.Assessment;

/// <summary>Figure 1 of the paper: does β differ between ecosystems, and between texture classes? With the effect of the correlation of profiles within sites.</summary>
internal static class ProfileStatistics
{
    /// <summary>Compares β by ecosystem, by texture class, and by texture class in each ecosystem.</summary>
    public static IReadOnlyList<GroupComparison> CompareGroups(Study study, IReadOnlyList<ProfileRecord> profiles)
    {
        var comparisons = new List<GroupComparison> { Compare("ecosystem", profiles, profile => profile.Ecosystem), Compare("texture", profiles, profile => profile.Texture) };
        foreach (var ecosystem in study.Ecosystems)
            comparisons.Add(Compare($"texture in {ecosystem.Code}", [.. profiles.Where(profile => profile.Ecosystem == ecosystem.Code)], profile => profile.Texture));
        return comparisons;
    }

    private static GroupComparison Compare(string factor, IReadOnlyList<ProfileRecord> profiles, Func<ProfileRecord, string?> group) => GroupComparison.Compare(
        factor, [.. profiles.Select(group)], [.. profiles.Select(profile => $"site {profile.Site}")], [.. profiles.Select(profile => profile.Beta)]);
}
