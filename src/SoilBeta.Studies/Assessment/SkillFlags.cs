using System.Text.Json;

namespace SoilBeta.Studies.Assessment;

/// <summary>What <c>validation.json</c> says about each ecosystem's skill, for whoever shows or writes its results: totals, map metadata, report.</summary>
public static class SkillFlags
{
    /// <summary>Reads the flags.</summary>
    /// <param name="path">Path of <c>validation.json</c>.</param>
    /// <returns>Code → flag; empty where the file is not there yet. An ecosystem whose skill could not be judged has null.</returns>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static IReadOnlyDictionary<string, SkillFlag> Read(string path)
    {
        var flags = new Dictionary<string, SkillFlag>(StringComparer.Ordinal);
        if (!File.Exists(path))
            return flags;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            foreach (var ecosystem in document.RootElement.GetProperty("ecosystems").EnumerateArray())
            {
                if (!ecosystem.TryGetProperty("hasSkill", out var flag))
                    continue;
                flags[ecosystem.GetProperty("code").GetString()!] = new SkillFlag(
                    flag.ValueKind == JsonValueKind.Null ? null : flag.GetBoolean(), ecosystem.GetProperty("skill").GetString() ?? "");
            }
        }
        catch (Exception damage) when (damage is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException($"{path}: not a validation file of this program ({damage.Message}). Make it anew: soilbeta train STUDY.yml.", damage);
        }
        return flags;
    }
}

/// <summary>Whether a model knows more about places without profiles than one constant.</summary>
/// <param name="HasSkill">Whether it does; null where it could not be judged.</param>
/// <param name="Sentence">The same in words.</param>
public sealed record SkillFlag(bool? HasSkill, string Sentence);
