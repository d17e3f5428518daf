using System.Text.Json;

namespace SoilBeta.Training.Assessment;

/// <summary>Skill of each ecosystem from <c>validation.json</c>, for all that show or write its results: totals, map metadata, report.</summary>
public static class SkillFlags
{
    /// <summary>The flag of an ecosystem's forest; unknown where that forest was not validated (imported, or trained again since).</summary>
    /// <param name="path">Path of <c>validation.json</c>.</param>
    /// <param name="code">Ecosystem.</param>
    /// <param name="forestChecksum">Checksum of the forest in use.</param>
    public static SkillFlag ReadFrom(string path, string code, string forestChecksum) => Find(Read(path), code, forestChecksum);

    /// <summary>The flag of an ecosystem's forest among those of <see cref="Read"/>; unknown where it was not validated here.</summary>
    /// <param name="flags">Code → flag.</param>
    /// <param name="code">Ecosystem.</param>
    /// <param name="forestChecksum">Checksum of the forest in use.</param>
    public static SkillFlag Find(IReadOnlyDictionary<string, SkillFlag> flags, string code, string forestChecksum) =>
        flags.TryGetValue(code, out var flag) && flag.ForestChecksum == forestChecksum
            ? flag
            : new SkillFlag(null, "Skill is unknown: this forest was not validated in this study.", forestChecksum);

    /// <summary>Reads the flags.</summary>
    /// <param name="path">Path of <c>validation.json</c>.</param>
    /// <returns>Code → flag; empty where there is no file yet. The flag is null where skill could not be assessed.</returns>
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
                    flag.ValueKind == JsonValueKind.Null ? null : flag.GetBoolean(), ecosystem.GetProperty("skill").GetString() ?? "",
                    ecosystem.GetProperty("forest").GetProperty("checksum").GetString() ?? "")
                {
                    HasSubsoilSkill = ecosystem.TryGetProperty("hasSubsoilSkill", out var subsoil) && subsoil.ValueKind != JsonValueKind.Null ? subsoil.GetBoolean() : null,
                    Applicability = Measured(ecosystem),
                    SubsoilSentence = ecosystem.TryGetProperty("subsoilSkill", out var sentence) ? sentence.GetString() ?? "" : SkillFlag.SubsoilUnknown,
                };
            }
        }
        catch (Exception damage) when (damage is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException($"{path}: not a validation file of this program ({damage.Message}). Make it again: soilbeta train STUDY.yml.", damage);
        }
        return flags;
    }

    private static MeasuredErrors? Measured(JsonElement ecosystem) => !ecosystem.TryGetProperty("applicability", out var measured) ? null
        : new MeasuredErrors(measured.GetProperty("threshold") is { ValueKind: JsonValueKind.Number } threshold ? threshold.GetDouble() : double.NaN, measured.GetProperty("sentence").GetString() ?? "");
}

/// <summary>Errors measured inside the area of applicability.</summary>
/// <param name="Threshold">Largest index inside; NaN without one.</param>
/// <param name="Sentence">The result in words.</param>
public sealed record MeasuredErrors(double Threshold, string Sentence);

/// <summary>Whether a model predicts cells like the map's better than a constant: β, and the SOC density of 20–100 cm as on the map.</summary>
/// <param name="HasSkill">Whether it has skill for β; null where it could not be assessed.</param>
/// <param name="Sentence">The verdict in words.</param>
/// <param name="ForestChecksum">Checksum of the assessed forest.</param>
public sealed record SkillFlag(bool? HasSkill, string Sentence, string ForestChecksum)
{
    /// <summary><c>yes</c>, <c>no</c> or <c>unknown</c>.</summary>
    public string Word => WordOf(HasSkill);

    /// <summary>Sentence on 20–100 cm where skill was not assessed.</summary>
    internal const string SubsoilUnknown = "Skill for density of 20–100 cm is unknown: this forest was not validated in this study.";

    /// <summary>Whether it has skill for the density of 20–100 cm; null where it could not be assessed.</summary>
    public bool? HasSubsoilSkill { get; init; }

    /// <summary>The verdict on 20–100 cm in words.</summary>
    public string SubsoilSentence { get; init; } = SubsoilUnknown;

    /// <summary>Errors measured inside the area of applicability; null where there are none.</summary>
    public MeasuredErrors? Applicability { get; init; }

    /// <summary><c>yes</c>, <c>no</c> or <c>unknown</c>, for 20–100 cm.</summary>
    public string SubsoilWord => WordOf(HasSubsoilSkill);

    private static string WordOf(bool? skill) => skill switch { true => "yes", false => "no", null => "unknown" };
}
