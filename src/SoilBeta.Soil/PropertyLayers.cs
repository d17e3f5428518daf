namespace SoilBeta.Soil;

/// <summary>Means of a measured property over layers, by the mass-preserving spline through the mineral horizons that have it, blended as <see cref="CarbonCurve"/> where a layer of a property without negative values would be negative.</summary>
public static class PropertyLayers
{
    /// <summary>Means of layers, in the property's unit, [layer]; NaN below what was measured, and everywhere where the first value is too deep or two horizons overlap.</summary>
    /// <param name="profile">Profile.</param>
    /// <param name="column">The program's name of the property's column, e.g. <c>ph</c>.</param>
    /// <param name="layers">Layers.</param>
    /// <param name="rules">λ, deepest first horizon, and depth that counts as 100 cm.</param>
    public static double[] Means(SoilProfile profile, string column, LayerBounds layers, ProfileRules rules)
    {
        double[] means = new double[layers.Count];
        Array.Fill(means, double.NaN);
        Horizon[] measured = [.. HorizonSelection.Mineral(profile).Where(horizon => !double.IsNaN(horizon.ValueOf(column)))];
        if (measured.Length == 0 || measured[0].Top > rules.FirstHorizonTop || measured.Zip(measured.Skip(1)).Any(pair => pair.Second.Top < pair.First.Bottom))
            return means;
        var spline = new MassPreservingSpline([.. measured.Select(horizon => horizon.Top)], [.. measured.Select(horizon => horizon.Bottom)], [.. measured.Select(horizon => horizon.ValueOf(column))], rules.Lambda);
        double depth = measured[^1].Bottom, known = depth >= rules.MinDepth ? LayerBounds.Deepest : depth;
        double[] bounds = [.. layers.Depths.Where(bound => bound <= known).Select(bound => Math.Min(bound, depth))];
        // Where no value is negative, no layer may be.
        var curve = measured.All(horizon => horizon.ValueOf(column) >= 0) ? new CarbonCurve(spline, bounds) : null;
        for (int layer = 0; layer + 1 < bounds.Length; layer++)
            means[layer] = (curve?.Integral(bounds[layer], bounds[layer + 1]) ?? spline.Integral(bounds[layer], bounds[layer + 1])) / (bounds[layer + 1] - bounds[layer]);
        return means;
    }
}
