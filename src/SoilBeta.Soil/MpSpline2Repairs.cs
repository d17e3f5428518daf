namespace SoilBeta.Soil;

/// <summary>What the R package mpspline2 (0.1.9) mends in the rows of a profile before it splines them. With the mode <see cref="SplineMode.MpSpline2"/> profiles are mended the same way; with <see cref="SplineMode.Exact"/> they are rejected.</summary>
internal static class MpSpline2Repairs
{
    private const double MissingThickness = 10; // cm, of a last horizon without a bottom

    /// <summary>Mends: a missing top of the first horizon with SOC is 0, a missing bottom of the last is 10 cm below its top (first and last as the table has them), and a horizon with SOC without thickness, or one that begins above the surface and ends below, is left out.</summary>
    /// <param name="profile">Profile.</param>
    /// <param name="repairs">Horizons mended or left out.</param>
    /// <returns>The profile itself where there is nothing to mend.</returns>
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

    // Organic horizons are dropped before splining, rock has no carbon.
    private static bool IsSplined(Horizon horizon) =>
        horizon.IsMeasured && !horizon.IsOrganic && !horizon.IsRock && !Horizon.IsAboveMineral(horizon.Top, horizon.Bottom, horizon.Designation);
}
