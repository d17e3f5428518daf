using SoilBeta.Studies;

namespace SoilBeta.Training.Profiles;

/// <summary>Finds the ecosystem that a value of a profile table names.</summary>
public static class NamedEcosystems
{
    // ISRaD's names of ecosystems (pro_land_cover) that differ from the usual words.
    private static readonly Dictionary<string, string> UsualWords = new(StringComparer.OrdinalIgnoreCase) { ["cultivated"] = "cropland", ["rangeland/grassland"] = "grassland" };

    /// <summary>Index in the study of the ecosystem that a table's value names, by the study's values, otherwise by its usual word; null for none.</summary>
    public static int? Find(Study study, string value)
    {
        for (int i = 0; i < study.Ecosystems.Count; i++)
        {
            if (study.Ecosystems[i].ProfileValues.Any(name => string.Equals(name.Trim(), value, StringComparison.OrdinalIgnoreCase)))
                return i;
        }
        return UsualWords.TryGetValue(value.Trim(), out string? usual) ? Find(study, usual) : null;
    }
}
