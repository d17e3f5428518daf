using System.Text.Json;

namespace SoilBeta.Forests;

/// <summary>The section <c>OUTPUTS</c> of a <c>.forest</c> file of several outputs: their names and out-of-bag scores. Files with it are of version 2, so that programs that would read the first output alone refuse them.</summary>
/// <remarks>JSON: <c>{"names": ["0-20", …], "scores": [[R², RMSE], …]}</c>; scores are null where a number is not finite, and empty where unknown. Each leaf of <c>FOREST</c> and <c>REFIT</c> then has its values one after the other.</remarks>
internal static class OutputSection
{
    /// <summary>Name of the section.</summary>
    public const string Name = "OUTPUTS";

    /// <summary>Encodes the section.</summary>
    public static byte[] Encode(Forest forest)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory))
        {
            json.WriteStartObject();
            json.WriteStartArray("names");
            foreach (string name in forest.Outputs)
                json.WriteStringValue(name);
            json.WriteEndArray();
            json.WriteStartArray("scores");
            foreach (Score score in forest.OutputScores)
            {
                json.WriteStartArray();
                foreach (double number in (double[])[score.RSquared, score.Rmse])
                {
                    if (double.IsFinite(number))
                        json.WriteNumberValue(number);
                    else
                        json.WriteNullValue();
                }
                json.WriteEndArray();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return memory.ToArray();
    }

    /// <summary>Adds the section's content to what is known of a forest.</summary>
    /// <param name="section">Bytes, verified by their checksum.</param>
    /// <param name="meta">Forest from the section META.</param>
    /// <param name="file">The file, for messages.</param>
    /// <exception cref="InvalidDataException">The section is not that of several outputs.</exception>
    public static Forest Decode(byte[] section, Forest meta, string file)
    {
        try
        {
            using var document = JsonDocument.Parse(section);
            string[] names = [.. document.RootElement.GetProperty("names").EnumerateArray().Select(name => name.GetString() ?? "")];
            Score[] scores = [.. document.RootElement.GetProperty("scores").EnumerateArray().Select(score => new Score(Number(score[0]), Number(score[1])))];
            if (names.Length is > 1 and <= Tree.LargestOutputs && names.Distinct(StringComparer.Ordinal).Count() == names.Length && (scores.Length == 0 || scores.Length == names.Length))
                return meta with { Outputs = names, OutputScores = scores };
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            throw ForestFile.Damaged(file, $"its section {Name} cannot be read ({failure.Message})");
        }
        throw ForestFile.Damaged(file, $"its section {Name} does not name 2 to {Tree.LargestOutputs} different outputs");

        static double Number(JsonElement value) => value.ValueKind == JsonValueKind.Null ? double.NaN : value.GetDouble();
    }
}
