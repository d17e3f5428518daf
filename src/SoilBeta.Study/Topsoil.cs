using System.Globalization;
using SoilBeta.Numerics;
using SoilBeta.Rasters;
using SoilBeta.Soil;

namespace SoilBeta.Studies;

/// <summary>Topsoil SOC density: a raster of it, or SOC content, bulk density and gravel.</summary>
public sealed record Topsoil
{
    /// <summary>Default of <see cref="AcceptFactor"/>.</summary>
    public const double DefaultAcceptFactor = 3;

    /// <summary>Raster of SOC density, Mg C ha⁻¹; with <see cref="BulkDensity"/> of SOC content, g kg⁻¹.</summary>
    public required StudyRaster Carbon { get; init; }

    /// <summary>Raster of bulk density; null where <see cref="Carbon"/> is a density.</summary>
    public required StudyRaster? BulkDensity { get; init; }

    /// <summary>Raster of gravel; null for none.</summary>
    public required StudyRaster? Gravel { get; init; }

    /// <summary>Depth of the topsoil d₀, cm: a multiple of 10.</summary>
    public required int Depth { get; init; }

    /// <summary>Largest factor between the median of this topsoil at the profiles and the median of their own 0–20 cm; the study is rejected beyond it.</summary>
    public required double AcceptFactor { get; init; }

    /// <summary>Standard deviation, a share or Mg C ha⁻¹; for a topsoil of three rasters that of their combined errors.</summary>
    public required StandardDeviation Sd { get; init; }

    /// <summary>Whether its rasters may have been made from the study's profiles: scores of models that use it are then too good.</summary>
    public required TopsoilOrigin Origin { get; init; }

    /// <summary>Whether there is a topsoil; only a direct model of carbon maps without one.</summary>
    public bool IsGiven => Carbon.Path.Length > 0;

    /// <summary>Whether the topsoil is a raster of density.</summary>
    public bool IsDensity => BulkDensity is null;

    /// <summary>Whether the topsoil varies among draws.</summary>
    public bool IsUncertain => Perturbation.Amount > 0;

    /// <summary>Its rasters.</summary>
    public IEnumerable<StudyRaster> Rasters => IsGiven ? new[] { Carbon, BulkDensity, Gravel }.OfType<StudyRaster>() : [];

    /// <summary>Its perturbation.</summary>
    public Perturbation Perturbation => new(Sd.IsShare, (float)Sd.Amount, 0, LayerDensities.LargestTopsoilOf(Depth));

    /// <summary>Binds the section.</summary>
    /// <param name="section">Section; missing keys get their defaults.</param>
    /// <param name="at">Its place in the file.</param>
    /// <param name="mayLack">Whether the study maps without a topsoil.</param>
    internal static Topsoil Bind(TopsoilSection section, Binding at, bool mayLack)
    {
        CheckSources(section, at, mayLack);
        if (section.Depth % 10 != 0 || section.Depth is < 10 or > 100)
            at.Add("depth", $"found {section.Depth}, expected a multiple of 10 from 10 to 100, cm.");
        double factor = section.AcceptFactor ?? DefaultAcceptFactor;
        at.Within("accept_factor", factor, 1, 1e6, "times");
        var resampling = at.Word("resampling", section.Resampling, StudyWords.Resamplings);
        var density = at.Raster("density", section.Density, section.Band, section.Nodata) with
        {
            Resampling = resampling,
            Scale = at.Multiplier("scale", section.Scale),
            Unit = "Mg C ha⁻¹",
            Lowest = 0,
            Highest = LayerDensities.LargestTopsoilOf(section.Depth),
            StopsBeyond = true,
        };
        var content = at.Raster("soc", section.Soc, section.SocBand, section.SocNodata, "soc_") with { Resampling = resampling, Scale = at.Multiplier("soc_scale", section.SocScale), Unit = "g kg⁻¹", Lowest = 0, Highest = 600 };
        var bulkDensity = at.Raster("bulk_density", section.BulkDensity, section.BulkDensityBand, section.BulkDensityNodata, "bulk_density_")
            .OfBulkDensity() with { Resampling = resampling, Scale = at.Multiplier("bulk_density_scale", section.BulkDensityScale) };
        var gravel = at.Raster("gravel", section.Gravel, section.GravelBand, section.GravelNodata, "gravel_")
            .OfGravel() with { Resampling = resampling, Scale = at.Multiplier("gravel_scale", section.GravelScale) };
        return new Topsoil
        {
            Carbon = density.IfNamed() ?? content,
            BulkDensity = bulkDensity.IfNamed(),
            Gravel = gravel.IfNamed(),
            Depth = section.Depth,
            AcceptFactor = factor,
            Sd = SdOf(section, at),
            Origin = section.FromProfiles is { } origin ? at.Word("from_profiles", origin, StudyWords.TopsoilOrigins) : TopsoilOrigin.Unknown,
        };
    }

    private static void CheckSources(TopsoilSection section, Binding at, bool mayLack)
    {
        bool density = !string.IsNullOrEmpty(section.Density), soc = !string.IsNullOrEmpty(section.Soc), bulkDensity = !string.IsNullOrEmpty(section.BulkDensity);
        bool parts = soc || bulkDensity || !string.IsNullOrEmpty(section.Gravel);
        if (!density && !parts && mayLack)
            return;
        if (density == parts)
            at.Add("", "expected 'density: RASTER', or 'soc' with 'bulk_density' (and 'gravel').");
        else if (parts && !(soc && bulkDensity))
            at.Add("", "expected both 'soc' and 'bulk_density'.");
    }

    /// <summary>The given standard deviation; otherwise that of SOC · bulk density · fine earth: to first order, the root of the sum of the squared relative errors.</summary>
    private static StandardDeviation SdOf(TopsoilSection section, Binding at)
    {
        double?[] parts = [at.Share("soc_sd", section.SocSd), at.Share("bulk_density_sd", section.BulkDensitySd), at.Share("gravel_sd", section.GravelSd)];
        if ((section.SocSd ?? section.BulkDensitySd ?? section.GravelSd) is not null)
        {
            if (string.IsNullOrEmpty(section.Soc))
                at.Add("", "'soc_sd', 'bulk_density_sd' and 'gravel_sd' are for a topsoil made from 'soc' and 'bulk_density'; a density raster has 'sd'.");
            section.Sd ??= string.Create(CultureInfo.InvariantCulture, $"{100 * Math.Sqrt(parts.Sum(part => part * part ?? 0)):0.######} %");
        }
        return at.Sd("sd", section.Sd, "Mg C ha⁻¹") ?? StandardDeviation.None;
    }
}

/// <summary>Whether a topsoil was made from the study's profiles.</summary>
public enum TopsoilOrigin
{
    /// <summary>Not known.</summary>
    Unknown,

    /// <summary>Made from some of these profiles, or it may have been.</summary>
    TheseProfiles,

    /// <summary>Made without them.</summary>
    Elsewhere,
}
