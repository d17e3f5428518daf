using System.Globalization;
using SoilBeta.Rasters;
using SoilBeta.Studies;

namespace SoilBeta.Workflow.Steps;

/// <summary>Checks the grid against its content: the number of profiles on it, and the land-cover classes.</summary>
internal static class GridChecks
{
    /// <summary>Maximum number of cells to read from a land-cover raster; of a larger one, every n-th row is read.</summary>
    private const long MostCells = 100_000_000;

    /// <summary>As above, for a remote raster.</summary>
    private const long MostRemoteCells = 4_000_000;

    /// <summary>Largest number of classes that a message names.</summary>
    private const int MostNamed = 20;

    /// <summary>Counts the profiles of all tables on the grid.</summary>
    /// <param name="study">Study.</param>
    /// <param name="grid">Grid.</param>
    /// <param name="profiles">Coordinates of the readable profiles, degrees; NaN for none.</param>
    public static IEnumerable<Finding> Profiles(Study study, Grid grid, IReadOnlyList<(double Longitude, double Latitude)> profiles)
    {
        if (profiles.Count == 0)
            yield break;
        using var places = new PlaceFinder(grid);
        (double Longitude, double Latitude)[] placed = [.. profiles.Where(place => !double.IsNaN(place.Longitude) && !double.IsNaN(place.Latitude))];
        int all = profiles.Count, on = placed.Count(place => places.TryFind(place.Longitude, place.Latitude, out _, out _));
        int exchanged = placed.Count(place => Math.Abs(place.Longitude) <= 90 && places.TryFind(place.Latitude, place.Longitude, out _, out _));
        string found = $"{on:N0} of {all:N0} profiles lie on the grid{(placed.Length < all ? $", {all - placed.Length:N0} have no place" : "")}";
        string order = study.Grid is StudyGrid.Like ? "Are the columns of latitude and longitude the right way round?" : "Are the columns of latitude and longitude the right way round, and are the grid's bounds in the order west, south, east, north?";
        if (on == 0)
        {
            string advice = exchanged > 0
                ? $"{exchanged:N0} would lie on it with latitude and longitude exchanged. {order}"
                : $"Expected one at least: {Extent(placed)}. Check the grid's bounds and reference system.";
            yield return new(Severity.Problem, "profiles", $"{found}. {advice}");
        }
        else if (exchanged > on)
        {
            yield return new(Severity.Note, "profiles", $"{found}; {exchanged:N0} would with latitude and longitude exchanged. {order}");
        }
        else
        {
            yield return new(Severity.Fine, "profiles", found);
        }
    }

    /// <summary>Reports the land-cover classes of the ecosystems that do not occur on the grid.</summary>
    /// <param name="study">Study, its paths absolute.</param>
    /// <param name="grid">Grid.</param>
    /// <param name="options">GDAL session and cancellation token.</param>
    public static IEnumerable<Finding> Classes(Study study, Grid grid, StepOptions options)
    {
        var rasters = new Dictionary<(string, int, string), (SortedSet<double> Values, long Step)?>();
        for (int i = 0; i < study.Ecosystems.Count; i++)
        {
            Ecosystem ecosystem = study.Ecosystems[i];
            StudyRaster cover = ecosystem.Raster;
            if (!ecosystem.IsLandCover || !VirtualFile.MayExist(cover.Path))
                continue;
            var key = (cover.Path, cover.ReadBand, string.Join(' ', cover.NoData ?? []));
            if (!rasters.TryGetValue(key, out var found))
                rasters[key] = found = ValuesOn(cover, grid, options);
            if (found is not { } classes)
                continue; // reported with the rasters
            int[] missing = [.. ecosystem.Classes.Where(value => !classes.Values.Contains(value))];
            if (missing.Length == 0)
                continue;
            string file = Path.GetFileName(cover.Path), has = $"it has {Listed(classes.Values)}";
            yield return classes.Step > 1
                ? new(Severity.Note, $"ecosystems[{i + 1}].classes", $"{file}: {Named(missing)} not seen in every {classes.Step}th row on the study's grid; {has} there.")
                : missing.Length == ecosystem.Classes.Count
                ? new(Severity.Problem, $"ecosystems[{i + 1}].classes", $"{file} has none of the classes {Listed(missing)} on the study's grid; {has} there. Check the classes of {ecosystem.Code}, or leave it out.")
                : new(Severity.Note, $"ecosystems[{i + 1}].classes", $"{file}: {Named(missing)} not on the study's grid; {has} there. Is the legend the right one?");
        }
    }

    /// <summary>Values of a raster around the grid; null where it cannot be read.</summary>
    private static (SortedSet<double> Values, long Step)? ValuesOn(StudyRaster cover, Grid grid, StepOptions options)
    {
        try
        {
            using RasterFile raster = options.Gdal.OpenRaster(cover.Path, cover.NoData);
            var windows = GridOverlap.Windows(raster, grid);
            long cells = windows.Sum(window => window.Cells), most = VirtualFile.Is(cover.Path) ? MostRemoteCells : MostCells;
            long step = Math.Max(1, (cells + most - 1) / most);
            var values = new SortedSet<double>();
            foreach (GridWindow window in windows)
            {
                double[] row = new double[window.Width];
                for (long at = 0; at < window.Height; at += step)
                {
                    options.Cancellation.ThrowIfCancellationRequested();
                    raster.ReadStored(cover.ReadBand, window with { Row = window.Row + (int)at, Height = 1 }, row);
                    double last = double.NaN;
                    foreach (double value in row)
                    {
                        if (value != last && !double.IsNaN(value))
                            values.Add(value);
                        last = value;
                    }
                }
            }
            return windows.Count == 0 ? null : (values, step);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static string Named(int[] classes) => classes.Length == 1 ? $"class {classes[0]} is" : $"the classes {Listed(classes)} are";

    private static string Listed<T>(IReadOnlyCollection<T> values) => values.Count == 0 ? "no values"
        : string.Join(", ", values.Take(MostNamed).Select(value => Convert.ToString(value, CultureInfo.InvariantCulture))) + (values.Count > MostNamed ? ", …" : "");

    private static string Extent((double Longitude, double Latitude)[] places) => places.Length == 0 ? "none has a place"
        : string.Create(CultureInfo.InvariantCulture, $"they are at longitude {places.Min(place => place.Longitude):0.###} … {places.Max(place => place.Longitude):0.###}, latitude {places.Min(place => place.Latitude):0.###} … {places.Max(place => place.Latitude):0.###}");
}
