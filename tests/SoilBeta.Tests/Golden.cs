using System.Globalization;

namespace SoilBeta.Tests;

/// <summary>Reads known answers: tests/golden, fields separated by spaces, # lines say where the numbers come from.</summary>
internal static class Golden
{
    public static IEnumerable<string[]> Rows(string file) =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "golden", file)).Where(line => !line.StartsWith('#')).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    public static IEnumerable<double[]> Numbers(string file) => Rows(file).Select(row => row.Select(field => double.Parse(field, CultureInfo.InvariantCulture)).ToArray());
}
