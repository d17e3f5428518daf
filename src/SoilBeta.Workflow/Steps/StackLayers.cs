using System.Globalization;
using SoilBeta.Rasters;
using SoilBeta.Soil;
using SoilBeta.Studies;

namespace SoilBeta.Workflow.Steps;

/// <summary>Writes the layers of a study's stack one after the other, with a few rows in memory at a time.</summary>
internal sealed class StackLayers : IDisposable
{
    /// <summary>Number of cells in memory at once.</summary>
    private const int CellsAtOnce = 1 << 20;

    /// <summary>Number of codes beyond which a raster does not hold zones.</summary>
    private const int MostZones = 65_536;

    /// <summary>Integers below this are exact in double precision.</summary>
    private const double LargestExact = 1L << 53;

    private readonly Study _study;
    private readonly Grid _grid;
    private readonly StackWriter _writer;
    private readonly string _scratch;
    private readonly StepOptions _options;
    private readonly StackSummary _summary;
    private readonly PlaceFinder _places;
    private readonly int _rows;
    private IWorkReport _work = SilentReport.Instance;

    public StackLayers(Study study, Grid grid, StackWriter writer, string scratch, StepOptions options)
    {
        (_study, _grid, _writer, _scratch, _options) = (study, grid, writer, scratch, options);
        _summary = new StackSummary { Cells = grid.Cells };
        _places = new PlaceFinder(grid);
        _rows = Math.Clamp(CellsAtOnce / grid.Width, 1, grid.Height);
    }

    public StackSummary WriteAll()
    {
        int layers = _study.Covariates.Count + _study.Ecosystems.Count + _study.Masks.Count + _study.Zones.Count + (_study.DepthToRock is null ? 0 : 1) + (_study.Topsoil.IsGiven ? 3 : 2);
        using (_work = _options.Report.Begin("stack", layers * _grid.Cells, $"cells in {layers} layers"))
        {
            WriteHectares();
            foreach (Covariate covariate in _study.Covariates)
                WriteCovariate(covariate);
            if (_study.Topsoil.IsGiven)
                WriteTopsoil(_study.Topsoil);
            foreach (Ecosystem ecosystem in _study.Ecosystems)
                WriteFraction(ecosystem);
            for (int i = 0; i < _study.Masks.Count; i++)
                WriteMask(_study.Masks[i], i);
            if (_study.DepthToRock is { } rock)
                WriteRock(rock);
            foreach (ZoneSet zones in _study.Zones)
                WriteZones(zones);
            new StackValidity(_study, _grid, _writer, _summary, this).Write();
        }
        return _summary;
    }

    public void Dispose() => _places.Dispose();

    /// <summary>Describes the location of a cell, for messages.</summary>
    public string Place(int row, int column)
    {
        (double longitude, double latitude) = _places.PlaceOf(column, row);
        return string.Create(CultureInfo.InvariantCulture, $"the cell at row {row}, column {column} (longitude {longitude:0.####}, latitude {latitude:0.####})");
    }

    /// <summary>Writes a layer row block by row block.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="fill">Fills a buffer [row][column] from a first row on.</param>
    public void Write(StackLayer layer, RowFiller fill)
    {
        _writer.Begin(layer);
        float[] values = new float[_rows * _grid.Width];
        for (int row = 0; row < _grid.Height; row += _rows)
        {
            _options.Cancellation.ThrowIfCancellationRequested();
            Span<float> part = values.AsSpan(0, Math.Min(_rows, _grid.Height - row) * _grid.Width);
            fill(row, part);
            _writer.Write(part);
            _work.Advance(part.Length);
        }
    }

    private void WriteHectares()
    {
        using var areas = new CellAreas(_grid);
        double[] hectares = new double[_grid.Width];
        Write(new StackLayer { Name = StackLayerNames.Hectares, Unit = "ha" }, (firstRow, values) =>
        {
            for (int row = 0; row < values.Length / _grid.Width; row++)
            {
                areas.Row(firstRow + row, hectares);
                for (int column = 0; column < _grid.Width; column++)
                    values[(row * _grid.Width) + column] = (float)hectares[column];
            }
        });
    }

    private void WriteCovariate(Covariate covariate)
    {
        using WarpedRaster raster = Warp(covariate.Raster);
        var (lower, upper) = (covariate.Lower, covariate.Upper);
        long outside = 0;
        var layer = new StackLayer { Name = StackLayerNames.Covariate(covariate.Name), Unit = covariate.Unit, Source = Source(covariate.Raster) };
        Write(layer, (row, values) =>
        {
            raster.ReadRows(row, values);
            foreach (float value in values)
                outside += value < lower || value > upper ? 1 : 0;
        });
        if (layer.Count == 0)
            throw raster.Empty(_options.Gdal);
        if (outside > 0)
            _summary.Notes.Add(string.Create(CultureInfo.InvariantCulture, $"{covariate.Name}: {100.0 * outside / layer.Count:0.##} % of the cells lie outside its bounds {lower} … {upper} {covariate.Unit} (found {layer.Min:0.####} … {layer.Max:0.####}); they will be clipped. Are scale and unit right?"));
    }

    private void WriteTopsoil(Topsoil topsoil)
    {
        string name = topsoil.Carbon.Path;
        using WarpedRaster first = Warp(topsoil.Carbon);
        using WarpedRaster? bulkDensity = topsoil.BulkDensity is { } density ? Warp(density) : null;
        using WarpedRaster? gravel = topsoil.Gravel is { } share ? Warp(share) : null;
        float[] second = [], third = [];
        float largest = LayerDensities.LargestTopsoilOf(topsoil.Depth);
        var layer = new StackLayer { Name = StackLayerNames.Topsoil, Unit = "Mg C ha⁻¹", Source = Source(topsoil.Carbon) };
        Write(layer, (row, values) =>
        {
            first.ReadRows(row, values);
            if (bulkDensity is not null)
            {
                Array.Resize(ref second, values.Length);
                Array.Resize(ref third, values.Length);
                bulkDensity.ReadRows(row, second);
                gravel?.ReadRows(row, third);
                for (int i = 0; i < values.Length; i++)
                    values[i] = (float)CarbonDensity.FromContent(values[i], second[i], topsoil.Depth, third[i]);
            }
            for (int i = 0; i < values.Length; i++)
            {
                if (values[i] < 0 || values[i] > largest)
                    throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"topsoil: {name} gives {values[i]:0.###} Mg C ha⁻¹ for 0–{topsoil.Depth} cm in {Place(row + (i / _grid.Width), i % _grid.Width)}, expected 0 … {largest}.\n  Check its scale (10 for kg m⁻²), its nodata value, and its resampling (cubic ones overshoot)."));
            }
        });
        if (layer.Count == 0)
        {
            foreach (WarpedRaster part in new[] { first, bulkDensity, gravel }.OfType<WarpedRaster>())
            {
                if (IsEmpty(part))
                    throw part.Empty(_options.Gdal);
            }
            throw new InvalidDataException($"topsoil: {name}, {topsoil.BulkDensity?.Path}{(topsoil.Gravel is { } stones ? $" and {stones.Path}" : "")} have no cell in common on the study's grid.\n  Are they of the same region?");
        }
    }

    private void WriteFraction(Ecosystem ecosystem)
    {
        bool classes = ecosystem.IsLandCover;
        string path = ecosystem.Raster.Path;
        RasterSource source = Examine(ecosystem.Raster);
        using WarpedRaster raster = classes
            ? AreaFractions.OfClasses(_options.Gdal, source, ecosystem.Classes, _grid, _scratch, _options.Cancellation)
            : AreaFractions.OfArea(_options.Gdal, source, ecosystem.AreaUnit, _grid, _scratch, _options.Cancellation);
        bool any = false, covered = false;
        var layer = new StackLayer { Name = StackLayerNames.Fraction(ecosystem.Code), Unit = "share of the cell", Source = classes ? $"{Path.GetFileName(path)}, classes {string.Join(", ", ecosystem.Classes)}" : Source(path, Resampling.Average) };
        Write(layer, (row, values) =>
        {
            raster.ReadRows(row, values);
            for (int i = 0; i < values.Length; i++)
            {
                covered |= !float.IsNaN(values[i]);
                if (values[i] is < -StackValidity.FractionTolerance or > 1 + StackValidity.FractionTolerance)
                    throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"ecosystem {ecosystem.Code}: {path} gives {Place(row + (i / _grid.Width), i % _grid.Width)} a fraction of {values[i]:0.####}, expected 0 … 1.\n  Is it really in {ecosystem.AreaUnit.Word()}? Set area_unit to fraction, percent or hectares."));
                values[i] = values[i] > 0 ? MathF.Min(values[i], 1) : 0; // unknown counts as not covered
                any |= values[i] > 0;
            }
        });
        if (!covered)
            throw raster.Empty(_options.Gdal);
        if (!any)
            throw new InvalidDataException($"ecosystem {ecosystem.Code}: {path} has {(classes ? $"none of the classes {string.Join(", ", ecosystem.Classes)}" : "no area of it")} on the study's grid.\n  Leave the ecosystem out, or check its {(classes ? "classes" : "raster")}.");
    }

    private void WriteMask(Mask mask, int index)
    {
        StudyRaster entry = mask.Raster;
        using WarpedRaster raster = Warp(entry);
        var rule = new MaskRule(mask, raster.Band);
        bool covered = false, any = false;
        double[] codes = [];
        Write(new StackLayer { Name = StackLayerNames.Mask(index + 1), Source = Source(entry) }, (row, values) =>
        {
            Array.Resize(ref codes, values.Length);
            raster.ReadRows(row, codes);
            for (int i = 0; i < values.Length; i++)
            {
                if (Math.Abs(codes[i]) >= LargestExact && raster.Band.IsInteger)
                    throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{entry.Key}: {entry.Path} has the value {codes[i]:0} in {Place(row + (i / _grid.Width), i % _grid.Width)}, expected codes below 2⁵³, which stay apart.\n  Give its codes shorter numbers."));
                covered |= !double.IsNaN(codes[i]);
                bool kept = rule.Keeps(codes[i]);
                any |= kept;
                values[i] = kept ? 1 : 0;
            }
        });
        if (!covered)
            throw raster.Empty(_options.Gdal);
        if (!any)
            throw new InvalidDataException($"masks[{index + 1}]: {entry.Path} leaves out every cell of the study's grid.\n  Check the values of keep, drop, min and max.");
    }

    private void WriteRock(StudyRaster rock)
    {
        using WarpedRaster raster = Warp(rock);
        bool covered = false;
        Write(new StackLayer { Name = StackLayerNames.Rock, Unit = "cm", Source = Source(rock) }, (row, values) =>
        {
            raster.ReadRows(row, values);
            foreach (ref float value in values)
            {
                covered |= !float.IsNaN(value);
                value = float.IsNaN(value) ? float.PositiveInfinity : MathF.Max(0, value);
            }
        });
        if (!covered)
            throw raster.Empty(_options.Gdal);
    }

    private void WriteZones(ZoneSet zones)
    {
        if (zones is PolygonZones polygons)
        {
            using WarpedRaster drawn = VectorZones.Rasterise(_options.Gdal, new VectorSource(polygons.Path, polygons.Field, polygons.Encoding), _grid, _scratch, out var names, _options.Cancellation);
            if (!WriteZones(zones, drawn, $"{Path.GetFileName(polygons.Path)}, cell centres", names, code => (float)code))
                throw new InvalidDataException($"zones '{zones.Name}': no polygon of {polygons.Path} holds the centre of a cell of the study's grid.\n  Is it of the same region?");
        }
        else if (zones is RasterZones coded)
        {
            using WarpedRaster raster = Warp(coded.Raster);
            ZoneCodes codes = ZoneCodesOf(raster, coded);
            if (!WriteZones(zones, raster, Source(coded.Raster), codes.Names, codes.Of))
                throw raster.Empty(_options.Gdal);
        }
    }

    /// <summary>Writes the layer of a set of zones.</summary>
    /// <returns>Whether any cell has a zone.</returns>
    private bool WriteZones(ZoneSet zones, WarpedRaster raster, string source, SortedDictionary<int, string> names, Func<double, float> codeOf)
    {
        bool any = false;
        double[] read = [];
        Write(new StackLayer { Name = StackLayerNames.Zone(zones.Name), Source = source, Codes = names }, (row, values) =>
        {
            Array.Resize(ref read, values.Length);
            raster.ReadRows(row, read);
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = codeOf(read[i]);
                any |= !float.IsNaN(values[i]);
            }
        });
        return any;
    }

    /// <summary>Codes of a raster of zones, collected before the layer is written.</summary>
    private ZoneCodes ZoneCodesOf(WarpedRaster raster, RasterZones zones)
    {
        var found = new SortedSet<long>();
        double[] values = new double[_grid.Width];
        for (int row = 0; row < _grid.Height; row++)
        {
            _options.Cancellation.ThrowIfCancellationRequested();
            raster.ReadRows(row, values);
            for (int column = 0; column < values.Length; column++)
            {
                double value = values[column];
                if (double.IsNaN(value))
                    continue;
                if (value != Math.Truncate(value) || Math.Abs(value) >= LargestExact)
                    throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"zones '{zones.Name}': {zones.Raster.Path} has the value {value} in {Place(row, column)}, expected integers below 2⁵³.\n  Name a raster of codes."));
                if (found.Add((long)value) && found.Count > MostZones)
                    throw new InvalidDataException($"zones '{zones.Name}': {zones.Raster.Path} has more than {MostZones:N0} different codes.\n  Name a raster of zones.");
            }
        }
        return new ZoneCodes(found, zones.Names);
    }

    private WarpedRaster Warp(StudyRaster entry)
    {
        var raster = WarpedRaster.FromSource(_options.Gdal, Examine(entry), _grid, _scratch, _options.Cancellation);
        if (raster.Note is { } note)
            _summary.Notes.Add(note);
        return raster;
    }

    /// <summary>Examines a whole raster around the grid, adds notes for the user, and returns how to read it.</summary>
    private RasterSource Examine(StudyRaster entry)
    {
        using RasterFile raster = _options.Gdal.OpenRaster(entry.Path, entry.NoData);
        RasterExamination found = RasterExamination.Examine(entry, raster, GridOverlap.Near(raster, _grid) is { } near ? [near] : [], long.MaxValue, _options.Cancellation);
        _summary.Notes.AddRange(found.Notes.Where(note => !_summary.Notes.Contains(note)));
        return entry.Source with { MissesNoData = found.Survey?.MissedNoData > 0 };
    }

    private bool IsEmpty(WarpedRaster raster)
    {
        float[] values = new float[_grid.Width];
        for (int row = 0; row < _grid.Height; row++)
        {
            raster.ReadRows(row, values);
            if (values.Any(value => !float.IsNaN(value)))
                return false;
        }
        return true;
    }

    private static string Source(StudyRaster raster) => Source(raster.Path, raster.Source.Resampling);

    private static string Source(string path, Resampling resampling) => $"{Path.GetFileName(path)}, {resampling.Word()}";
}

/// <summary>Fills rows of a layer, [row][column].</summary>
internal delegate void RowFiller(int firstRow, Span<float> values);
