using SoilBeta.Rasters;
using SoilBeta.Soil;
using SoilBeta.Studies;

namespace SoilBeta.Training.Profiles;

/// <summary>Reads a study's topsoil density at places from the rasters themselves, before there is a stack, with the bands and nodata values of the study.</summary>
public sealed class TopsoilAtPlaces : IDisposable
{
    private readonly int depth;
    private readonly StudyRaster first;
    private readonly StudyRaster? bulkDensity;
    private readonly StudyRaster? gravel;
    private readonly Dictionary<StudyRaster, RasterFile> files = [];

    /// <summary>Opens the rasters.</summary>
    /// <param name="gdal">GDAL session.</param>
    /// <param name="study">The study, its paths absolute.</param>
    /// <exception cref="InvalidDataException">A raster that is missing or damaged.</exception>
    public TopsoilAtPlaces(GdalSession gdal, Study study)
    {
        depth = study.Topsoil.Depth;
        (first, bulkDensity, gravel) = (study.Topsoil.Carbon, study.Topsoil.BulkDensity, study.Topsoil.Gravel);
        try
        {
            foreach (StudyRaster raster in study.Topsoil.Rasters)
                files[raster] = gdal.OpenRaster(raster.Path, raster.NoData);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Density of the study's topsoil, Mg C ha⁻¹; NaN where there is no data.</summary>
    /// <param name="longitude">Degrees east.</param>
    /// <param name="latitude">Degrees north.</param>
    public double Density(double longitude, double latitude)
    {
        double value = Of(first);
        return bulkDensity is null ? value : CarbonDensity.FromContent(value, Of(bulkDensity), depth, gravel is null ? 0 : Of(gravel));

        double Of(StudyRaster raster) => (files[raster].Sample(raster.ReadBand, longitude, latitude) * raster.Scale) + raster.Offset;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (RasterFile file in files.Values)
            file.Dispose();
    }
}
