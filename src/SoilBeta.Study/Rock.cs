namespace SoilBeta.Studies;

/// <summary>Binds the raster of the depth to rock.</summary>
public static class Rock
{
    /// <summary>Binds the section; values are in cm after scaling, nodata means deep.</summary>
    public static StudyRaster Bind(RockSection section, Binding at)
    {
        if (section.Raster.Length == 0)
            at.Add("", "expected 'raster: FILE'.");
        return at.Raster("raster", section.Raster, section.Band, section.Nodata) with
        {
            Resampling = at.Word("resampling", section.Resampling, StudyWords.Resamplings),
            Scale = at.Multiplier("scale", section.Scale),
            Unit = "cm",
            Lowest = 0,
            Highest = 100_000,
        };
    }
}
