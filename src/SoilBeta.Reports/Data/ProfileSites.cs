namespace SoilBeta.Reports.Data;

/// <summary>A site with its profiles: a place or a cell of the grid.</summary>
/// <param name="Ecosystem">Code of the ecosystem.</param>
/// <param name="Name">Name of the site.</param>
/// <param name="Latitude">Mean latitude of its profiles, degrees.</param>
/// <param name="Longitude">Mean longitude, degrees.</param>
/// <param name="Profiles">Number of profiles.</param>
/// <param name="Beta">Their mean β.</param>
internal sealed record ProfileSites(string Ecosystem, string Name, double Latitude, double Longitude, int Profiles, double Beta)
{
    /// <summary>The sites of <c>profiles.csv</c>, one for each ecosystem there.</summary>
    public static IReadOnlyList<ProfileSites> Of(CsvTable profiles) =>
    [
        .. profiles.Rows.GroupBy(row => (Site: profiles.Text(row, "site"), Ecosystem: profiles.Text(row, "ecosystem"))).Select(group => new ProfileSites(
            group.Key.Ecosystem, group.Key.Site, group.Average(row => profiles.Number(row, "lat")), group.Average(row => profiles.Number(row, "lon")), group.Count(), group.Average(row => profiles.Number(row, "beta")))),
    ];
}
