namespace SoilBeta.Soil;

/// <summary>Why a profile is not used: the reason, and what was found in this profile.</summary>
/// <param name="Reason">Reason, for counting.</param>
/// <param name="Detail">What was found in this profile.</param>
public sealed record Rejection(RejectionReason Reason, string Detail);

/// <summary>A reason: a code for tables, a sentence for people.</summary>
/// <param name="Code">Code in <c>rejected.csv</c>.</param>
/// <param name="Text">Sentence.</param>
public sealed record RejectionReason(string Code, string Text)
{
    /// <summary>No coordinates.</summary>
    public static RejectionReason NoPlace { get; } = new("no_place", "latitude or longitude is missing");

    /// <summary>Horizons of one profile have different coordinates.</summary>
    public static RejectionReason TwoPlaces { get; } = new("two_places", "the horizons of one profile_id have different coordinates");

    /// <summary>A value out of its physical range.</summary>
    public static RejectionReason OutOfRange { get; } = new("out_of_range", "a value lies outside its physical range");

    /// <summary>Not a rejection: the profile is used, without its bad values.</summary>
    public static RejectionReason ValueDropped { get; } = new("value_dropped", "the profile is used, but for bad values that were dropped");

    /// <summary>A horizon that is partly above the mineral soil.</summary>
    public static RejectionReason Straddles { get; } = new("straddles_surface", "a horizon lies partly above the mineral soil");

    /// <summary>A row with a value whose depths are missing or equal.</summary>
    public static RejectionReason NoDepth { get; } = new("no_depth", "a horizon with a value has no depth, or no thickness");

    /// <summary>A bottom above its top.</summary>
    public static RejectionReason UpsideDown { get; } = new("upside_down", "a horizon's bottom lies above its top");

    /// <summary>Horizons that overlap.</summary>
    public static RejectionReason Overlap { get; } = new("overlap", "horizons overlap");

    /// <summary>Nothing but organic horizons.</summary>
    public static RejectionReason NoMineral { get; } = new("no_mineral_soil", "only organic horizons above the mineral soil");

    /// <summary>No SOC at all.</summary>
    public static RejectionReason NoSoc { get; } = new("no_soc", "no horizon has SOC");

    /// <summary>Fewer measured horizons than required.</summary>
    public static RejectionReason FewHorizons { get; } = new("few_horizons", "too few measured horizons start in the first metre");

    /// <summary>The first horizon starts too deep.</summary>
    public static RejectionReason DeepStart { get; } = new("deep_start", "the first measured horizon starts too deep");

    /// <summary>Sampling stopped short.</summary>
    public static RejectionReason StoppedShort { get; } = new("stopped_short", "sampling stopped short of the depth that the β mode needs");

    /// <summary>Rock too near the surface for two layers.</summary>
    public static RejectionReason ShallowRock { get; } = new("shallow_rock", "rock leaves no soil below the topsoil");

    /// <summary>No carbon in the topsoil or below.</summary>
    public static RejectionReason NoCarbon { get; } = new("no_carbon", "the topsoil or the subsoil holds no carbon");

    /// <summary>β could not be found.</summary>
    public static RejectionReason NoBeta { get; } = new("no_beta", "the layers do not determine β");

    /// <summary>β above the largest accepted.</summary>
    public static RejectionReason LargeBeta { get; } = new("beta_too_large", "β lies above the largest that is kept");

    /// <summary>The table marks the profile as a duplicate.</summary>
    public static RejectionReason Duplicate { get; } = new("duplicate", "marked as a possible duplicate");

    /// <summary>Outside the study's grid.</summary>
    public static RejectionReason OutsideGrid { get; } = new("outside_grid", "outside the grid");

    /// <summary>A covariate has no value there.</summary>
    public static RejectionReason NoCovariate { get; } = new("no_covariate", "a covariate has no value here");

    /// <summary>The site is in none of the study's ecosystems.</summary>
    public static RejectionReason NoEcosystem { get; } = new("no_ecosystem", "none of the study's ecosystems is here");
}
