using SoilBeta.Rasters;
using SoilBeta.Studies.StudyFile;

namespace SoilBeta.Studies;

/// <summary>The grid that a study asks for.</summary>
public static class StudyGrid
{
    /// <summary>From <c>grid:</c> of a study whose paths are absolute.</summary>
    /// <param name="gdal">Session.</param>
    /// <param name="study">Study.</param>
    /// <exception cref="InvalidDataException">The raster it should be like is missing, or resolution, bounds and reference system do not fit together.</exception>
    public static Grid Of(GdalSession gdal, Study study)
    {
        GridSection section = study.Grid;
        if (!string.IsNullOrEmpty(section.Like))
            return Grid.Like(gdal, section.Like);
        Crs crs = Crs.Parse(section.Crs);
        if (section.Resolution is null || section.Bounds is not { Count: 4 } bounds)
            throw new InvalidDataException("grid: expected 'like: a raster', or 'resolution' with 'bounds: [west, south, east, north]'.");
        Resolution resolution = Resolution.Parse(section.Resolution)
            ?? throw new InvalidDataException($"grid.resolution: found '{section.Resolution}', expected a size such as '5 arcmin' or '1000 m'.");
        double cell = resolution.Unit switch
        {
            ResolutionUnit.Degree when crs.IsGeographic => resolution.Value / crs.Unit,
            ResolutionUnit.Metre when !crs.IsGeographic => resolution.Value / crs.Unit,
            ResolutionUnit.Crs => resolution.Value,
            _ => throw new InvalidDataException($"grid.resolution: found '{section.Resolution}', but {section.Crs} counts in {(crs.IsGeographic ? "degrees" : "metres")}.\n  Give e.g. resolution: {(crs.IsGeographic ? "5 arcmin" : "1000 m")}, or another crs."),
        };
        return Grid.FromBounds(crs, new Bounds(bounds[0], bounds[1], bounds[2], bounds[3]), cell);
    }
}
