using System.Globalization;

namespace SoilBeta.Tests.Numerics.Statistics;

/// <summary>A small CSV of <c>tests/golden</c>: a first line with the origin, a header, plain fields.</summary>
internal sealed class GoldenTable
{
    private readonly string[] _header;

    private GoldenTable(string[] lines)
    {
        lines[0].ShouldStartWith("#");
        _header = lines[1].Split(',');
        Rows = [.. lines.Skip(2).Where(line => line.Length > 0).Select(line => new Row(this, line.Split(',')))];
    }

    public IReadOnlyList<Row> Rows { get; }

    public static GoldenTable Read(string name) => new(File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "golden", name)));

    public sealed class Row(GoldenTable table, string[] fields)
    {
        public string this[string column] => fields[Array.IndexOf(table._header, column)];

        public double Number(string column) => double.Parse(this[column], CultureInfo.InvariantCulture);
    }
}
