namespace SoilBeta.Numerics.Statistics;

/// <summary>Linear regression with a random intercept for each group, y = Xb + u(group) + e, by REML or maximum likelihood: lme4's <c>lmer(y ~ x + (1 | group))</c>.</summary>
/// <remarks>
/// Laird and Ware (1982), Biometrics 38, 963–974. The likelihood is profiled over the variance ratio λ = var(u) / var(e), as in Bates et al. (2015),
/// J. Stat. Softw. 67(1), and maximised at the root of its derivative (<see cref="ProfiledLikelihood"/>). Predictors that are constant or a combination of others are
/// dropped and named in <see cref="Notes"/>. With one group, or one row in every group, var(u) is not identifiable: it is set to 0, with a note.
/// </remarks>
public sealed class RandomInterceptModel
{
    private readonly Dictionary<string, double> _intercepts;

    private RandomInterceptModel(IReadOnlyList<FixedEffect> effects, Dictionary<string, double> intercepts, IReadOnlyDictionary<string, double> errors)
    {
        Effects = effects;
        _intercepts = intercepts;
        GroupErrors = errors;
    }

    /// <summary>Fixed effects: the intercept, then the predictors in their order; dropped ones are 0 with an error of NaN.</summary>
    public IReadOnlyList<FixedEffect> Effects { get; }

    /// <summary>Covariance of the fixed effects' estimates, in the order of <see cref="Effects"/>, [row][column]; 0 for dropped ones.</summary>
    public IReadOnlyList<double[]> EffectCovariance { get; private init; } = [];

    /// <summary>Best linear unbiased prediction of each group's intercept (BLUP), as the difference from the fixed intercept.</summary>
    public IReadOnlyDictionary<string, double> GroupIntercepts => _intercepts;

    /// <summary>Conditional standard deviation of each group's intercept, given the variances.</summary>
    public IReadOnlyDictionary<string, double> GroupErrors { get; }

    /// <summary>Variance of the groups' intercepts.</summary>
    public double GroupVariance { get; private init; }

    /// <summary>Variance of the residuals.</summary>
    public double ResidualVariance { get; private init; }

    /// <summary>Logarithm of the (restricted) likelihood, as lme4's <c>logLik</c>.</summary>
    public double LogLikelihood { get; private init; }

    /// <summary>Whether the likelihood is the restricted one (REML).</summary>
    public bool Restricted { get; private init; }

    /// <summary>Number of rows.</summary>
    public int Count { get; private init; }

    /// <summary>Predictors that were dropped, and parameters that are not identifiable.</summary>
    public IReadOnlyList<string> Notes { get; private init; } = [];

    /// <summary>Number of groups.</summary>
    public int Groups => _intercepts.Count;

    /// <summary>Intraclass correlation: share of the variance not explained by the fixed effects that is between groups.</summary>
    public double IntraclassCorrelation => GroupVariance / (GroupVariance + ResidualVariance);

    /// <summary>Number of parameters: the fixed effects kept and two variances.</summary>
    public int Parameters => Effects.Count(effect => !double.IsNaN(effect.StandardError)) + 2;

    /// <summary>Akaike's information criterion; compare fits with different fixed effects only by maximum likelihood.</summary>
    public double Aic => (2 * Parameters) - (2 * LogLikelihood);

    /// <summary>Fits the model.</summary>
    /// <param name="names">Names of the predictors; may be empty.</param>
    /// <param name="columns">Predictors, [predictor][row], finite.</param>
    /// <param name="target">Target, [row], finite.</param>
    /// <param name="groups">Group of each row.</param>
    /// <param name="restricted">REML (lme4's default), otherwise maximum likelihood.</param>
    /// <exception cref="InvalidDataException">No more rows than fixed effects, or covariates that are nearly combinations of each other.</exception>
    public static RandomInterceptModel Fit(IReadOnlyList<string> names, IReadOnlyList<double[]> columns, double[] target, IReadOnlyList<string> groups, bool restricted = true)
    {
        if (names.Count != columns.Count || groups.Count != target.Length || columns.Any(column => column.Length != target.Length))
            throw new ArgumentException("Predictors, target and groups have different lengths.", nameof(columns));
        var notes = new List<string>();
        var design = RegressionDesign.Build(names, columns, target, notes);
        int rows = target.Length, width = design.Kept.Count + 1;
        if (rows <= width)
            throw new InvalidDataException($"A regression with {width} fixed effects needs at least {width + 1} rows; there are {rows}.");

        string[] groupNames = [.. groups.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var position = groupNames.Select((name, g) => (name, g)).ToDictionary(pair => pair.name, pair => pair.g, StringComparer.Ordinal);
        var profile = new ProfiledLikelihood(design, [.. groups.Select(name => position[name])], groupNames.Length, restricted);
        string? fixedAtZero = groupNames.Length < 2 ? "there is only one group" : groupNames.Length == rows ? "every group has one row" : null;
        if (fixedAtZero is not null)
            notes.Add($"{char.ToUpperInvariant(fixedAtZero[0])}{fixedAtZero[1..]}: the variance between groups cannot be told from the residuals' and is set to 0.");
        double ratio = fixedAtZero is null ? profile.BestRatio() : 0;
        var state = profile.At(ratio) ?? throw new InvalidDataException($"The regression on {string.Join(", ", names)} has no estimate: in {rows} rows these covariates are nearly combinations of each other. Leave one out.");
        double residual = state.ResidualSum / profile.Degrees;

        var intercepts = new Dictionary<string, double>(StringComparer.Ordinal);
        var errors = new Dictionary<string, double>(StringComparer.Ordinal);
        for (int g = 0; g < groupNames.Length; g++)
        {
            double shrink = ratio / (1 + (profile.Sizes[g] * ratio));
            intercepts[groupNames[g]] = shrink * profile.GroupResidual(g, state.Coefficients);
            errors[groupNames[g]] = Math.Sqrt(residual * shrink);
        }
        return new RandomInterceptModel(design.Unscale(state.Coefficients, state.Inverse * residual), intercepts, errors)
        {
            EffectCovariance = design.UnscaleCovariance(state.Inverse * residual),
            GroupVariance = ratio * residual,
            ResidualVariance = residual,
            LogLikelihood = -state.Deviance / 2,
            Restricted = restricted,
            Count = rows,
            Notes = notes,
        };
    }

    /// <summary>Prediction from the fixed effects, with the group's own intercept where the group is known.</summary>
    /// <param name="values">Predictors of one row, in their order.</param>
    /// <param name="group">Group; null or an unknown one gets the fixed effects alone.</param>
    public double Predict(ReadOnlySpan<double> values, string? group = null)
    {
        double sum = Effects[0].Estimate;
        for (int j = 0; j < values.Length; j++)
            sum += Effects[j + 1].Estimate * values[j];
        return group is not null && _intercepts.TryGetValue(group, out double own) ? sum + own : sum;
    }
}

/// <summary>One fixed effect.</summary>
/// <param name="Name">Predictor; <c>(Intercept)</c> first.</param>
/// <param name="Estimate">Estimate, target per unit of the predictor; 0 for a dropped one.</param>
/// <param name="StandardError">Standard error; NaN for a dropped one.</param>
public sealed record FixedEffect(string Name, double Estimate, double StandardError)
{
    /// <summary>Estimate / standard error.</summary>
    public double T => Estimate / StandardError;
}
