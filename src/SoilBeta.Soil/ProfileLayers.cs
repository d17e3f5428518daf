namespace SoilBeta.Soil;

/// <summary>Turns a profile's horizons into the five layers and β, or gives the reason why it cannot be used.</summary>
public static class ProfileLayers
{
    private const double Thickness = 20;
    private const double NoCarbonTolerance = 1e-9; // Mg C ha⁻¹: rounding error of integrals that are exactly 0

    /// <summary>Computes the layers and β of a profile.</summary>
    /// <param name="profile">Profile.</param>
    /// <param name="rules">Rules.</param>
    /// <param name="rasterBulkDensity">Bulk density from a raster at the site, g cm⁻³; NaN for none.</param>
    /// <param name="rasterGravel">Gravel from a raster, volume %; NaN for none.</param>
    /// <param name="rejection">The reason where null is returned.</param>
    public static LayeredProfile? Build(SoilProfile profile, ProfileRules rules, double rasterBulkDensity, double rasterGravel, out Rejection? rejection)
    {
        if (profile.PossibleDuplicate && rules.DropDuplicates)
            return Rejected(out rejection, RejectionReason.Duplicate, profile.Where);
        if (profile.Fault is not null)
            return Rejected(out rejection, RejectionReason.OutOfRange, profile.Fault);
        if (profile.HasTwoPlaces)
            return Rejected(out rejection, RejectionReason.TwoPlaces, profile.Where);
        if (double.IsNaN(profile.Latitude) || double.IsNaN(profile.Longitude))
            return Rejected(out rejection, RejectionReason.NoPlace, profile.Where);
        if (HorizonSelection.Select(profile, rules, out rejection) is not { } selected)
            return null;

        var fill = new Filling(rules, rasterBulkDensity, rasterGravel);
        LayeredProfile layered = rules.Spline == SplineMode.Exact ? Exact(selected, rules, fill) : MpSpline(selected, rules, fill);
        for (int layer = 0; layer < layered.Bottoms.Length; layer++)
        {
            if (layered.Densities[layer] < NoCarbonTolerance)
                layered.Densities[layer] = 0;
        }
        if (!(layered.Densities[0] > 0 && layered.Subsoil > 0))
            return Rejected(out rejection, RejectionReason.NoCarbon, FormattableString.Invariant($"{layered.Densities[0]:0.##} above, {layered.Subsoil:0.##} Mg C ha⁻¹ below 20 cm"));

        double beta = BetaFit.Fit(rules.Beta, layered.Bottoms, layered.Fitted);
        if (double.IsNaN(beta))
            return Rejected(out rejection, RejectionReason.NoBeta, BetaModes.Name(rules.Beta));
        if (beta > rules.LargestBeta)
            return Rejected(out rejection, RejectionReason.LargeBeta, FormattableString.Invariant($"{beta:0.0000} above {rules.LargestBeta:0.####}"));
        return layered with { Beta = beta, FitRootMeanSquare = BetaFit.RootMeanSquare(rules.Beta, beta, layered.Bottoms, layered.Fitted) };
    }

    /// <summary>Fills the horizons, applies Eq. 1 to each, and fits one spline through carbon per centimetre.</summary>
    private static LayeredProfile Exact(HorizonSelection.Selected selected, ProfileRules rules, Filling fill)
    {
        int n = selected.Measured.Length;
        double[] tops = new double[n];
        double[] bottoms = new double[n];
        double[] carbon = new double[n];
        var densityFrom = new FillSource[LayerDensities.Layers];
        var gravelFrom = new FillSource[LayerDensities.Layers];
        for (int i = 0; i < n; i++)
        {
            Horizon horizon = selected.Measured[i];
            double bulkDensity = fill.BulkDensity(horizon.BulkDensity, horizon.Soc, out FillSource densitySource);
            double gravel = fill.Gravel(horizon.Gravel, horizon.GravelByMass, bulkDensity, out FillSource gravelSource);
            (tops[i], bottoms[i]) = (horizon.Top, horizon.Bottom);
            carbon[i] = CarbonDensity.FromContent(horizon.Soc, bulkDensity, 1, gravel);
            // A gap below a horizon is interpolated from it; the soil above the first horizon takes its value.
            double from = i == 0 ? 0 : horizon.Top;
            double to = i + 1 < n ? selected.Measured[i + 1].Top : horizon.Bottom;
            for (int layer = 0; layer < LayerDensities.Layers; layer++)
            {
                if (to <= Thickness * layer || from >= Thickness * (layer + 1))
                    continue;
                densityFrom[layer] = Later(densityFrom[layer], densitySource);
                gravelFrom[layer] = Later(gravelFrom[layer], gravelSource);
            }
        }

        var spline = new MassPreservingSpline(tops, bottoms, carbon, rules.Lambda);
        var (densities, stepShare) = Integrated(spline, LayerBounds.Standard, selected, rules);
        return Layered(selected, rules, densities, densityFrom, gravelFrom) with { StepShare = stepShare, OwnDensities = rules.OwnLayers is { } own ? Integrated(spline, own, selected, rules).Densities : null };
    }

    /// <summary>Carbon of layers, Mg C ha⁻¹; NaN for those that are not sampled completely, and do not count as such.</summary>
    private static (double[] Densities, double StepShare) Integrated(MassPreservingSpline spline, LayerBounds layers, HorizonSelection.Selected selected, ProfileRules rules)
    {
        double known = selected.Depth >= rules.MinDepth ? LayerBounds.Deepest : selected.Depth;
        int full = layers.Depths.Count(depth => depth <= known) - 1;
        double[] bounds = [.. layers.Depths.Take(full + 1).Select(depth => Math.Min(depth, selected.Depth))];
        var curve = new CarbonCurve(spline, bounds);
        double[] densities = new double[layers.Count];
        for (int layer = 0; layer < densities.Length; layer++)
            densities[layer] = layer < full ? curve.Integral(bounds[layer], bounds[layer + 1]) * (layers.Thickness(layer) / (bounds[layer + 1] - bounds[layer])) : double.NaN;
        return (densities, curve.StepShare);
    }

    /// <summary>Fits splines to SOC, bulk density and gravel separately, then applies Eq. 1 to the layers.</summary>
    private static LayeredProfile MpSpline(HorizonSelection.Selected selected, ProfileRules rules, Filling fill)
    {
        double[] soc = Means(selected.Measured, horizon => horizon.Soc, rules.Lambda);
        double[] bulkDensities = Means(selected.Horizons, horizon => horizon.BulkDensity, rules.Lambda);
        double[] gravels = Means(selected.Horizons, horizon => double.IsNaN(horizon.Gravel) ? double.NaN : fill.Volume(horizon), rules.Lambda);
        double end = double.IsNaN(selected.Rock) ? selected.Depth : selected.Rock;
        double[] densities = new double[LayerDensities.Layers];
        var densityFrom = new FillSource[LayerDensities.Layers];
        var gravelFrom = new FillSource[LayerDensities.Layers];
        for (int layer = 0; layer < densities.Length; layer++)
        {
            bool atRock = !double.IsNaN(selected.Rock);
            // No sample: below the last horizon, or rock within the first centimetre of a layer.
            if (double.IsNaN(soc[layer]))
            {
                densities[layer] = atRock ? 0 : double.NaN;
                continue;
            }
            // The package's mean over the sampled part counts for the whole layer; only rock makes a layer thinner.
            double covered = atRock ? Math.Clamp(end - (Thickness * layer), 0, Thickness) : Thickness;
            double bulkDensity = fill.BulkDensity(bulkDensities[layer], soc[layer], out densityFrom[layer]);
            double gravel = fill.Gravel(gravels[layer], byMass: false, bulkDensity, out gravelFrom[layer]);
            densities[layer] = CarbonDensity.FromContent(soc[layer], bulkDensity, covered, Math.Min(gravel, 100));
        }
        return Layered(selected, rules, densities, densityFrom, gravelFrom);
    }

    /// <summary>Number of layers that are sampled completely, or count as such.</summary>
    private static int FullLayers(HorizonSelection.Selected selected, ProfileRules rules) =>
        selected.Depth >= rules.MinDepth ? LayerDensities.Layers : (int)(selected.Depth / Thickness);

    private static LayeredProfile Layered(HorizonSelection.Selected selected, ProfileRules rules, double[] densities, FillSource[] densityFrom, FillSource[] gravelFrom)
    {
        bool endsAtRock = !double.IsNaN(selected.Rock);
        double end = endsAtRock && rules.LayersEndAtRock ? selected.Rock : Thickness * FullLayers(selected, rules);
        int layers = (int)Math.Ceiling(end / Thickness);
        double[] bottoms = [.. Enumerable.Range(1, layers).Select(layer => Math.Min(end, Thickness * layer))];
        return new LayeredProfile
        {
            Densities = densities,
            Bottoms = bottoms,
            BulkDensityFrom = densityFrom,
            GravelFrom = gravelFrom,
            OrganicHorizons = selected.OrganicHorizons,
            Repairs = selected.Repairs,
            EndsShort = selected.Depth < ProfileRules.WholeDepth && FullLayers(selected, rules) == LayerDensities.Layers,
            Rock = selected.Rock,
        };
    }

    private static double[] Means(Horizon[] horizons, Func<Horizon, double> value, double lambda)
    {
        Horizon[] with = [.. horizons.Where(horizon => !double.IsNaN(value(horizon)))];
        return with.Length == 0
            ? [.. Enumerable.Repeat(double.NaN, LayerDensities.Layers)]
            : MpSpline2.Layers([.. with.Select(horizon => horizon.Top)], [.. with.Select(horizon => horizon.Bottom)], [.. with.Select(value)], lambda);
    }

    private static FillSource Later(FillSource a, FillSource b) => a > b ? a : b;

    private static LayeredProfile? Rejected(out Rejection? rejection, RejectionReason reason, string detail)
    {
        rejection = new Rejection(reason, detail);
        return null;
    }

    /// <summary>Fills values that the table lacks.</summary>
    private readonly struct Filling(ProfileRules rules, double rasterBulkDensity, double rasterGravel)
    {
        public double BulkDensity(double measured, double soc, out FillSource source)
        {
            source = !double.IsNaN(measured) ? FillSource.Measured : !double.IsNaN(rasterBulkDensity) ? FillSource.Raster : FillSource.Function;
            return source switch
            {
                FillSource.Measured => measured,
                FillSource.Raster => rasterBulkDensity,
                _ => rules.BulkDensity.BulkDensity(soc),
            };
        }

        public double Gravel(double measured, bool byMass, double bulkDensity, out FillSource source)
        {
            source = !double.IsNaN(measured) ? FillSource.Measured : !double.IsNaN(rasterGravel) ? FillSource.Raster : FillSource.Constant;
            return source switch
            {
                FillSource.Measured => byMass ? CarbonDensity.GravelByVolume(measured, bulkDensity) : measured,
                FillSource.Raster => rasterGravel,
                _ => rules.Gravel,
            };
        }

        /// <summary>Gravel of a horizon by volume, %.</summary>
        public double Volume(Horizon horizon) =>
            Gravel(horizon.Gravel, horizon.GravelByMass, BulkDensity(horizon.BulkDensity, double.IsNaN(horizon.Soc) ? 0 : horizon.Soc, out _), out _);
    }
}
