using SoilBeta.Rasters;
using SoilBeta.Studies;

namespace SoilBeta.Training.Profiles;

/// <summary>Reads values at places from a study's prepared stack, its land-cover rasters, and the rasters that fill bulk density and gravel.</summary>
public sealed class StackPlaceSampler : IPlaceSampler, IDisposable
{
    private readonly Study study;
    private readonly StackReader stack;
    private readonly EcosystemFinder? ecosystems;
    private readonly RasterFile? bulkDensity;
    private readonly RasterFile? gravel;

    /// <summary>Opens the rasters.</summary>
    /// <param name="gdal">GDAL session.</param>
    /// <param name="study">Study, its paths absolute.</param>
    /// <param name="stackPath">Path of its stack.</param>
    /// <exception cref="InvalidDataException">A raster or the stack is missing or damaged.</exception>
    public StackPlaceSampler(GdalSession gdal, Study study, string stackPath)
    {
        this.study = study;
        stack = StackReader.Open(stackPath);
        try
        {
            ecosystems = new EcosystemFinder(gdal, study, (code, longitude, latitude) => stack.Sample(StackLayerNames.Fraction(code), longitude, latitude));
            bulkDensity = study.Soil.Fill.BulkDensity is { } density ? gdal.OpenRaster(density.Path, density.NoData) : null;
            gravel = study.Soil.Fill.Gravel is { } share ? gdal.OpenRaster(share.Path, share.NoData) : null;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public long Cell(double longitude, double latitude) =>
        stack.TryFind(longitude, latitude, out int column, out int row) ? ((long)row * stack.Grid.Width) + column : -1;

    /// <inheritdoc/>
    public double[] Covariates(double longitude, double latitude) =>
        [.. study.Covariates.Select(covariate => (double)stack.Sample(StackLayerNames.Covariate(covariate.Name), longitude, latitude))];

    /// <inheritdoc/>
    public PlaceEcosystem Ecosystem(double longitude, double latitude) => ecosystems!.At(longitude, latitude);

    /// <inheritdoc/>
    public double BulkDensity(double longitude, double latitude) => Filled(bulkDensity, study.Soil.Fill.BulkDensity, (longitude, latitude), (0.05, 2.65));

    /// <inheritdoc/>
    public double Gravel(double longitude, double latitude) => Filled(gravel, study.Soil.Fill.Gravel, (longitude, latitude), (0, 100));

    /// <inheritdoc/>
    public double Topsoil(double longitude, double latitude) => !stack.Has(StackLayerNames.Topsoil) ? double.NaN : stack.Sample(StackLayerNames.Topsoil, longitude, latitude);

    /// <inheritdoc/>
    public void Dispose()
    {
        ecosystems?.Dispose();
        stack.Dispose();
        bulkDensity?.Dispose();
        gravel?.Dispose();
    }

    /// <summary>Value of a raster at a place; an impossible value, e.g. from a wrong scale, is an error.</summary>
    private static double Filled(RasterFile? raster, StudyRaster? entry, (double Longitude, double Latitude) place, (double Least, double Most) expected)
    {
        if (raster is null || entry is null)
            return double.NaN;
        double value = raster.Sample(entry.ReadBand, place.Longitude, place.Latitude) * entry.Scale;
        if (double.IsNaN(value) || (value >= expected.Least && value <= expected.Most))
            return value;
        throw new InvalidDataException(FormattableString.Invariant(
            $"{Path.GetFileName(raster.Path)}: {value:0.###} at {place.Latitude:0.####}° N, {place.Longitude:0.####}° E is outside {expected.Least}–{expected.Most}. Under soil.fill give its multiplier (bulk_density_scale to g cm⁻³, gravel_scale to volume %), or the value that means no data (bulk_density_nodata, gravel_nodata)."));
    }
}
