using System.Globalization;
using CsvHelper;

namespace SoilBeta.Tests.Soil;

/// <summary>A golden CSV table: comment lines first, then a header; empty fields are NaN.</summary>
internal sealed class GoldenTable
{
    private readonly List<Dictionary<string, string>> rows = [];

    public GoldenTable(string name)
    {
        using var csv = CsvReader.FromFile(PathOf(name), new CsvReaderOptions { CommentPrefix = '#', Separator = ',', TrimWhitespace = true });
        while (csv.Read())
            rows.Add(csv.Headers.Select((column, index) => (column, index)).ToDictionary(pair => pair.column, pair => csv.GetString(pair.index)));
    }

    public IReadOnlyList<Dictionary<string, string>> Rows => rows;

    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "golden", "soil", name);

    public static double Number(string field) => field.Length == 0 ? double.NaN : double.Parse(field, CultureInfo.InvariantCulture);
}
