namespace SoilBeta.Soil;

/// <summary>Repairs that the R package mpspline2 (0.1.9) makes to the rows of a profile before it fits splines. <see cref="SplineMode.MpSpline2"/> applies them; <see cref="SplineMode.Exact"/> rejects such profiles.</summary>
internal static class MpSpline2Repairs
{
    private const double MissingThickness = 10; // cm, of a last horizon without a bottom

    /// <summary>Sets a missing top of the first horizon with SOC to 0 and a missing bottom of the last to 10 cm below its top (first and last in the order of the table); drops horizons with SOC that have no thickness, or that start above the surface and end below it.</summary>
    /// <param name="profile">Profile.</param>
    /// <param name="repairs">Number of horizons repaired or dropped.</param>
    /// <returns>The profile itself where nothing needs repair.</returns>
    public static SoilProfile Apply(SoilProfile profile, out int repairs)
    {
        Horizon[] horizons = [.. profile.Horizons];
        repairs = 0;
        int first = Array.FindIndex(horizons, IsSplined);
        int last = Array.FindLastIndex(horizons, IsSplined);
        if (first < 0)
            return profile;
        if (double.IsNaN(horizons[first].Top) && horizons[first].Bottom > 0)
        {
            horizons[first] = horizons[first] with { Top = 0 };
            repairs++;
        }
        if (double.IsNaN(horizons[last].Bottom) && horizons[last].Top >= 0)
        {
            horizons[last] = horizons[last] with { Bottom = horizons[last].Top + MissingThickness };
            repairs++;
        }
        Horizon[] kept = [.. horizons.Where(horizon => !(horizon.Top < 0 && horizon.Bottom > 0) && !(horizon.IsMeasured && horizon.Top == horizon.Bottom))];
        repairs += horizons.Length - kept.Length;
        return repairs == 0 ? profile : profile with { Horizons = kept };
    }

    // Organic horizons are dropped before splining; rock has no carbon.
    private static bool IsSplined(Horizon horizon) =>
        horizon.IsMeasured && !horizon.IsOrganic && !horizon.IsRock && !Horizon.IsAboveMineral(horizon.Top, horizon.Bottom, horizon.Designation);
}
