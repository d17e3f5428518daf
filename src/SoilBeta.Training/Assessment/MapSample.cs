using SoilBeta.Rasters;
using SoilBeta.Studies;
using SoilBeta.Training.Profiles;
using SoilBeta.Training.Tables;

namespace SoilBeta.Training.Assessment;

/// <summary>The parts of the map that validation needs: locations of its cells, and its topsoil at profiles. Empty without a prepared stack.</summary>
public sealed class MapSample(string stackPath)
{
    private readonly StackReader? _stack = File.Exists(stackPath) ? StackReader.Open(stackPath) : null;

    /// <summary>Topsoil SOC density of the map at a place, Mg C ha⁻¹; NaN for none.</summary>
    public double Topsoil(double longitude, double latitude) => _stack?.Has(StackLayerNames.Topsoil) == true ? _stack.Sample(StackLayerNames.Topsoil, longitude, latitude) : double.NaN;

    /// <summary>Values of the map at the sites of profiles.</summary>
    public ProfilePlaces Places(Study study, IReadOnlyList<ProfileRecord> profiles) => ProfilePlaces.ForProfiles(study, _stack, profiles);

    /// <summary>A sample of the cells of ecosystems, evenly spread over their area: the cells in which each n-th part of the area ends, ecosystem by ecosystem in row-major order.</summary>
    /// <param name="codes">Ecosystems.</param>
    /// <param name="count">Requested number of cells; small ecosystems give fewer, without repeats within one.</param>
    /// <returns>Latitude and longitude of the cells' centres, degrees.</returns>
    public IReadOnlyList<(double Latitude, double Longitude)> Cells(IReadOnlyList<string> codes, int count)
    {
        if (_stack is null || count == 0)
            return [];
        double total = codes.Sum(code => Walk(code, (_, _, _) => { }));
        var cells = new List<(double, double)>(count);
        if (!(total > 0))
            return cells;
        using var places = new PlaceFinder(_stack.Grid);
        double before = 0;
        foreach (string code in codes)
            Walk(code, Take);
        return cells;

        void Take(int column, int row, double area)
        {
            bool wanted = Math.Floor((before + area) / total * count) > Math.Floor(before / total * count);
            before += area;
            if (!wanted)
                return;
            var (longitude, latitude) = places.PlaceOf(column, row);
            if (double.IsFinite(longitude + latitude))
                cells.Add((latitude, longitude));
        }
    }

    /// <summary>Closes the stack.</summary>
    public void Close() => _stack?.Dispose();

    private double Walk(string code, Action<int, int, double> cell)
    {
        int width = _stack!.Grid.Width;
        var valid = new float[width];
        var share = new float[width];
        var hectares = new float[width];
        double total = 0;
        for (int row = 0; row < _stack.Grid.Height; row++)
        {
            _stack.ReadRows(StackLayerNames.Valid, row, valid);
            _stack.ReadRows(StackLayerNames.Fraction(code), row, share);
            _stack.ReadRows(StackLayerNames.Hectares, row, hectares);
            for (int column = 0; column < width; column++)
            {
                if (!StackLayerNames.IsMapped(valid[column], share[column]))
                    continue;
                double area = (double)share[column] * hectares[column];
                cell(column, row, area);
                total += area;
            }
        }
        return total;
    }
}
