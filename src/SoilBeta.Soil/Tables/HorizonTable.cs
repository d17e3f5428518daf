namespace SoilBeta.Soil.Tables;

/// <summary>A table of horizons, read.</summary>
/// <param name="Name">File name.</param>
/// <param name="Profiles">Profiles in the order in which the table first names them.</param>
/// <param name="Horizons">Rows read.</param>
/// <param name="RowsWithoutPartner">Rows whose key the joined table lacks.</param>
public sealed record HorizonTable(string Name, IReadOnlyList<SoilProfile> Profiles, int Horizons, int RowsWithoutPartner);

/// <summary>A profile whose rows are being collected.</summary>
internal sealed class ProfileBeingRead(string id, string source, int line)
{
    private const double SamePlace = 1e-4; // degrees: the place of one profile, written with different precision

    private double latitude = double.NaN;
    private double longitude = double.NaN;

    public string Site { get; set; } = "";

    public string Ecosystem { get; set; } = "";

    public bool Duplicate { get; set; }

    public double Rock { get; set; } = double.NaN;

    /// <summary>Message about a value out of range; null if all are fine.</summary>
    public string? Fault { get; set; }

    public bool TwoPlaces { get; private set; }

    public List<Horizon> Horizons { get; } = [];

    public void AddPlace(double lat, double lon)
    {
        if (double.IsNaN(lat) || double.IsNaN(lon))
            return;
        if (double.IsNaN(latitude))
            (latitude, longitude) = (lat, lon);
        else
            TwoPlaces |= Math.Abs(lat - latitude) > SamePlace || Math.Abs(lon - longitude) > SamePlace;
    }

    public SoilProfile ToProfile(string table) => new()
    {
        Id = id,
        Source = source,
        Site = Site,
        Latitude = latitude,
        Longitude = longitude,
        Ecosystem = Ecosystem,
        Rock = Rock,
        Horizons = Horizons,
        PossibleDuplicate = Duplicate,
        HasTwoPlaces = TwoPlaces,
        Fault = Fault,
        Where = $"{table}, line {line}",
    };
}
