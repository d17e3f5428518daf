namespace SoilBeta.Studies.StudyFile;

/// <summary>Where missing bulk density and gravel come from.</summary>
public sealed class FillSection
{
    /// <summary>Raster of bulk density, g cm⁻³ after <see cref="BulkDensityScale"/>; null for none.</summary>
    public string? BulkDensityRaster { get; set; }

    /// <summary>Multiplier of that raster.</summary>
    public double BulkDensityScale { get; set; } = 1;

    /// <summary>Pedotransfer function of bulk density where there is no raster value: a name of <c>PedotransferFunctions</c>.</summary>
    public string? BulkDensityFunction { get; set; }

    /// <summary>Raster of gravel, volume % after <see cref="GravelScale"/>; null for none.</summary>
    public string? GravelRaster { get; set; }

    /// <summary>Multiplier of that raster.</summary>
    public double GravelScale { get; set; } = 1;

    /// <summary>Gravel where nothing is known, volume %.</summary>
    public double Gravel { get; set; }
}
