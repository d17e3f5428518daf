using System.Globalization;
using SoilBeta.Soil.Tables;

namespace SoilBeta.Cli;

/// <summary>A place to predict at.</summary>
/// <param name="Id">Identifier.</param>
/// <param name="Longitude">Degrees east, WGS 84.</param>
/// <param name="Latitude">Degrees north, WGS 84.</param>
internal sealed record Place(string Id, double Longitude, double Latitude);

/// <summary>Reads places from a table: <c>lon</c>, <c>lat</c> and, if there is one, <c>id</c>; other columns are ignored.</summary>
internal static class PlacesTable
{
    /// <summary>Reads a table.</summary>
    /// <param name="path">.csv, .tsv (either gzipped) or .xlsx.</param>
    /// <param name="options">Missing values, encoding, sheet.</param>
    /// <param name="remark">A remark on the table for the user; null for none.</param>
    /// <exception cref="InvalidDataException">The file or a column is missing, there is no row, or a value is not a coordinate.</exception>
    public static IReadOnlyList<Place> Read(string path, NumericTableOptions options, out string? remark)
    {
        using var table = new NumericTable(path, options);
        int longitude = table.Column("lon"), latitude = table.Column("lat"), id = table.Column("id");
        if (longitude < 0 || latitude < 0)
            throw new InvalidDataException($"{table.Name}: places need the columns lon and lat, degrees in WGS 84. Found: {table.Found}.");
        var places = new List<Place>();
        while (table.Read())
        {
            string name = id < 0 ? (places.Count + 1).ToString(CultureInfo.InvariantCulture) : table.Text(id);
            places.Add(new Place(name, Degrees(table, longitude, 180), Degrees(table, latitude, 90)));
        }
        if (places.Count == 0)
            throw new InvalidDataException($"{table.Name}: the table has a header but no rows.");
        table.ThrowIfFaulty();
        remark = table.Remark;
        return places;
    }

    private static double Degrees(NumericTable table, int column, double most)
    {
        double value = table.Number(column);
        if (!(Math.Abs(value) <= most))
            table.Add(column, string.Create(CultureInfo.InvariantCulture, $"'{table.Text(column)}' is outside -{most} … {most} degrees."));
        return value;
    }
}
