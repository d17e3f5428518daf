namespace SoilBeta.Rasters;

/// <summary>Finds the cell of a grid that contains a place, and the place of a cell. Thread-safe.</summary>
public sealed class PlaceFinder : IDisposable
{
    /// <summary>Tolerance, as a share of a cell, within which a place beyond the outer border belongs to the border's cell.</summary>
    private const double BorderTolerance = 1e-9;

    private readonly Grid _grid;
    private readonly CoordinateTransform _toGrid;
    private readonly CoordinateTransform _toEarth;
    private readonly Lock _lock = new();

    /// <summary>Creates the finder for a grid.</summary>
    public PlaceFinder(Grid grid)
    {
        _grid = grid;
        Crs wgs84 = Crs.Wgs84;
        _toGrid = new CoordinateTransform(wgs84, grid.Crs);
        _toEarth = new CoordinateTransform(grid.Crs, wgs84);
    }

    /// <summary>Finds the cell that contains a place.</summary>
    /// <param name="longitude">Longitude, degrees east, WGS84.</param>
    /// <param name="latitude">Latitude, degrees north, WGS84.</param>
    /// <param name="column">Column of the cell.</param>
    /// <param name="row">Row of the cell.</param>
    /// <returns>False outside the grid.</returns>
    public bool TryFind(double longitude, double latitude, out int column, out int row)
    {
        double x, y;
        lock (_lock)
            (x, y) = _toGrid.Apply(longitude, latitude);
        // A meridian on the outer border belongs to the cell east of it if the grid has that cell, whether the meridian is called 180, −180, 0 or 360.
        return _grid.Crs.IsDegrees
            ? Within(x, y, 0, out column, out row) || Within(x + 360, y, 0, out column, out row) || Within(x - 360, y, 0, out column, out row)
                || Within(x, y, BorderTolerance, out column, out row) || Within(x + 360, y, BorderTolerance, out column, out row) || Within(x - 360, y, BorderTolerance, out column, out row)
            : Within(x, y, BorderTolerance, out column, out row);
    }

    /// <summary>Longitude and latitude (degrees, WGS84) of a cell's centre; NaN if it has none.</summary>
    public (double Longitude, double Latitude) PlaceOf(int column, int row)
    {
        (double x, double y) = _grid.CellCentre(column, row);
        lock (_lock)
            return _toEarth.Apply(x, y);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _toGrid.Dispose();
        _toEarth.Dispose();
    }

    /// <summary>Whether the grid contains a point; without a tolerance its eastern border is excluded.</summary>
    private bool Within(double x, double y, double tolerance, out int column, out int row)
    {
        (double c, double r) = _grid.Transform.Invert(x, y);
        bool inColumns = tolerance > 0 ? c >= -tolerance && c <= _grid.Width + tolerance : c >= 0 && c < _grid.Width;
        if (!(inColumns && r >= -BorderTolerance && r <= _grid.Height + BorderTolerance))
        {
            column = row = -1;
            return false;
        }
        column = Math.Clamp((int)Math.Floor(c), 0, _grid.Width - 1);
        row = Math.Clamp((int)Math.Floor(r), 0, _grid.Height - 1);
        return true;
    }
}
