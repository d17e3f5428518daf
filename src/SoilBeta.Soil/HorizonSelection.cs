namespace SoilBeta.Soil;

/// <summary>Selects the horizons to use: drops those above the mineral soil, orders the rest, ends them at rock, and gives the reason where a profile cannot be used.</summary>
internal static class HorizonSelection
{
    // Rock depth and last sampled bottom are often recorded to the nearest centimetre.
    private const double RockTolerance = 1;

    /// <summary>Horizons of the mineral soil, by depth.</summary>
    /// <param name="Horizons">All horizons above rock that have depths and a thickness, measured or not.</param>
    /// <param name="Measured">Those with SOC.</param>
    /// <param name="OrganicHorizons">Horizons dropped above the mineral soil.</param>
    /// <param name="Depth">Depth to which the profile is known, cm: the last measured bottom, or 100 where rock ends it.</param>
    /// <param name="Rock">Depth of rock where it is above 100 cm, otherwise NaN, cm.</param>
    internal sealed record Selected(Horizon[] Horizons, Horizon[] Measured, int OrganicHorizons, double Depth, double Rock)
    {
        /// <summary>Number of horizons repaired by <see cref="MpSpline2Repairs"/>.</summary>
        public int Repairs { get; init; }
    }

    /// <summary>Selects; null with a rejection if the profile cannot be used.</summary>
    public static Selected? Select(SoilProfile profile, ProfileRules rules, out Rejection? rejection)
    {
        rejection = null;
        int repairs = 0;
        if (rules.Spline == SplineMode.MpSpline2)
            profile = MpSpline2Repairs.Apply(profile, out repairs);
        if (profile.Horizons.FirstOrDefault(horizon => HasValue(horizon, rules) && !horizon.HasInterval && !IsAbove(horizon)) is { } nowhere)
            return Rejected(out rejection, RejectionReason.NoDepth, Range(nowhere));
        if (profile.Horizons.FirstOrDefault(horizon => HasValue(horizon, rules) && horizon.Bottom <= 0 && horizon.Top < horizon.Bottom && !IsAbove(horizon)) is { } named)
            return Rejected(out rejection, RejectionReason.NoDepth, $"{Range(named)}: negative depths are those of organic layers, and this one is called {named.Designation}");
        List<Horizon> mineral = DropOrganic(profile, out double surface);
        int organic = profile.Horizons.Count - mineral.Count;
        if (mineral.Count == 0)
            return Rejected(out rejection, RejectionReason.NoMineral, $"{organic} horizons");
        mineral.RemoveAll(horizon => !horizon.HasInterval);
        if (mineral.Find(horizon => horizon.Bottom < horizon.Top) is { } upsideDown)
            return Rejected(out rejection, RejectionReason.UpsideDown, Range(upsideDown));
        if (mineral.Find(horizon => horizon.Top < 0) is { } straddling)
            return Rejected(out rejection, RejectionReason.Straddles, Range(straddling));

        double rock = profile.Rock - surface;
        foreach (Horizon horizon in mineral.Where(horizon => horizon.IsRock))
            rock = double.IsNaN(rock) ? horizon.Top : Math.Min(rock, horizon.Top);
        mineral.RemoveAll(horizon => horizon.IsRock || horizon.Top >= rock);
        Horizon[] horizons = [.. mineral.Select(horizon => horizon.Bottom > rock ? horizon with { Bottom = rock } : horizon).OrderBy(horizon => horizon.Top).ThenBy(horizon => horizon.Bottom)];
        for (int i = 1; i < horizons.Length; i++)
        {
            if (horizons[i].Top < horizons[i - 1].Bottom)
                return Rejected(out rejection, RejectionReason.Overlap, $"{Range(horizons[i - 1])} and {Range(horizons[i])}");
        }

        Horizon[] measured = [.. horizons.Where(horizon => horizon.IsMeasured)];
        if (measured.Length == 0)
            return Rejected(out rejection, RejectionReason.NoSoc, $"{horizons.Length} horizons");
        int inFirstMetre = measured.Count(horizon => horizon.Top < ProfileRules.WholeDepth);
        if (inFirstMetre < rules.MinHorizons)
            return Rejected(out rejection, RejectionReason.FewHorizons, $"{inFirstMetre} of {rules.MinHorizons}");
        if (measured[0].Top > rules.FirstHorizonTop)
            return Rejected(out rejection, RejectionReason.DeepStart, $"{Range(measured[0])}; the limit is {Number(rules.FirstHorizonTop)} cm");

        double depth = measured[^1].Bottom;
        bool endsAtRock = rock < ProfileRules.WholeDepth && depth >= rock - RockTolerance;
        if (endsAtRock && rock <= 20)
            return Rejected(out rejection, RejectionReason.ShallowRock, $"rock at {Number(rock)} cm");
        if (!endsAtRock && depth < rules.NeededDepth)
            return Rejected(out rejection, RejectionReason.StoppedShort, $"{Number(depth)} of {Number(rules.NeededDepth)} cm");
        return new Selected(horizons, measured, organic, endsAtRock ? ProfileRules.WholeDepth : depth, endsAtRock ? rock : double.NaN) { Repairs = repairs };
    }

    /// <summary>Horizons of the mineral soil that have depths and a thickness and are not rock, by depth.</summary>
    public static Horizon[] Mineral(SoilProfile profile) =>
        [.. DropOrganic(profile, out _).Where(horizon => horizon.HasInterval && horizon.Bottom > horizon.Top && horizon.Top >= 0 && !horizon.IsRock).OrderBy(horizon => horizon.Top).ThenBy(horizon => horizon.Bottom)];

    /// <summary>
    /// Drops the horizons above the mineral soil. Where depths start at the top of the organic layer (0–5 O, 5–20 A), shifts them so that the mineral soil starts at 0.
    /// </summary>
    private static List<Horizon> DropOrganic(SoilProfile profile, out double surface)
    {
        surface = 0;
        var rest = new List<Horizon>();
        foreach (Horizon horizon in profile.Horizons)
        {
            if (!Horizon.IsAboveMineral(horizon.Top, horizon.Bottom, horizon.Designation))
                rest.Add(horizon);
        }
        rest = [.. rest.OrderBy(horizon => horizon.Top).ThenBy(horizon => !horizon.IsLitter)];
        int first = rest.FindIndex(horizon => !horizon.IsOrganic);
        if (first == 0 && !rest.Exists(horizon => horizon.IsLitter))
            return rest;
        if (first < 0)
            return [];
        double end = first == 0 ? 0 : rest[first - 1].Bottom;
        double bottom = surface = end <= rest[first].Top ? end : 0;
        return [.. rest.Skip(first).Where(horizon => !horizon.IsLitter).Select(horizon => horizon with { Top = horizon.Top - bottom, Bottom = horizon.Bottom - bottom })];
    }

    /// <summary>Whether a horizon is dropped regardless of its depths.</summary>
    private static bool IsAbove(Horizon horizon) => horizon.IsLitter || Horizon.IsAboveMineral(horizon.Top, horizon.Bottom, horizon.Designation);

    /// <summary>Whether a horizon has a value that the spline uses: without a depth, that value would be replaced by an interpolation between its neighbours.</summary>
    private static bool HasValue(Horizon horizon, ProfileRules rules) =>
        horizon.IsMeasured || (rules.Spline == SplineMode.MpSpline2 && !(double.IsNaN(horizon.BulkDensity) && double.IsNaN(horizon.Gravel)));

    private static Selected? Rejected(out Rejection? rejection, RejectionReason reason, string detail)
    {
        rejection = new Rejection(reason, detail);
        return null;
    }

    private static string Range(Horizon horizon) => $"{Number(horizon.Top)}–{Number(horizon.Bottom)} cm, line {horizon.Line}";

    private static string Number(double value) => double.IsNaN(value) ? "?" : value.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture);
}
