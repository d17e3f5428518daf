using SoilBeta.Rasters;

namespace SoilBeta.Studies;

/// <summary>Grid of a study: that of a raster, or a resolution within bounds.</summary>
public abstract record StudyGrid
{
    private StudyGrid()
    {
    }

    /// <summary>Creates the grid.</summary>
    /// <param name="gdal">GDAL session for the raster.</param>
    /// <exception cref="InvalidDataException">The raster is missing, or resolution, bounds and reference system do not agree.</exception>
    public abstract Grid Make(GdalSession gdal);

    /// <summary>The grid of a raster.</summary>
    /// <param name="Path">Path.</param>
    public sealed record Like(string Path) : StudyGrid
    {
        /// <inheritdoc/>
        public override Grid Make(GdalSession gdal) => Grid.Like(gdal, Path);
    }

    /// <summary>A resolution within bounds.</summary>
    /// <param name="CellSize">Size of a cell.</param>
    /// <param name="Written">The size as written in the study, for messages.</param>
    /// <param name="Bounds">Bounds, in the unit of the reference system.</param>
    /// <param name="Crs">Reference system as GDAL reads it.</param>
    public sealed record Within(Resolution CellSize, string Written, Bounds Bounds, string Crs) : StudyGrid
    {
        /// <inheritdoc/>
        public override Grid Make(GdalSession gdal)
        {
            Crs crs = Rasters.Crs.Parse(Crs);
            double cell = CellSize.Unit switch
            {
                ResolutionUnit.Degree when crs.IsGeographic => CellSize.Value / crs.Unit,
                ResolutionUnit.Metre when !crs.IsGeographic => CellSize.Value / crs.Unit,
                ResolutionUnit.Crs => CellSize.Value,
                _ => throw new InvalidDataException($"grid.resolution: found '{Written}', but {Crs} counts in {(crs.IsGeographic ? "degrees" : "metres")}.\n  Give e.g. resolution: {(crs.IsGeographic ? "5 arcmin" : "1000 m")}, or another crs."),
            };
            return Grid.FromBounds(crs, Bounds, cell);
        }
    }

    /// <summary>Binds the section.</summary>
    internal static StudyGrid Bind(GridSection section, Binding at)
    {
        if (section.Like is not null)
        {
            if (section.Resolution is not null || section.Bounds is not null)
                at.Add("", "give 'like', or 'resolution' with 'bounds', not both.");
            return new Like(at.File("like", FileKind.Raster, section.Like));
        }
        if (section.Resolution is null || section.Bounds is null)
            at.Add("", "expected 'like: a raster', or 'resolution: 5 arcmin' with 'bounds: [west, south, east, north]'.");
        var size = section.Resolution is { } text ? Resolution.Parse(text) : null;
        if (section.Resolution is not null && size is null)
            at.Add("resolution", $"found '{section.Resolution}', expected a size such as '5 arcmin', '30 arcsec', '0.5 deg' or '1000 m'.");
        if (section.Crs.Length == 0)
            at.Add("crs", "is empty; the default is EPSG:4326.");
        return new Within(size ?? default, section.Resolution ?? "", section.Bounds is { } bounds ? BoundsOf(bounds, section.Crs, at) : default, section.Crs);
    }

    private static Bounds BoundsOf(List<double> bounds, string crs, Binding at)
    {
        if (bounds.Count != 4 || bounds[0] >= bounds[2] || bounds[1] >= bounds[3])
        {
            at.Add("bounds", $"found [{string.Join(", ", bounds)}], expected [west, south, east, north] with west < east and south < north.");
            return default;
        }
        if (crs.Trim().Equals("EPSG:4326", StringComparison.OrdinalIgnoreCase) && (bounds[0] < -180 || bounds[2] > 360 || bounds[1] < -90 || bounds[3] > 90))
            at.Add("bounds", $"found [{string.Join(", ", bounds)}], expected degrees: west and east within −180…360, south and north within −90…90.{LatitudeFirst(bounds)}");
        return new Bounds(bounds[0], bounds[1], bounds[2], bounds[3]);
    }

    /// <summary>Hint for bounds that would be valid in latitude, longitude order.</summary>
    private static string LatitudeFirst(List<double> bounds) => bounds[1] >= -180 && bounds[3] <= 360 && bounds[0] >= -90 && bounds[2] <= 90
        ? FormattableString.Invariant($" They look like latitude, longitude; then write [{bounds[1]}, {bounds[0]}, {bounds[3]}, {bounds[2]}].")
        : "";
}
