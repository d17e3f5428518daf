using System.Globalization;
using SoilBeta.Rasters;

namespace SoilBeta.Mapping.Maps;

/// <summary>Describes the location of a cell, for messages.</summary>
internal static class CellPlace
{
    /// <summary><c>the cell at row 3, column 4 (longitude -60.2, latitude -34.1)</c>; rows and columns of the study's grid are counted from 0.</summary>
    public static string Describe(Grid grid, long row, long column)
    {
        using var places = new PlaceFinder(grid);
        (double longitude, double latitude) = places.PlaceOf((int)column, (int)row);
        return string.Create(CultureInfo.InvariantCulture, $"the cell at row {row}, column {column} (longitude {longitude:0.####}, latitude {latitude:0.####})");
    }
}
