namespace SoilBeta.Studies;

/// <summary>Sources of missing bulk density and gravel.</summary>
internal sealed class FillSection : InputSection
{
    /// <summary>Raster of bulk density, g cm⁻³ after <see cref="BulkDensityScale"/>; null for none.</summary>
    public string? BulkDensityRaster { get; set; }

    /// <summary>Multiplier of that raster.</summary>
    public double BulkDensityScale { get; set; } = 1;

    /// <summary>Band of that raster, from 1; null for the first, with a message if there are several.</summary>
    public int? BulkDensityBand { get; set; }

    /// <summary>Nodata values besides those that the file declares, as stored: one or a list; an empty list for no others.</summary>
    [OneOrMore]
    public List<double>? BulkDensityNodata { get; set; }

    /// <summary>Pedotransfer function for bulk density without a raster value: a name in <c>PedotransferFunctions</c>.</summary>
    public string? BulkDensityFunction { get; set; }

    /// <summary>Raster of gravel, volume % after <see cref="GravelScale"/>; null for none.</summary>
    public string? GravelRaster { get; set; }

    /// <summary>Multiplier of that raster.</summary>
    public double GravelScale { get; set; } = 1;

    /// <summary>Band of that raster, from 1; null for the first, with a message if there are several.</summary>
    public int? GravelBand { get; set; }

    /// <summary>Nodata values besides those that the file declares, as stored: one or a list; an empty list for no others.</summary>
    [OneOrMore]
    public List<double>? GravelNodata { get; set; }

    /// <summary>Gravel where table and raster give none, volume %.</summary>
    public double Gravel { get; set; }
}
