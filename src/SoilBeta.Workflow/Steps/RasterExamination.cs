using System.Globalization;
using SoilBeta.Rasters;
using SoilBeta.Studies;

namespace SoilBeta.Workflow.Steps;

/// <summary>Requirements on a raster before its values are used: classes are not interpolated, codes that the study names are not nodata values, and no value looks like an undeclared nodata value.</summary>
/// <param name="Survey">Its values around the study's grid; null without overlap, or where values need no check.</param>
/// <param name="Notes">Notes for the user: the band that is read, assumptions.</param>
internal sealed record RasterExamination(BandSurvey? Survey, IReadOnlyList<string> Notes)
{
    /// <summary>Largest number of bands that a note names.</summary>
    private const int MostNamed = 12;

    /// <summary>Examines a raster.</summary>
    /// <param name="entry">The raster in the study.</param>
    /// <param name="raster">The raster, opened with the study's nodata values.</param>
    /// <param name="windows">Cells around the study's grid; none without overlap.</param>
    /// <param name="mostCells">Largest number of cells to read.</param>
    /// <param name="cancellation">Cancellation token.</param>
    /// <exception cref="InvalidDataException">The raster cannot be used like this; names the key and the value to write.</exception>
    public static RasterExamination Examine(StudyRaster entry, RasterFile raster, IReadOnlyList<GridWindow> windows, long mostCells, CancellationToken cancellation)
    {
        string file = Path.GetFileName(raster.Path);
        int band = entry.ReadBand;
        RasterBand facts = raster.BandAt(band);
        var notes = new List<string>();
        if (raster.Note is not null)
            notes.Add(raster.Note);
        if (entry.Band is null && raster.ValueBands.Count() is > 1 and int bands)
            notes.Add($"{file} has {bands} bands{Names(raster)}; the first is read. {entry.BandKey} chooses another.");
        if (facts.UnheldNoData.Count > 0 && entry.NoData is null)
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{file} declares nodata {string.Join(", ", facts.UnheldNoData.Select(Shown))}, which its type {facts.DataType} cannot hold; name what is no data with {entry.NoDataKey}."));
        RefuseInterpolatedClasses(entry, raster, facts);
        RefuseContradiction(entry, raster, facts);
        if (windows.Count == 0)
            return new RasterExamination(null, notes);

        BandSurvey survey = BandSurvey.Run(raster, band, windows, mostCells, entry.Counts, cancellation);
        if (survey.MissedNoData > 0)
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{file} declares the nodata value {facts.AllNoData.First(value => Math.Abs(value) >= 1e30):G7}, which misses the value of {survey.MissedNoData:N0} cells by rounding; they are no data, for no quantity is beyond ±1e30."));
        RefuseWrapped(entry, raster, survey);
        RefuseSuspects(entry, raster, survey);
        return new RasterExamination(survey, notes);
    }

    /// <summary>Names of bands, in brackets; empty for none.</summary>
    private static string Names(RasterFile raster)
    {
        string[] names = [.. raster.ValueBands.Select(band => band.Description).Where(name => name.Length > 0)];
        return names.Length == 0 ? "" : $" ({string.Join("; ", names.Take(MostNamed))}{(names.Length > MostNamed ? "; …" : "")})";
    }

    private static void RefuseInterpolatedClasses(StudyRaster entry, RasterFile raster, RasterBand facts)
    {
        if (entry.Use != RasterUse.Quantity || facts.ClassesBy is null)
            return;
        string file = Path.GetFileName(raster.Path);
        if (entry.Resampling is { } resampling && !resampling.KeepsValues())
        {
            throw new InvalidDataException($"{raster.Path} holds classes (it has {facts.ClassesBy}); '{resampling.Word()}' would mix them into numbers of other classes.\n  Write {entry.Section}.resampling: nearest, or mode."
                + (facts.HasClassNames ? "" : $" If its values are a quantity, remove the colours: gdal_calc.py -A {file} --calc=A --outfile=plain.tif"));
        }
        if (entry.Property == "area" && facts.HasClassNames)
            throw new InvalidDataException($"{raster.Path} holds classes (it has {facts.ClassesBy}), expected {entry.Unit}.\n  Give it as {entry.Section}.land_cover, with the classes that are this ecosystem.");
    }

    private static void RefuseContradiction(StudyRaster entry, RasterFile raster, RasterBand facts)
    {
        double[] both = entry.Use is RasterUse.Mask or RasterUse.Classes ? [.. entry.Codes.Intersect(facts.AllNoData)] : [];
        if (both.Length > 0)
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{raster.Path}: the study wants the value {both[0]}, and it means no data there.\n  Leave it out of {entry.Section}.{(entry.Use == RasterUse.Mask ? "keep" : "classes")}, or take the nodata value off: gdal_edit.py -unsetnodata {Path.GetFileName(raster.Path)}"));
    }

    /// <summary>Rejects cells whose value may be a declared nodata value without its upper bits, which is indistinguishable from a quantity.</summary>
    private static void RefuseWrapped(StudyRaster entry, RasterFile raster, BandSurvey survey)
    {
        var wrapped = survey.Wrapped.Where(one => entry.NoData is not { Count: 0 } && entry.Use switch
        {
            RasterUse.Quantity => true,
            RasterUse.Mask => entry.Counts is not null,
            RasterUse.Zones => !entry.Codes.Contains(one.Value),
            _ => false,
        }).ToList();
        if (wrapped.Count == 0)
            return;
        string declared = string.Join(", ", wrapped.Select(one => Shown(one.Declared))), found = string.Join(", ", wrapped.Select(one => string.Create(CultureInfo.InvariantCulture, $"{Shown(one.Value)} in {one.Cells:N0}")));
        string escape = entry.NoData is { Count: > 0 } ? $"take the nodata value off the file: gdal_edit.py -unsetnodata {Path.GetFileName(raster.Path)}" : $"write {entry.NoDataKey}: []";
        throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{raster.Path} declares nodata {declared}, which its type {raster.BandAt(entry.ReadBand).DataType} cannot hold, and holds {found} of {survey.Count:N0} cells about the study's grid, which is what it becomes in that type.\n  Declare it: {entry.NoDataKey}: {List(wrapped.Select(one => one.Value).Concat(entry.NoData ?? []))}\n  If they are values after all, {escape}"));
    }

    private static string Shown(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Values in the notation of the key: one, or a list.</summary>
    private static string List(IEnumerable<double> values)
    {
        string list = string.Join(", ", values.Distinct().Select(Shown));
        return list.Contains(',', StringComparison.Ordinal) ? $"[{list}]" : list;
    }

    private static void RefuseSuspects(StudyRaster entry, RasterFile raster, BandSurvey survey)
    {
        bool Counts((double Value, long Cells) suspect) => Math.Abs(suspect.Value) >= 1e30 || (entry.NoData is not { Count: 0 } && entry.Use switch
        {
            RasterUse.Quantity => true,
            RasterUse.Mask => entry.Counts is not null,
            RasterUse.Zones => suspect.Value < 0 && !entry.Codes.Contains(suspect.Value),
            _ => false,
        });
        (double Value, long Cells)[] suspects = [.. survey.Suspects.Where(Counts)];
        if (suspects.Length == 0)
            return;
        string found = string.Join(", ", suspects.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Value} in {one.Cells:N0}")));
        string others = survey.Min <= survey.Max ? string.Create(CultureInfo.InvariantCulture, $"all others are {survey.Min:0.####} … {survey.Max:0.####}") : "and no other value";
        string list = List(suspects.Select(one => one.Value).Concat(entry.NoData ?? []));
        string escape = suspects.All(one => Math.Abs(one.Value) >= 1e30) ? "" : $"\n  If they are values after all, write {entry.NoDataKey}: []{(entry.NoData is { Count: > 0 } ? $" and declare the others in the file: gdal_edit.py -a_nodata VALUE {Path.GetFileName(raster.Path)}" : "")}";
        throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{raster.Path} holds {found} of {survey.Count:N0} cells about the study's grid; {others}. That looks like no data, but the file does not declare it.\n  Declare it: {entry.NoDataKey}: {list}{escape}"));
    }
}
