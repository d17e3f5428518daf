using SoilBeta.Rasters;
using SoilBeta.Soil;
using SoilBeta.Studies.StudyFile;

namespace SoilBeta.Studies.Profiles;

/// <summary>Reads a study's topsoil density at places from the rasters themselves, before there is a stack.</summary>
internal sealed class TopsoilAtPlaces : IDisposable
{
    private readonly TopsoilSection topsoil;
    private readonly RasterFile first;
    private readonly RasterFile? bulkDensity;
    private readonly RasterFile? gravel;

    /// <summary>Opens the rasters.</summary>
    /// <param name="topsoil">The study's section, its paths absolute.</param>
    /// <exception cref="InvalidDataException">A raster that is missing or damaged.</exception>
    public TopsoilAtPlaces(TopsoilSection topsoil)
    {
        this.topsoil = topsoil;
        bool whole = !string.IsNullOrEmpty(topsoil.Density);
        first = RasterFile.Open(whole ? topsoil.Density! : topsoil.Soc!);
        try
        {
            bulkDensity = whole ? null : RasterFile.Open(topsoil.BulkDensity!);
            gravel = whole || string.IsNullOrEmpty(topsoil.Gravel) ? null : RasterFile.Open(topsoil.Gravel);
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
        double value = first.Sample(1, longitude, latitude);
        return bulkDensity is null
            ? value * topsoil.Scale
            : CarbonDensity.Of(
                value * topsoil.SocScale, bulkDensity.Sample(1, longitude, latitude) * topsoil.BulkDensityScale, topsoil.Depth, gravel is null ? 0 : gravel.Sample(1, longitude, latitude) * topsoil.GravelScale);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        first.Dispose();
        bulkDensity?.Dispose();
        gravel?.Dispose();
    }
}
