namespace SoilBeta.Studies.StudyFile;

/// <summary>Depth to rock.</summary>
public sealed class RockSection
{
    /// <summary>Path; nodata means deep.</summary>
    public string Raster { get; set; } = "";

    /// <summary>Multiplier that gives cm.</summary>
    public double Scale { get; set; } = 1;

    /// <summary>Resampling.</summary>
    public string Resampling { get; set; } = "bilinear";
}
