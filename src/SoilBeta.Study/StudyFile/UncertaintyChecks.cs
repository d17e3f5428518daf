using SoilBeta.Numerics;

namespace SoilBeta.Studies.StudyFile;

/// <summary>What must hold between the keys of <c>uncertainty</c>: samplers, correlations and whose draws they can be.</summary>
internal sealed class UncertaintyChecks(Study study, StudyProblems problems)
{
    /// <summary>Fewest Monte Carlo draws for standard errors of a cell's bounds: with them the lower of the quantiles beside 2.5 % is above 0.</summary>
    public const int FewestDrawsForErrors = 100;

    private readonly UncertaintySection _uncertainty = study.Uncertainty;

    /// <summary>Checks it; every problem is collected.</summary>
    public void Run()
    {
        CheckSampler();
        CheckCorrelation();
        CheckTotals();
        if (_uncertainty.Prediction is { Count: > 0 } levels && (levels.Count != 2 || !(levels[0] > 0 && levels[0] < levels[1] && levels[1] < 1)))
            problems.Add("uncertainty.prediction", $"found [{string.Join(", ", levels)}], expected two levels between 0 and 1, the lower first, such as [0.05, 0.95]; [] for none.");
        if (study.Applicability.Weights is not ("importance" or "equal"))
            problems.Add("applicability.weights", $"found '{study.Applicability.Weights}', expected importance or equal.");
        if (study.Applicability.Block is { } side && !(side is >= 0.01 and <= 90))
            problems.Add("applicability.block", $"found {side}, expected the side of a block, 0.01 to 90 degrees.");
    }

    /// <summary>How the common draws of a study are sampled, without the correlation of a training table.</summary>
    public static DrawSampler SamplerOf(UncertaintySection uncertainty, bool withCorrelation = true) => new(
        uncertainty.Sampler == "sobol", uncertainty.Replicates, uncertainty.Refits == "cycled" ? uncertainty.RefitCount ?? 1 : 1,
        withCorrelation && uncertainty.Correlation == "matrix" ? CorrelationMatrix.Root(uncertainty.CorrelationMatrix!) : null);

    private void CheckSampler()
    {
        bool sobol = _uncertainty.Sampler == "sobol";
        if (sobol && _uncertainty.Mode != "common")
            problems.Add("uncertainty.sampler", $"Sobol points are evenly spread only as one set that all cells share; with 'mode: {_uncertainty.Mode}' every cell or block would need a set of its own. Use 'mode: common' or 'sampler: monte-carlo'.");
        else if (sobol && SamplerOf(_uncertainty, withCorrelation: false).Refusal(_uncertainty.Draws, study.Covariates.Count + 1) is { } refusal)
            problems.Add("uncertainty.draws", refusal);
        if (!sobol && _uncertainty.Replicates > 1)
            problems.Add("uncertainty.replicates", $"found {_uncertainty.Replicates}, but Monte Carlo draws need no replicates. Use 'sampler: sobol', or leave the key out.");
        if (sobol && _uncertainty.MapStandardErrors && _uncertainty.Replicates < 2)
            problems.Add("uncertainty.map_standard_errors", "of Sobol draws are taken from replicates: give 'replicates: 8' or so, two at least.");
        if (!sobol && _uncertainty.MapStandardErrors && _uncertainty.Draws < FewestDrawsForErrors)
            problems.Add("uncertainty.map_standard_errors", $"are taken from the draws beside a bound; {_uncertainty.Draws} draws are too few, use {FewestDrawsForErrors} or more.");
        if (sobol && _uncertainty.StandardErrors && _uncertainty.Replicates < 2)
            problems.Add("uncertainty.standard_errors", "of Sobol draws are taken from replicates: give 'replicates: 8' or so, two at least.");
        if (!sobol && _uncertainty.StandardErrors && _uncertainty.Draws < 100)
            problems.Add("uncertainty.standard_errors", $"are taken from ten batches of draws; {_uncertainty.Draws} draws are too few, use 100 or more.");
    }

    private void CheckTotals()
    {
        for (int i = 0; i < _uncertainty.Compare.Count; i++)
        {
            if (_uncertainty.Compare[i] is not ("common" or "block" or "independent") || _uncertainty.Compare[i] == _uncertainty.Mode || _uncertainty.Compare.IndexOf(_uncertainty.Compare[i]) < i)
                problems.Add($"uncertainty.compare[{i + 1}]", $"found '{_uncertainty.Compare[i]}', expected common, block or independent, each once and none that is the mode.");
        }
        if (_uncertainty.Compare.Contains("block") && !(_uncertainty.Block > 0))
            problems.Add("uncertainty.block", $"found {_uncertainty.Block}, expected the side of a block, above 0.");
        for (int i = 0; i < study.Ecosystems.Count; i++)
            Share($"ecosystems[{i + 1}].area_sd", study.Ecosystems[i].AreaSd);
        var topsoil = study.Topsoil;
        Share("topsoil.soc_sd", topsoil.SocSd);
        Share("topsoil.bulk_density_sd", topsoil.BulkDensitySd);
        Share("topsoil.gravel_sd", topsoil.GravelSd);
        if ((topsoil.SocSd ?? topsoil.BulkDensitySd ?? topsoil.GravelSd) is not null && string.IsNullOrEmpty(topsoil.Soc))
            problems.Add("topsoil", "'soc_sd', 'bulk_density_sd' and 'gravel_sd' are for a topsoil made from 'soc' and 'bulk_density'; a density raster has 'sd'.");

        void Share(string key, string? sd)
        {
            if (sd is not null && StandardDeviation.Parse(sd) is not { IsShare: true })
                problems.Add(key, $"found '{sd}', expected a share such as '10 %'.");
        }
    }

    private void CheckCorrelation()
    {
        string kind = _uncertainty.Correlation!;
        if (kind is "matrix" or "training" && _uncertainty.Mode != "common")
            problems.Add("uncertainty.correlation", $"correlated errors are made on the host for all cells at once; 'mode: {_uncertainty.Mode}' draws them on the device, one by one. Use 'mode: common', or 'correlation: none'.");
        if (kind == "matrix" && _uncertainty.CorrelationMatrix is null)
            problems.Add("uncertainty.correlation", "is 'matrix', so 'correlation_matrix' is expected: one row of numbers for each covariate.");
        if (kind != "matrix" && _uncertainty.CorrelationMatrix is not null)
            problems.Add("uncertainty.correlation_matrix", $"is given, but 'correlation: {kind}' does not use it. Leave one of them out.");
        if (kind == "matrix" && _uncertainty.CorrelationMatrix is { } matrix && CorrelationMatrix.Refusal(matrix, study.Covariates.Count) is { } refusal)
            problems.Add("uncertainty.correlation_matrix", refusal);
    }
}
