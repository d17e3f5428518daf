using System.Text.Json;

namespace SoilBeta.Training.Assessment;

/// <summary>What <c>validation.json</c> says about each ecosystem's skill, for whoever shows or writes its results: totals, map metadata, report.</summary>
public static class SkillFlags
{
    /// <summary>The flag of an ecosystem's forest; unknown where it was not validated here (imported, or trained again since).</summary>
    /// <param name="path">Path of <c>validation.json</c>.</param>
    /// <param name="code">Ecosystem.</param>
    /// <param name="forestChecksum">Checksum of the forest in use.</param>
    public static SkillFlag Of(string path, string code, string forestChecksum) => Find(Read(path), code, forestChecksum);

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

/// <summary>What was measured of the errors inside the area of applicability.</summary>
/// <param name="Threshold">Largest index inside; NaN where there was none.</param>
/// <param name="Sentence">What was measured, in words.</param>
public sealed record MeasuredErrors(double Threshold, string Sentence);

/// <summary>Whether a model knows more about cells like the map's than a constant: of β, and of the SOC density of 20–100 cm as the map makes it.</summary>
/// <param name="HasSkill">Whether it does of β; null where it could not be judged.</param>
/// <param name="Sentence">The same in words.</param>
/// <param name="ForestChecksum">Checksum of the forest that was judged.</param>
public sealed record SkillFlag(bool? HasSkill, string Sentence, string ForestChecksum)
{
    /// <summary><c>yes</c>, <c>no</c> or <c>unknown</c>.</summary>
    public string Word => WordOf(HasSkill);

    /// <summary>What is said of 20–100 cm where nothing was judged.</summary>
    internal const string SubsoilUnknown = "Skill for density of 20–100 cm is unknown: this forest was not validated in this study.";

    /// <summary>Whether it does of the density of 20–100 cm; null where it could not be judged.</summary>
    public bool? HasSubsoilSkill { get; init; }

    /// <summary>The same in words.</summary>
    public string SubsoilSentence { get; init; } = SubsoilUnknown;

    /// <summary>What was measured of its errors inside the area of applicability; null where nothing is said of it.</summary>
    public MeasuredErrors? Applicability { get; init; }

    /// <summary><c>yes</c>, <c>no</c> or <c>unknown</c>, of 20–100 cm.</summary>
    public string SubsoilWord => WordOf(HasSubsoilSkill);

    private static string WordOf(bool? skill) => skill switch { true => "yes", false => "no", null => "unknown" };
}
