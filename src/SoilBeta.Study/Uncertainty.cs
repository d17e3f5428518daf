using SoilBeta.Numerics;

namespace SoilBeta.Studies;

/// <summary>Draws and refits.</summary>
public sealed record Uncertainty
{
    /// <summary>Minimum number of Monte Carlo draws for the standard errors of cells, which come from the draws next to a bound.</summary>
    public const int FewestDrawsForErrors = 100;

    /// <summary>Default number of refits, as in the paper.</summary>
    private const int PaperRefits = 100;

    /// <summary>Draws.</summary>
    public required int Draws { get; init; }

    /// <summary>Sampling of common draws, without the correlation root for <see cref="ErrorCorrelation.Training"/>, which needs the profiles.</summary>
    public required DrawSampler Sampler { get; init; }

    /// <summary>Whether the bounds of totals get standard errors from the finite number of draws.</summary>
    public required bool StandardErrors { get; init; }

    /// <summary>Whether the bounds of cells get standard errors too.</summary>
    public required bool MapStandardErrors { get; init; }

    /// <summary>Whether <c>ALL</c> has exact quantiles in cells that several ecosystems share.</summary>
    public required bool JointQuantiles { get; init; }

    /// <summary>Two levels of the prediction interval; empty for none.</summary>
    public required IReadOnlyList<double> Prediction { get; init; }

    /// <summary>Correlation of the covariates' errors.</summary>
    public required ErrorCorrelation Correlation { get; init; }

    /// <summary>Draw mode: which cells share their draws.</summary>
    public required DrawMode Mode { get; init; }

    /// <summary>Side of a block for <see cref="DrawMode.Block"/>, degrees or the unit of the grid's CRS.</summary>
    public required double Block { get; init; }

    /// <summary>Combination of draws and refits.</summary>
    public required RefitMode Refits { get; init; }

    /// <summary>Number of refits B; 0 without refits.</summary>
    public required int RefitCount { get; init; }

    /// <summary>Other draw modes that get totals too; each costs another run.</summary>
    public required IReadOnlyList<DrawMode> Compare { get; init; }

    /// <summary>Whether totals get intervals that include residuals of β correlated in space.</summary>
    public required bool Residuals { get; init; }

    /// <summary>Realisations of each cell: draws, or draws · refits when crossed.</summary>
    public long Realisations => (long)Draws * Passes;

    /// <summary>Evaluations of each draw: one per refit when crossed.</summary>
    public int Passes => Refits == RefitMode.Crossed ? RefitCount : 1;

    /// <summary>Replicates of Sobol draws that are computed again separately for the standard errors of cells; 0 if those come from the spacing of Monte Carlo draws or are off.</summary>
    public int MapReplicates => MapStandardErrors && Sampler.IsSobol ? Sampler.Replicates : 0;

    /// <summary>The same section with another draw mode. Only common draws can be Sobol points or correlated.</summary>
    public Uncertainty In(DrawMode mode) => mode == Mode ? this
        : mode == DrawMode.Common ? this with { Mode = mode }
        : this with { Mode = mode, Sampler = DrawSampler.MonteCarlo, Correlation = ErrorCorrelation.None };

    /// <summary>Settings for the coverage on held-out profiles: common Monte Carlo draws through one model.</summary>
    /// <param name="draws">Draws.</param>
    public Uncertainty ThroughOneModel(int draws) => this with
    {
        Draws = draws,
        Mode = DrawMode.Common,
        Sampler = DrawSampler.MonteCarlo,
        Correlation = ErrorCorrelation.None,
        Refits = RefitMode.None,
        RefitCount = 0,
    };

    /// <summary>Binds the section.</summary>
    /// <param name="section">Section; missing keys get their defaults.</param>
    /// <param name="at">Its place in the file.</param>
    /// <param name="covariates">Number of covariates.</param>
    internal static Uncertainty Bind(UncertaintySection section, Binding at, int covariates)
    {
        var mode = at.Word("mode", section.Mode, StudyWords.DrawModes);
        var kind = at.Word("sampler", section.Sampler, StudyWords.Samplers);
        var refits = at.Word("refits", section.Refits ??= (at.IsPaper || section.RefitCount is not null ? RefitMode.Cycled : RefitMode.None).Word(), StudyWords.RefitModes, RefitMode.Cycled);
        var correlation = at.Word("correlation", section.Correlation ??= (section.CorrelationMatrix is null ? ErrorCorrelation.None : ErrorCorrelation.Matrix).Word(), StudyWords.Correlations);
        int count = RefitsOf(section, at, refits);
        var sampler = new DrawSampler(kind, section.Replicates, refits == RefitMode.Cycled ? count : 1, RootOf(section, at, correlation, mode, covariates));
        at.Within("draws", section.Draws, 1, 1 << 20, "draws");
        at.Within("replicates", section.Replicates, 1, 1000, "replicates");
        var compare = CompareOf(section, at, mode);
        if ((mode == DrawMode.Block || compare.Contains(DrawMode.Block)) && !(section.Block > 0))
            at.Add("block", $"found {section.Block}, expected the side of a block, above 0.");
        CheckSampler(section, at, sampler, mode, covariates);
        List<double> levels = section.Prediction ??= at.IsPaper ? [] : [0.05, 0.95];
        if (levels.Count > 0 && (levels.Count != 2 || !(levels[0] > 0 && levels[0] < levels[1] && levels[1] < 1)))
            at.Add("prediction", $"found [{string.Join(", ", levels)}], expected two levels between 0 and 1, the lower first, such as [0.05, 0.95]; [] for none.");
        return new Uncertainty
        {
            Draws = section.Draws,
            Sampler = sampler,
            StandardErrors = section.StandardErrors,
            MapStandardErrors = section.MapStandardErrors,
            JointQuantiles = section.JointQuantiles ?? false,
            Prediction = levels,
            Correlation = correlation,
            Mode = mode,
            Block = section.Block,
            Refits = refits,
            RefitCount = count,
            Compare = compare,
            Residuals = section.Residuals,
        };
    }

    private static int RefitsOf(UncertaintySection section, Binding at, RefitMode refits)
    {
        if (refits == RefitMode.None)
        {
            if (section.RefitCount is { } given)
                at.Add("refit_count", $"found {given}, but 'refits: none' makes no refits. Choose cycled or crossed.");
            return 0;
        }
        int count = section.RefitCount ??= PaperRefits;
        at.Within("refit_count", count, 1, 10_000, "refits");
        if (refits == RefitMode.Cycled && count > section.Draws)
            at.Add("refit_count", $"found {count}, but with {section.Draws} draws 'cycled' uses only the first {section.Draws}. Lower it, or use more draws.", because: "draws");
        if (refits == RefitMode.Crossed && (long)count * section.Draws > 1 << 24)
            at.Add("refit_count", $"{section.Draws} draws × {count} refits are more than {1 << 24} realisations.", because: "draws");
        return count;
    }

    private static void CheckSampler(UncertaintySection section, Binding at, DrawSampler sampler, DrawMode mode, int covariates)
    {
        if (!sampler.IsSobol)
        {
            if (section.Replicates > 1)
                at.Add("replicates", $"found {section.Replicates}, but Monte Carlo draws need no replicates. Use 'sampler: sobol', or leave the key out.");
            if (section.MapStandardErrors && section.Draws < FewestDrawsForErrors)
                at.Add("map_standard_errors", $"come from the draws next to a bound; {section.Draws} draws are too few, use {FewestDrawsForErrors} or more.", because: "draws");
            if (section.StandardErrors && section.Draws < FewestDrawsForErrors)
                at.Add("standard_errors", $"are taken from ten batches of draws; {section.Draws} draws are too few, use {FewestDrawsForErrors} or more.", because: "draws");
            return;
        }
        if (mode != DrawMode.Common)
            at.Add("sampler", $"Sobol points are evenly spread only as one set that all cells share; with 'mode: {section.Mode}' every cell or block would need a set of its own. Use 'mode: common' or 'sampler: monte-carlo'.");
        else if (sampler.Refusal(section.Draws, covariates + 1) is { } refusal)
            at.Add("draws", refusal);
        if (section.MapStandardErrors && section.Replicates < 2)
            at.Add("map_standard_errors", "of Sobol draws are taken from replicates: give 'replicates: 8' or so, two at least.");
        if (section.StandardErrors && section.Replicates < 2)
            at.Add("standard_errors", "of Sobol draws are taken from replicates: give 'replicates: 8' or so, two at least.");
    }

    private static List<DrawMode> CompareOf(UncertaintySection section, Binding at, DrawMode own)
    {
        var modes = new List<DrawMode>();
        for (int i = 0; i < section.Compare.Count; i++)
        {
            if (StudyWords.DrawModes.Find(section.Compare[i]) is { } mode && mode != own && !modes.Contains(mode))
                modes.Add(mode);
            else
                at.Add($"compare[{i + 1}]", $"found '{section.Compare[i]}', expected common, block or independent, each once and none that is the mode.");
        }
        return modes;
    }

    /// <summary>Root of the study's own matrix of correlations; null without one.</summary>
    private static double[][]? RootOf(UncertaintySection section, Binding at, ErrorCorrelation correlation, DrawMode mode, int covariates)
    {
        if (correlation != ErrorCorrelation.None && mode != DrawMode.Common)
            at.Add("correlation", $"correlated errors are made on the host for all cells at once; 'mode: {section.Mode}' draws them on the device, one by one. Use 'mode: common', or 'correlation: none'.");
        if (correlation != ErrorCorrelation.Matrix)
        {
            if (section.CorrelationMatrix is not null)
                at.Add("correlation_matrix", $"is given, but 'correlation: {section.Correlation}' does not use it. Leave one of them out.");
            return null;
        }
        if (section.CorrelationMatrix is not { } matrix)
        {
            at.Add("correlation", "is 'matrix', so 'correlation_matrix' is expected: one row of numbers for each covariate.");
            return null;
        }
        if (CorrelationMatrix.Refusal(matrix, covariates) is not { } refusal)
            return CorrelationMatrix.Root(matrix);
        at.Add("correlation_matrix", refusal);
        return null;
    }
}

/// <summary>Correlation of the covariates' errors.</summary>
public enum ErrorCorrelation
{
    /// <summary>Independent errors (as in the paper).</summary>
    None,

    /// <summary>The matrix in the study file.</summary>
    Matrix,

    /// <summary>The correlation of the training profiles' covariates.</summary>
    Training,
}
