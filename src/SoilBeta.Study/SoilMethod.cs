using SoilBeta.Soil;

namespace SoilBeta.Studies;

/// <summary>Selection of profiles, and method from horizons to layers and β.</summary>
public sealed record SoilMethod
{
    /// <summary>Rules of the Soil room.</summary>
    public required ProfileRules Rules { get; init; }

    /// <summary>Rasters for missing bulk density and gravel; <see cref="Rules"/> fill where they have no value.</summary>
    public required Fill Fill { get; init; }

    /// <summary>Source of the training covariates.</summary>
    public required TrainingCovariates Covariates { get; init; }

    /// <summary>Smallest area fraction by which a profile is assigned to an ecosystem where neither the table nor a land-cover raster names one.</summary>
    public required double EcosystemShare { get; init; }

    /// <summary>Binds the section.</summary>
    /// <param name="section">Section; missing keys get their defaults.</param>
    /// <param name="at">Its place in the file.</param>
    /// <param name="endsAtRock">Whether the study has a raster of the depth to rock.</param>
    internal static SoilMethod Bind(SoilSection section, Binding at, bool endsAtRock)
    {
        var spline = at.Word("spline", section.Spline ??= (at.IsPaper ? SplineMode.MpSpline2 : SplineMode.Exact).Word(), StudyWords.Splines);
        var beta = at.Word("beta", section.Beta ??= (at.IsPaper ? BetaMode.Paper : BetaMode.Ratio).Word(), StudyWords.BetaModes);
        int horizons = section.MinHorizons ??= at.IsPaper ? 4 : 3;
        double share = section.EcosystemShare ??= at.IsPaper ? 0 : 0.5;
        var covariates = at.Word("covariates", section.Covariates ??= (at.IsPaper ? TrainingCovariates.TableElseRaster : TrainingCovariates.Raster).Word(), StudyWords.TrainingCovariates);
        at.Within("lambda", section.Lambda, 1e-9, 1e6, "λ");
        at.Within("min_horizons", horizons, 1, 100, "horizons");
        at.Within("first_horizon_top", section.FirstHorizonTop, 0, 100, "cm");
        if (!(section.MinDepth > 80 && section.MinDepth <= 100))
            at.Add("min_depth", FormattableString.Invariant($"found {section.MinDepth}, expected more than 80 and at most 100 cm: some of 80–100 cm must be sampled."));
        at.Within("ecosystem_share", share, 0, 1, "share of a cell");
        at.Within("largest_beta", section.LargestBeta, 0.9, BetaLimits.Upper, "β");
        var fill = at.Section("fill");
        fill.Within("gravel", section.Fill.Gravel, 0, 100, "volume %");
        return new SoilMethod
        {
            Rules = new ProfileRules
            {
                Spline = spline,
                Lambda = section.Lambda,
                Beta = beta,
                MinHorizons = horizons,
                FirstHorizonTop = section.FirstHorizonTop,
                MinDepth = section.MinDepth,
                LargestBeta = section.LargestBeta,
                BulkDensity = FunctionOf(section.Fill.BulkDensityFunction, fill),
                Gravel = section.Fill.Gravel,
                LayersEndAtRock = endsAtRock,
                DropDuplicates = section.DropDuplicates,
            },
            Fill = Fill.Bind(section.Fill, fill),
            Covariates = covariates,
            EcosystemShare = share,
        };
    }

    private static PedotransferFunction FunctionOf(string? name, Binding at)
    {
        string[] known = [.. PedotransferFunctions.All.Select(function => function.Name)];
        if (string.IsNullOrEmpty(name) || known.Contains(name, StringComparer.Ordinal))
            return PedotransferFunctions.Named(name);
        at.OneOf("bulk_density_function", name, known);
        return PedotransferFunctions.Named(null);
    }
}

/// <summary>Rasters of missing bulk density and gravel at a profile's place.</summary>
/// <param name="BulkDensity">Bulk density, g cm⁻³; null for none.</param>
/// <param name="Gravel">Gravel, volume %; null for none.</param>
public sealed record Fill(StudyRaster? BulkDensity, StudyRaster? Gravel)
{
    /// <summary>Rasters that the study names.</summary>
    public IEnumerable<StudyRaster> Rasters => new[] { BulkDensity, Gravel }.OfType<StudyRaster>();

    /// <summary>Binds the section's rasters.</summary>
    internal static Fill Bind(FillSection section, Binding at)
    {
        var bulkDensity = at.Raster("bulk_density_raster", section.BulkDensityRaster, section.BulkDensityBand, section.BulkDensityNodata, "bulk_density_")
            .OfBulkDensity() with { Scale = at.Multiplier("bulk_density_scale", section.BulkDensityScale) };
        var gravel = at.Raster("gravel_raster", section.GravelRaster, section.GravelBand, section.GravelNodata, "gravel_")
            .OfGravel() with { Scale = at.Multiplier("gravel_scale", section.GravelScale) };
        return new Fill(bulkDensity.IfNamed(), gravel.IfNamed());
    }
}

/// <summary>Source of the training covariates.</summary>
public enum TrainingCovariates
{
    /// <summary>The rasters of the map.</summary>
    Raster,

    /// <summary>The profile table, or the raster where it has no value (as in the paper).</summary>
    TableElseRaster,
}
