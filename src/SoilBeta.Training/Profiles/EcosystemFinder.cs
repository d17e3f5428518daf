using System.Globalization;
using SoilBeta.Rasters;
using SoilBeta.Studies;

namespace SoilBeta.Training.Profiles;

/// <summary>Finds the ecosystem of a profile whose table does not give it: from the land cover of its own pixel, otherwise the ecosystem with the largest share of its cell, where that share is large enough.</summary>
/// <remarks>A 5′ cell is a mixture: for a third of the world's profiles the ecosystem with the largest share of the cell is not that of the pit.</remarks>
internal sealed class EcosystemFinder : IDisposable
{
    /// <summary>Tolerance of the minimum share, for the rounding of averages in float.</summary>
    private const float Rounding = 1e-6f;

    private readonly IReadOnlyList<Ecosystem> _ecosystems;
    private readonly double _leastShare;
    private readonly Func<string, double, double, float> _share;
    private readonly Dictionary<(string Path, int Band, string NoData), (RasterFile Raster, Dictionary<double, int> Classes)> _landCover = [];

    /// <summary>Opens the land-cover rasters.</summary>
    /// <param name="gdal">GDAL session.</param>
    /// <param name="study">Study, its paths absolute.</param>
    /// <param name="share">Share of the cell at a longitude and latitude that an ecosystem, given by its code, covers; NaN outside the grid.</param>
    /// <exception cref="InvalidDataException">A raster is missing or damaged.</exception>
    public EcosystemFinder(GdalSession gdal, Study study, Func<string, double, double, float> share)
    {
        (_ecosystems, _leastShare, _share) = (study.Ecosystems, study.Soil.EcosystemShare, share);
        try
        {
            for (int i = 0; i < _ecosystems.Count; i++)
            {
                if (CoverOf(_ecosystems[i]) is not { } key)
                    continue;
                if (!_landCover.TryGetValue(key, out var cover))
                    _landCover[key] = cover = (gdal.OpenRaster(key.Path, _ecosystems[i].Raster.NoData), []);
                foreach (int value in _ecosystems[i].Classes)
                    cover.Classes[value] = i;
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Finds the ecosystem of a place.</summary>
    /// <param name="longitude">Longitude, degrees east, WGS84.</param>
    /// <param name="latitude">Latitude, degrees north, WGS84.</param>
    public PlaceEcosystem At(double longitude, double latitude)
    {
        var seen = new List<string>();
        var known = new HashSet<(string, int, string)>();
        foreach (var (key, (raster, classes)) in _landCover)
        {
            double value = raster.SampleStored(key.Band, longitude, latitude);
            if (double.IsNaN(value))
                continue;
            if (classes.TryGetValue(value, out int position))
                return new PlaceEcosystem(position);
            known.Add(key);
            seen.Add(string.Create(CultureInfo.InvariantCulture, $"class {value} of {Path.GetFileName(key.Path)}"));
        }

        int? largest = null;
        float most = 0;
        for (int i = 0; i < _ecosystems.Count; i++)
        {
            // An ecosystem that its own land-cover raster excludes at the place is excluded, whatever its share of the cell.
            if (CoverOf(_ecosystems[i]) is { } key && known.Contains(key))
                continue;
            float share = _share(_ecosystems[i].Code, longitude, latitude);
            if (share > most)
                (most, largest) = (share, i);
        }
        return largest is null ? new PlaceEcosystem(null, seen.Count > 0 ? $"the land cover is {string.Join(" and ", seen)}" : "the maps have none in this cell")
            : most < _leastShare - Rounding ? new PlaceEcosystem(null, string.Create(CultureInfo.InvariantCulture, $"the largest share of the cell is {most:0.###} of {_ecosystems[largest.Value].Code}, less than soil.ecosystem_share {_leastShare:0.###}"))
            : new PlaceEcosystem(largest);
    }

    /// <summary>Land-cover raster of an ecosystem, its band and declared nodata values; null for none.</summary>
    private static (string Path, int Band, string NoData)? CoverOf(Ecosystem ecosystem) =>
        ecosystem.IsLandCover ? (ecosystem.Raster.Path, ecosystem.Raster.ReadBand, string.Join(' ', ecosystem.Raster.NoData ?? [])) : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (raster, _) in _landCover.Values)
            raster.Dispose();
    }
}
