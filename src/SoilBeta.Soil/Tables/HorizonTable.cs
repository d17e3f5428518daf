namespace SoilBeta.Soil.Tables;

/// <summary>The content of a table of horizons.</summary>
/// <param name="Name">File name.</param>
/// <param name="Profiles">Profiles in the order in which the table first names them.</param>
/// <param name="Horizons">Rows read.</param>
public sealed record HorizonTable(string Name, IReadOnlyList<SoilProfile> Profiles, int Horizons)
{
    /// <summary>Source assumed for profiles where neither the study nor the table names one; null where the study does.</summary>
    public string? AssumedSource { get; init; }

    /// <summary>Rows whose key a joined table lacks, by joined table.</summary>
    public IReadOnlyList<JoinCount> Joins { get; init; } = [];

    /// <summary>Rows that <c>where</c> excluded, by condition; not counted in <see cref="Horizons"/>.</summary>
    public IReadOnlyList<LeftOutRows> LeftOut { get; init; } = [];

    /// <summary>Profiles that lost some but not all of their rows to <c>where</c>: their gaps are interpolated.</summary>
    public int ProfilesWithRowsLeftOut { get; init; }

    /// <summary>A remark on the file for the user; null for none.</summary>
    public string? Remark { get; init; }

    /// <summary>Notes on the table for the user: dropped bad values, values of <c>where</c> that no row has, the remark on the file.</summary>
    public IReadOnlyList<string> Notes => [.. new[] { Dropped }.OfType<string>(), .. UnmetConditions, .. new[] { Remark }.OfType<string>()];

    /// <summary>Values that <c>where</c> keeps or drops and no row has, a sentence for each column.</summary>
    public IReadOnlyList<string> UnmetConditions { get; init; } = [];

    /// <summary>Message with the number of dropped bad values and of their profiles; null for none.</summary>
    public string? Dropped => Profiles.Sum(profile => profile.DroppedValues) is > 0 and int values
        ? $"{Name}: {values:N0} bad values of {Profiles.Count(profile => profile.DroppedValues > 0):N0} profiles are dropped and their rows kept (value_dropped in rejected.csv)."
        : null;

    /// <summary>Rows whose key a joined table lacks, all joined tables together.</summary>
    public int RowsWithoutPartner => Joins.Sum(join => join.RowsWithoutPartner);

    /// <summary>Summary of rows read and excluded, as a sentence without its full stop.</summary>
    public string Summary
    {
        get
        {
            string read = $"{Name}: {Horizons:N0} horizons of {Profiles.Count:N0} profiles";
            string joins = string.Concat(Joins.Where(join => join.RowsWithoutPartner > 0).Select(join => $"; {join.RowsWithoutPartner:N0} have no row in {join.Table}"));
            if (LeftOut.Sum(one => one.Rows) == 0)
                return read + joins;
            string where = $"; 'where' left out {LeftOut.Sum(one => one.Rows):N0} rows ({string.Join(", ", LeftOut.Where(one => one.Rows > 0).Select(one => $"{one.Column} {one.Rows:N0}"))})";
            return read + joins + where + (ProfilesWithRowsLeftOut > 0 ? $", some but not all of {ProfilesWithRowsLeftOut:N0} profiles" : "");
        }
    }
}

/// <summary>Result of joining a table to the horizons.</summary>
/// <param name="Table">File name.</param>
/// <param name="RowsWithoutPartner">Rows of the horizon table whose key is not in this table.</param>
public sealed record JoinCount(string Table, int RowsWithoutPartner);

/// <summary>A profile whose rows are being collected.</summary>
internal sealed class ProfileBeingRead(string id, string source, int line)
{
    private const double SamePlace = 1e-4; // degrees: coordinates of one profile may differ in precision

    private double latitude = double.NaN;
    private double longitude = double.NaN;

    public string Site { get; set; } = "";

    public string Ecosystem { get; set; } = "";

    public string Country { get; set; } = "";

    public bool HasStatedUnits { get; set; }

    public int DroppedValues { get; private set; }

    public string? FirstDroppedValue { get; private set; }

    public bool Duplicate { get; set; }

    public double Rock { get; set; } = double.NaN;

    /// <summary>Message about a value out of range; null if all are valid.</summary>
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

    public void Drop(string what)
    {
        DroppedValues++;
        FirstDroppedValue ??= what;
    }

    public SoilProfile ToProfile(string table) => new()
    {
        Id = id,
        Source = source,
        Country = Country,
        HasStatedUnits = HasStatedUnits,
        DroppedValues = DroppedValues,
        FirstDroppedValue = FirstDroppedValue,
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
