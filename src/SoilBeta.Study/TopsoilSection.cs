namespace SoilBeta.Studies;

/// <summary>Topsoil SOC density: a raster of it, or SOC content, bulk density and gravel.</summary>
internal sealed class TopsoilSection : InputSection
{
    /// <summary>Raster of SOC density; null if SOC content, bulk density and gravel are given.</summary>
    public string? Density { get; set; }

    /// <summary>Multiplier to Mg C ha⁻¹ (10 for kg m⁻²).</summary>
    public double Scale { get; set; } = 1;

    /// <summary>Band of the density's raster, from 1; null for the first, with a message if there are several.</summary>
    public int? Band { get; set; }

    /// <summary>Nodata values besides those that the file declares, as stored: one or a list; an empty list for no others.</summary>
    [OneOrMore]
    public List<double>? Nodata { get; set; }

    /// <summary>Raster of SOC content.</summary>
    public string? Soc { get; set; }

    /// <summary>Multiplier to g kg⁻¹.</summary>
    public double SocScale { get; set; } = 1;

    /// <summary>Band of that raster, from 1; null for the first, with a message if there are several.</summary>
    public int? SocBand { get; set; }

    /// <summary>Nodata values besides those that the file declares, as stored: one or a list; an empty list for no others.</summary>
    [OneOrMore]
    public List<double>? SocNodata { get; set; }

    /// <summary>Raster of bulk density.</summary>
    public string? BulkDensity { get; set; }

    /// <summary>Multiplier to g cm⁻³.</summary>
    public double BulkDensityScale { get; set; } = 1;

    /// <summary>Band of that raster, from 1; null for the first, with a message if there are several.</summary>
    public int? BulkDensityBand { get; set; }

    /// <summary>Nodata values besides those that the file declares, as stored: one or a list; an empty list for no others.</summary>
    [OneOrMore]
    public List<double>? BulkDensityNodata { get; set; }

    /// <summary>Raster of gravel.</summary>
    public string? Gravel { get; set; }

    /// <summary>Multiplier to volume %.</summary>
    public double GravelScale { get; set; } = 1;

    /// <summary>Band of that raster, from 1; null for the first, with a message if there are several.</summary>
    public int? GravelBand { get; set; }

    /// <summary>Nodata values besides those that the file declares, as stored: one or a list; an empty list for no others.</summary>
    [OneOrMore]
    public List<double>? GravelNodata { get; set; }

    /// <summary>Depth of the topsoil d₀, cm: a multiple of 10.</summary>
    public int Depth { get; set; } = 20;

    /// <summary>Largest factor between the median of this topsoil at the profiles and the median of their own 0–20 cm; null for 3. The study is rejected beyond it.</summary>
    public double? AcceptFactor { get; set; }

    /// <summary>Whether the rasters may have been made from these profiles: <c>yes</c>, <c>no</c> or <c>unknown</c>; null for unknown.</summary>
    public string? FromProfiles { get; set; }

    /// <summary>Resampling.</summary>
    public string Resampling { get; set; } = "bilinear";

    /// <summary>Standard deviation: <c>10 %</c>, or a number in Mg C ha⁻¹; null for no error, or for the combined error of the three below.</summary>
    public string? Sd { get; set; }

    /// <summary>Standard deviation of SOC content, a share.</summary>
    public string? SocSd { get; set; }

    /// <summary>Standard deviation of bulk density, a share.</summary>
    public string? BulkDensitySd { get; set; }

    /// <summary>Standard deviation of the fine earth 1 − gravel / 100 due to gravel's error, a share.</summary>
    public string? GravelSd { get; set; }
}
