using SoilBeta.Studies;

namespace SoilBeta.Training.Profiles;

/// <summary>Which ecosystem a value of a profile table means.</summary>
public static class NamedEcosystems
{
    // What ISRaD's template calls the ecosystems of its profiles (pro_land_cover), where that is not the usual word.
    private static readonly Dictionary<string, string> UsualWords = new(StringComparer.OrdinalIgnoreCase) { ["cultivated"] = "cropland", ["rangeland/grassland"] = "grassland" };

    /// <summary>Position of the ecosystem that a table's value means in the study's list, by the study's values, otherwise by the usual word for it; null for none.</summary>
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
