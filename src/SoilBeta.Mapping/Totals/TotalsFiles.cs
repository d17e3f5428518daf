using System.Text.Encodings.Web;
using System.Text.Json;

namespace SoilBeta.Mapping.Totals;

/// <summary>Writes <c>totals.csv</c> and <c>totals.json</c>.</summary>
public static class TotalsFiles
{
    private static readonly string[] Header = ["ecosystem", "layer", "zone", "area_mha", "mean_pg", "q025_pg", "q975_pg", "interval", "density_mg_ha"];

    /// <summary>Seven significant digits: more than the science has, few enough to read.</summary>
    private const int Digits = 7;

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        IndentSize = 1,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes the table.</summary>
    public static void WriteCsv(string path, IReadOnlyList<TotalsRow> rows)
    {
        bool errors = rows.Any(row => row.SeQ025Pg is not null);
        CsvFile.Write(path, errors ? [.. Header, "se_q025_pg", "se_q975_pg"] : Header, rows.Select(row => (string[])
        [
            row.Ecosystem, row.Layer, row.Zone, Number(row.AreaMha), Number(row.MeanPg), Number(row.Q025Pg), Number(row.Q975Pg), row.Interval, Number(row.DensityMgHa),
            .. errors ? [Number(row.SeQ025Pg), Number(row.SeQ975Pg)] : Array.Empty<string>(),
        ]));
    }

    /// <summary>Writes the totals in machine-readable form, with provenance.</summary>
    public static void WriteJson(string path, TotalsDocument document) =>
        WholeFile.WriteText(path, JsonSerializer.Serialize(document, Json) + "\n");

    /// <summary>Reads <c>totals.json</c>.</summary>
    /// <exception cref="InvalidDataException">The file is missing or damaged.</exception>
    public static TotalsDocument Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<TotalsDocument>(File.ReadAllText(path), Json) ?? throw new InvalidDataException($"{path} is empty. Make it: soilbeta map.");
        }
        catch (Exception failure) when (failure is JsonException or FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidDataException($"{path} cannot be read ({failure.Message}). Make it: soilbeta map.", failure);
        }
    }

    private static string Number(double? value) => CsvFile.Number(value, Digits);
}

/// <summary>Content of <c>totals.json</c>.</summary>
/// <param name="Study">Name of the study.</param>
/// <param name="StudyChecksum">SHA-256 of the effective study.</param>
/// <param name="Seed">Seed.</param>
/// <param name="Draws">Number of draws.</param>
/// <param name="Realisations">Realisations: draws, or draws times refits when crossed.</param>
/// <param name="IntervalMeans">Meaning of the intervals.</param>
/// <param name="UnmappedMha">Unmapped area of each ecosystem (masked, or without data), million ha.</param>
/// <param name="Skill">Whether each ecosystem's model predicts cells like the map's better than a constant.</param>
/// <param name="Totals">The rows of <c>totals.csv</c>, unrounded.</param>
public sealed record TotalsDocument(
    string Study, string StudyChecksum, ulong Seed, int Draws, long Realisations, string IntervalMeans, IReadOnlyDictionary<string, double> UnmappedMha,
    IReadOnlyDictionary<string, TotalsSkill> Skill, IReadOnlyList<TotalsRow> Totals)
{
    /// <summary>Area of applicability of each ecosystem's model; null where it was not requested or is unknown.</summary>
    public IReadOnlyDictionary<string, TotalsApplicability>? Applicability { get; init; }

    /// <summary>Ecosystem → suffix of a map → shares of the area by its relative prediction interval; null where the maps have none.</summary>
    public IReadOnlyDictionary<string, Dictionary<string, TotalsRelativeInterval>>? RelativePredictionInterval { get; init; }

    /// <summary>Errors that each kind of interval includes.</summary>
    public IReadOnlyDictionary<string, string> Intervals { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Variogram of the residuals; null where no interval includes them.</summary>
    public TotalsResiduals? Residuals { get; init; }
}

/// <summary>Width of a map's prediction interval compared with the training profiles.</summary>
/// <param name="ProfileSpread">Distance between the quantiles of the levels among the training profiles, in the map's unit; null where fewer than two profiles have the quantity.</param>
/// <param name="KnownShare">Share of the ecosystem's mapped area with a known relative prediction interval.</param>
/// <param name="ShareAboveOne">Share of that area where it is above 1; null where none is known.</param>
public sealed record TotalsRelativeInterval(double? ProfileSpread, double KnownShare, double? ShareAboveOne);

/// <summary>Skill of an ecosystem's model, from <c>validation.json</c>.</summary>
/// <param name="HasSkill">Whether it has skill for β; null where unknown.</param>
/// <param name="Sentence">The verdict in words.</param>
/// <param name="HasSubsoilSkill">Whether it has skill for the SOC density of 20–100 cm as on the map; null where unknown.</param>
/// <param name="SubsoilSentence">The verdict on 20–100 cm in words.</param>
public sealed record TotalsSkill(bool? HasSkill, string Sentence, bool? HasSubsoilSkill = null, string SubsoilSentence = "");
