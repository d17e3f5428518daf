namespace SoilBeta.Studies;

/// <summary>Draws and refits.</summary>
internal sealed class UncertaintySection
{
    /// <summary>Draws.</summary>
    public int Draws { get; set; } = 1000;

    /// <summary>How common draws are sampled: <c>monte-carlo</c> (default) or <c>sobol</c> (Owen-scrambled; the draws are <see cref="Replicates"/> times a power of two).</summary>
    public string Sampler { get; set; } = "monte-carlo";

    /// <summary>Number of independent Sobol scramblings that are pooled; standard errors need two or more.</summary>
    public int Replicates { get; set; } = 1;

    /// <summary>Whether the bounds of totals get standard errors from the finite number of draws.</summary>
    public bool StandardErrors { get; set; }

    /// <summary>Whether the bounds of cells get standard errors too: the maps' bands <c>q025_se</c>, <c>q975_se</c>.</summary>
    public bool MapStandardErrors { get; set; }

    /// <summary>Whether the maps of all ecosystems together get exact quantiles in cells with several ecosystems, from joint realisations; null for no.</summary>
    public bool? JointQuantiles { get; set; }

    /// <summary>Two levels of the prediction interval by quantile regression forest, the maps' bands <c>prediction_q05</c>, <c>prediction_q95</c>; null: [0.05, 0.95]; an empty list for none.</summary>
    public List<double>? Prediction { get; set; }

    /// <summary>Correlation of the covariates' errors: <c>none</c> (default, as in the paper), <c>matrix</c>, or <c>training</c>: that of the profiles' covariates.</summary>
    public string? Correlation { get; set; }

    /// <summary>Correlations of the errors, in the order of the covariates, [row][column].</summary>
    public List<List<double>>? CorrelationMatrix { get; set; }

    /// <summary><c>common</c> (default), <c>block</c> or <c>independent</c>.</summary>
    public string Mode { get; set; } = "common";

    /// <summary>Side of a block, degrees (or the CRS' unit), for <c>block</c>.</summary>
    public double Block { get; set; } = 1;

    /// <summary><c>none</c>, <c>cycled</c> or <c>crossed</c>; null: <c>none</c> unless <see cref="RefitCount"/> is given, then <c>cycled</c>.</summary>
    public string? Refits { get; set; }

    /// <summary>Number of refits B (the paper: 100).</summary>
    public int? RefitCount { get; set; }

    /// <summary>Other draw modes that get totals too: <c>common</c>, <c>block</c>, <c>independent</c>; each costs another run.</summary>
    public List<string> Compare { get; set; } = [];

    /// <summary>Whether totals get intervals that include residuals of β correlated in space.</summary>
    public bool Residuals { get; set; }
}
