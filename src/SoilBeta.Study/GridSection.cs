namespace SoilBeta.Studies;

/// <summary>Grid of the maps: resolution and bounds, or that of a raster.</summary>
internal sealed class GridSection
{
    /// <summary>Path of the raster that gives the grid, relative to the study file.</summary>
    public string? Like { get; set; }

    /// <summary>Cell size: a number in the unit of the CRS, or with a unit: <c>5 arcmin</c>, <c>30 arcsec</c>, <c>0.5 deg</c>, <c>1000 m</c>.</summary>
    public string? Resolution { get; set; }

    /// <summary>West, south, east, north in the unit of the CRS.</summary>
    public List<double>? Bounds { get; set; }

    /// <summary>Coordinate reference system as GDAL reads it: <c>EPSG:4326</c>, a PROJ string, <c>ESRI:54052</c>, <c>homolosine</c> (SoilGrids' Interrupted Goode Homolosine).</summary>
    public string Crs { get; set; } = "EPSG:4326";
}
