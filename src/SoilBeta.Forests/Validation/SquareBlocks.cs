namespace SoilBeta.Forests.Validation;

/// <summary>Squares of latitude and longitude, numbered by first appearance. A site is in the square of its first row, so that no site is split.</summary>
public static class SquareBlocks
{
    /// <summary>Square of each row.</summary>
    /// <param name="latitudes">Latitude of each row, degrees.</param>
    /// <param name="longitudes">Longitude of each row, degrees.</param>
    /// <param name="sites">Site of each row.</param>
    /// <param name="degrees">Side of a square, degrees.</param>
    public static int[] Assign(IReadOnlyList<double> latitudes, IReadOnlyList<double> longitudes, int[] sites, double degrees)
    {
        var firstRow = new Dictionary<int, int>();
        for (int row = 0; row < sites.Length; row++)
            firstRow.TryAdd(sites[row], row);
        var numbers = new Dictionary<(long, long), int>();
        return [.. sites.Select(site =>
        {
            int row = firstRow[site];
            var key = ((long)Math.Floor(latitudes[row] / degrees), (long)Math.Floor(longitudes[row] / degrees));
            if (!numbers.TryGetValue(key, out int number))
                numbers[key] = number = numbers.Count;
            return number;
        })];
    }
}
