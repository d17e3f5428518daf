namespace SoilBeta.Studies;

/// <summary>Where missing bulk density and gravel come from.</summary>
internal sealed class FillSection
{
    /// <summary>Raster of bulk density, g cm⁻³ after <see cref="BulkDensityScale"/>; null for none.</summary>
    public string? BulkDensityRaster { get; set; }

    /// <summary>Multiplier of that raster.</summary>
    public double BulkDensityScale { get; set; } = 1;

    /// <summary>Band of that raster, from 1; null: the first, which is said where there are several.</summary>
    public int? BulkDensityBand { get; set; }

    /// <summary>Stored values that mean no data besides what the file declares: one or a list; an empty list: no other.</summary>
    [OneOrMore]
    public List<double>? BulkDensityNodata { get; set; }

    /// <summary>Pedotransfer function of bulk density where there is no raster value: a name of <c>PedotransferFunctions</c>.</summary>
    public string? BulkDensityFunction { get; set; }

    /// <summary>Raster of gravel, volume % after <see cref="GravelScale"/>; null for none.</summary>
    public string? GravelRaster { get; set; }

    /// <summary>Multiplier of that raster.</summary>
    public double GravelScale { get; set; } = 1;

    /// <summary>Band of that raster, from 1; null: the first, which is said where there are several.</summary>
    public int? GravelBand { get; set; }

    /// <summary>Stored values that mean no data besides what the file declares: one or a list; an empty list: no other.</summary>
    [OneOrMore]
    public List<double>? GravelNodata { get; set; }

    /// <summary>Gravel where nothing is known, volume %.</summary>
    public double Gravel { get; set; }
}
