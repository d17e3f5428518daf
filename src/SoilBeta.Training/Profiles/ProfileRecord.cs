using SoilBeta.Soil;

namespace SoilBeta.Training.Profiles;

/// <summary>A row of <c>profiles.csv</c>: a profile in use.</summary>
public sealed record ProfileRecord
{
    /// <summary>Identifier within its source.</summary>
    public required string Id { get; init; }

    /// <summary>Compilation.</summary>
    public required string Source { get; init; }

    /// <summary>Number of its site.</summary>
    public required int Site { get; init; }

    /// <summary>Degrees north.</summary>
    public required double Latitude { get; init; }

    /// <summary>Degrees east.</summary>
    public required double Longitude { get; init; }

    /// <summary>Code of its ecosystem.</summary>
    public required string Ecosystem { get; init; }

    /// <summary><c>table</c> or <c>map</c>.</summary>
    public required string EcosystemFrom { get; init; }

    /// <summary>β.</summary>
    public required double Beta { get; init; }

    /// <summary>Mode of β.</summary>
    public required string BetaMode { get; init; }

    /// <summary>Root mean square difference between measured and predicted cumulative shares.</summary>
    public required double FitRootMeanSquare { get; init; }

    /// <summary>SOC density of 0–20 … 80–100 cm, Mg C ha⁻¹, [layer]; NaN below what was sampled.</summary>
    public required double[] Densities { get; init; }

    /// <summary>SOC density of the study's layers where these are not the five of <see cref="Densities"/>, Mg C ha⁻¹, [layer]; null where they are.</summary>
    public double[]? OwnDensities { get; init; }

    /// <summary>SOC density of the study's layers, Mg C ha⁻¹, [layer]; NaN below what was sampled.</summary>
    public double[] StudyDensities => OwnDensities ?? Densities;

    /// <summary>Depth of the rock that ends the profile above 100 cm, cm; NaN for none.</summary>
    public double Rock { get; init; } = double.NaN;

    /// <summary>Whether rock ends the profile within layers.</summary>
    public bool EndsAtRock(LayerBounds layers) => Rock < layers.Bottommost;

    /// <summary>Means of the layers of the study's target in its unit, [layer]; NaN below what was measured; empty without a target.</summary>
    public double[] Target { get; init; } = [];

    /// <summary>Source of bulk density of the five layers, one letter each: see <see cref="FillLetters"/>.</summary>
    public required string FilledBulkDensity { get; init; }

    /// <summary>Source of gravel of the five layers, one letter each.</summary>
    public required string FilledGravel { get; init; }

    /// <summary>Covariates in the study's order, [covariate].</summary>
    public required double[] Covariates { get; init; }

    /// <summary>Ratio of predicted to measured subsoil.</summary>
    public required double Closure { get; init; }

    /// <summary>Share of the horizons' step function in the curve of the layers, 0–1: above 0 where the spline alone would leave a layer negative.</summary>
    public double StepShare { get; init; }

    /// <summary>Texture class of the topsoil; empty where clay is unknown.</summary>
    public string Texture { get; init; } = "";

    /// <summary>Source of the texture class: <c>table</c>, <c>covariate</c> or empty.</summary>
    public string TextureFrom { get; init; } = "";

    /// <summary>Letters for the sources of a layer: m measured, r raster, f pedotransfer function, c the study's constant, - none.</summary>
    /// <param name="sources">Sources, [layer].</param>
    public static string FillLetters(IReadOnlyList<FillSource> sources) => string.Concat(sources.Select(source => source switch
    {
        FillSource.Measured => 'm',
        FillSource.Raster => 'r',
        FillSource.Function => 'f',
        FillSource.Constant => 'c',
        _ => '-',
    }));
}

/// <summary>A row of <c>rejected.csv</c>: a profile that is not used.</summary>
/// <param name="Id">Identifier.</param>
/// <param name="Source">Compilation.</param>
/// <param name="Rejection">Why.</param>
public sealed record RejectedProfile(string Id, string Source, Rejection Rejection);
